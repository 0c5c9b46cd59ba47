import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { arrays } from "../../src/datasets/arrays.ts";
import { tf } from "../../src/tf.ts";
import { allBatches } from "./all_batches.ts";

await tf.setBackend("cpu");

const x = [[0, 1], [10, 11], [20, 21], [30, 31], [40, 41]];
const y = [0, 1, 2, 1, 0];

Deno.test("arrays() yields every pair once, in an order that is a pure function of (seed, epoch)", async () => {
  const data = arrays({ x, y, classes: 3, batchSize: 2 });
  await data.open!();
  const first = await allBatches(data.train({ epoch: 0, seed: 1 }));
  assertEquals(first.map(({ size }) => size), [2, 2, 1]);
  assertEquals(data.batches, { train: 3 });
  const pairs = first.flatMap(({ x, y, size }) =>
    Array.from({ length: size }, (_, i) => [x[2 * i], x[2 * i + 1], y[i]])
  );
  assertEquals(pairs.toSorted((a, b) => a[0]! - b[0]!), x.map((row, i) => [...row, y[i]!]));
  assertEquals(await allBatches(data.train({ epoch: 0, seed: 1 })), first);
  const order = async (epoch: number, seed: number) =>
    (await allBatches(data.train({ epoch, seed }))).flatMap(({ x }) => x);
  assertNotEquals(await order(1, 1), await order(0, 1));
  assertNotEquals(await order(0, 2), await order(0, 1));
});

Deno.test("arrays() keeps the order and drops the rest where it is told to", async () => {
  const data = arrays({ x, y, batchSize: 2, shuffle: false, dropLast: true, valX: x, valY: y });
  await data.open!();
  const expected = [
    { x: [0, 1, 10, 11], y: [0, 1], shape: [2, 2], size: 2 },
    { x: [20, 21, 30, 31], y: [2, 1], shape: [2, 2], size: 2 },
  ];
  assertEquals(await allBatches(data.train({ epoch: 3, seed: 4 })), expected);
  const last = { x: [40, 41], y: [0], shape: [1, 2], size: 1 };
  assertEquals(await allBatches(data.val!()), [...expected, last]);
  assertEquals(data.batches, { train: 2, val: 3 });
});

Deno.test("arrays() takes tensors, typed arrays and flat data of any rank, and keeps their dtype", async () => {
  const tensor = tf.tensor4d(Array.from({ length: 16 }, (_, i) => i), [2, 2, 2, 2], "int32");
  const flat = { dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
  const data = arrays({ x: tensor, y: flat, shuffle: false });
  await data.open!();
  // Read by now: the caller may do with its tensor what it likes.
  tensor.dispose();
  const before = tf.memory().numTensors;
  for await (const batch of data.train({ epoch: 0, seed: 0 })) {
    assertEquals([batch.x.dtype, batch.x.shape, batch.y.dtype, batch.y.shape], ["int32", [2, 2, 2, 2], "float32", [
      2,
      3,
    ]]);
    assertEquals(Array.from(batch.x.dataSync()), Array.from({ length: 16 }, (_, i) => i));
    assertEquals(Array.from(batch.y.dataSync()), [1, 2, 3, 4, 5, 6]);
    tf.dispose([batch.x, batch.y]);
  }
  assertEquals(tf.memory().numTensors, before);
  const bytes = arrays({ x: Float32Array.of(5), y: Uint8Array.of(2), classes: ["a", "b", "c"] });
  await bytes.open!();
  assertEquals(await allBatches(bytes.train({ epoch: 0, seed: 0 })), [{ x: [5], y: [2], shape: [1], size: 1 }]);
  assertEquals(bytes.classes, ["a", "b", "c"]);
});

Deno.test("arrays() names crossEntropy() as the loss of classes, and none otherwise", () => {
  assertEquals(typeof arrays({ x, y, classes: 3 }).loss, "function");
  assertEquals(arrays({ x, y }).loss, undefined);
  assertEquals(Object.isFrozen(arrays({ x, y })), true);
});

Deno.test("arrays() refuses what cannot be batched", () => {
  const refused = (make: () => unknown, type: new () => Error, message: string) =>
    assertEquals(assertThrows(make, type).message, message);
  for (const batchSize of [0, -1, 1.5, NaN]) {
    refused(
      () => arrays({ x, y, batchSize }),
      RangeError,
      `Cannot make batches as batchSize must be a whole number above 0: got ${batchSize}. A usual size is 32.`,
    );
  }
  refused(
    () => arrays({ x: [], y: [] }),
    RangeError,
    "Cannot use x as there must be at least one example: got none. Give it some data.",
  );
  refused(
    () => arrays({ x, y: [1] }),
    TypeError,
    "Cannot pair x with y as there must be one target for each input: got 5 and 1. The first axis counts the examples.",
  );
  refused(
    () => arrays({ x, y, valX: x, valY: [1] }),
    TypeError,
    "Cannot pair valX with valY as there must be one target for each input: got 5 and 1. " +
      "The first axis counts the examples.",
  );
  refused(
    () => arrays({ x, y, valX: x }),
    TypeError,
    "Cannot judge as valX and valY must come together: got only valX. Give both or none.",
  );
  refused(
    () => arrays({ x: tf.scalar(1), y }),
    TypeError,
    "Cannot use x as its first axis must be the examples: got a single number. Wrap it in [].",
  );
});

Deno.test("arrays() refuses labels that name no class and data that is no number, when it opens", async () => {
  const refused = async (data: { open?(): Promise<void> }, type: new () => Error, message: string) =>
    assertEquals((await assertRejects(() => data.open!(), type)).message, message);
  for (const label of [3, -1, 0.5, NaN]) {
    await refused(
      arrays({ x, y: [0, 1, label, 0, 0], classes: 3 }),
      RangeError,
      `Cannot learn from y as labels must be whole numbers from 0 to 2: got ${label} at 2. ` +
        "Count classes from 0, or give more classes.",
    );
  }
  await refused(
    arrays({ x, y: x, classes: 3 }),
    TypeError,
    "Cannot use y as labels must have the shape [n]: got [5,2]. Turn one-hot rows into class numbers.",
  );
  await refused(
    arrays({ x: tf.tensor1d(["a", "b"]), y: [0, 1] }),
    TypeError,
    "Cannot use x as it must hold numbers: got string. Turn texts into numbers first.",
  );
  await refused(
    arrays({ x: [[1, 2], [3]], y: [0, 1] }),
    TypeError,
    "Cannot use x as all its rows must have one shape: got rows that differ from [2,2].",
  );
  await refused(
    arrays({ x: { dtype: "float32", shape: [2, 2], data: new Float32Array(3) }, y: [0, 1] }),
    TypeError,
    "Cannot use x as the shape [2,2] takes 4 numbers: got 3. Correct the shape.",
  );
});

Deno.test("arrays() says that it must be opened first", () => {
  const error = assertThrows(() => [...arrays({ x, y }).train({ epoch: 0, seed: 0 }) as Iterable<unknown>], Error);
  assertEquals(
    error.message,
    "Cannot make batches of arrays as it must be open first: got no samples. Call await open() before.",
  );
});

Deno.test("arrays() knows the rank of a batch in its type", async () => {
  const labelled = arrays({ x: [[[1]], [[2]]], y: [0, 1], classes: 2, shuffle: false });
  await labelled.open!();
  for await (const { x, y } of labelled.train({ epoch: 0, seed: 0 })) {
    const cube: tf.Tensor3D = x;
    const row: tf.Tensor1D = y;
    // @ts-expect-error: three axes are not two.
    const wrong: tf.Tensor2D = x;
    assertEquals([cube.rank, row.rank, wrong.rank], [3, 1, 3]);
    tf.dispose([x, y]);
  }
});
