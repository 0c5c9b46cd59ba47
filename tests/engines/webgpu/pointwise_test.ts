import { assertEquals } from "@std/assert";
import { openCard } from "../../../src/engines/webgpu/card.ts";
import { pointwise } from "../../../src/engines/webgpu/pointwise.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";
import { relu } from "../../../src/tensors/relu.ts";

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

Deno.test({
  name: "reluKernels() let the gradient through above zero only",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [x, dy] = [[-1, -0, 0, 1e-30, 5, Infinity, -Infinity], [1, 2, 3, -5, 6, 7, 8]];
    const slope = (count: number) => () =>
      tf.grad((x: tf.Tensor) => relu(x))(tf.tensor1d(x.slice(0, count)), tf.tensor1d(dy.slice(0, count)));
    const expected = [0, 0, 0, -5, 6, 7, 0];
    assertEquals(await numbersOf(slope(7)), [expected]);
    assertEquals(await numbersOf(slope(4)), [expected.slice(0, 4)]);
  },
});
