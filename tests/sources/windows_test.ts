import { assertEquals, assertThrows } from "@std/assert";
import { dataset } from "../../src/datasets/dataset.ts";
import { windows } from "../../src/sources/windows.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const tokens = Int32Array.from({ length: 11 }, (_, i) => i);

Deno.test("windows() has every window whose last place is followed by a token, and no other", () => {
  for (
    const [length, stride, begins] of [[3, 1, [0, 1, 2, 3, 4, 5, 6, 7]], [5, 5, [0, 5]], [4, 3, [0, 3, 6]]] as const
  ) {
    const source = windows({ tokens, length, stride });
    const got = Array.from({ length: source.size }, (_, i) => source.get(i) as Awaited<ReturnType<typeof source.get>>);
    assertEquals(got.map(({ x }) => x.data[0]), [...begins]);
    for (const { x, y } of got) assertEquals([...y.data], [...x.data].map((token) => token + 1));
  }
});

Deno.test("windows() come in batches of int32, in an order that the seed decides, from any sample on", async () => {
  const data = dataset({ train: windows({ tokens, length: 3 }), batchSize: 4 });
  await data.open!();
  const run = async (seed: number, from: number) => {
    const rows: number[][] = [];
    for await (const { x, y } of data.train({ epoch: 1, seed, from })) {
      assertEquals([x.shape.slice(1), x.dtype, y.dtype], [[3], "int32", "int32"]);
      rows.push(...(x as tf.Tensor2D).arraySync());
      tf.dispose([x, y]);
    }
    return rows;
  };
  const whole = await run(1, 0);
  assertEquals(whole.length, 8);
  assertEquals(await run(1, 4), whole.slice(4));
  assertEquals(JSON.stringify(await run(2, 0)) === JSON.stringify(whole), false);
});

Deno.test("windows() refuses a sequence that is too short, and one of another kind", () => {
  assertThrows(
    () => windows({ tokens, length: 11 }),
    RangeError,
    "Cannot make windows as the sequence must be longer than one: got 11 tokens for windows of 11.",
  );
  assertThrows(
    () => windows({ tokens: [1, 2] as never, length: 1 }),
    TypeError,
    "Cannot make windows as tokens must be an Int32Array: got object.",
  );
  assertThrows(() => windows({ tokens, length: 2, stride: 0 }), RangeError, "stride must be a whole number of at");
});
