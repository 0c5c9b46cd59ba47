import { assertEquals } from "@std/assert";
import { openCard } from "../../../src/engines/webgpu/card.ts";
import { pointwise } from "../../../src/engines/webgpu/pointwise.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

Deno.test({
  name: "pointwise() reaches every number, whether they come by four or not",
  ...anyAdapter,
  async fn() {
    const run = pointwise(openCard(await openAny()), {
      name: "Line",
      reads: ["x"],
      writes: ["y"],
      integers: ["times"],
      floats: ["slope"],
      code: "y[i] += f32(numbers.times) * numbers.slope * x[i];",
    });
    for (const size of [1, 4, 1023, 1024, 1025, 4100]) {
      const [y] = await numbersOf(() => {
        const x = tf.range(0, size), y = tf.ones([size]);
        run({ x, y }, size, { times: 2, slope: 0.5 });
        return y;
      });
      assertEquals(y, Array.from({ length: size }, (_, i) => 1 + i));
    }
  },
});
