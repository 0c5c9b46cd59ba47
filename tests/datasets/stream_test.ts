import { assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { cpu, dense, type LateSample, mae, meanSquaredError, runner, type Sample, sgd, stream, tf } from "../../mod.ts";

await tf.setBackend("cpu");

interface Scalars {
  readonly x: tf.Tensor;
  readonly y: tf.Tensor;
  readonly size: number;
}

async function seen(pass: unknown): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const { x, y } of pass as AsyncIterable<Scalars>) {
    batches.push([...x.dataSync()]);
    tf.dispose([x, y]);
  }
  return batches;
}

const made: number[] = [];
async function* ten(): AsyncGenerator<LateSample<number, number>> {
  for (let i = 0; i < 10; i++) yield { title: `number ${i}`, make: () => (made.push(i), { x: i, y: i * i }) };
}

Deno.test("stream() has all samples of an epoch, in an order that follows from seed and epoch", async () => {
  const data = stream({ train: ten, val: ten, batchSize: 4, window: 5 });
  const epochs = await Promise.all(
    [[0, 3], [0, 3], [1, 3], [0, 4]].map(([epoch, seed]) => seen(data.train({ epoch: epoch!, seed: seed! }))),
  );
  for (const epoch of epochs) assertEquals(epoch.flat().toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(epochs[0], epochs[1]);
  assertNotEquals(epochs[0], epochs[2]);
  assertNotEquals(epochs[0], epochs[3]);
  assertEquals(await seen(data.val!()), [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]);
  assertEquals([data.batches, data.samples], [{}, {}]);
});

Deno.test("stream() goes on after any sample without making those before, and shares batches out", async () => {
  const data = stream({ train: ten, batchSize: 4, window: 3 }), pass = { epoch: 2, seed: 1 };
  const whole = (await seen(data.train(pass))).flat();
  made.length = 0;
  assertEquals((await seen(data.train({ ...pass, from: 5 }))).flat(), whole.slice(5));
  assertEquals(made.length, 5);
  const shares = await Promise.all([0, 1].map((rank) => seen(data.train({ ...pass, rank, ranks: 2 }))));
  assertEquals(shares[0]!.map((batch, i) => [...batch, ...shares[1]![i]!]), await seen(data.train(pass)));
  const short = stream({ train: ten, batchSize: 4, window: 0, dropLast: true });
  assertEquals(await seen(short.train(pass)), [[0, 1, 2, 3], [4, 5, 6, 7]]);
});

Deno.test("stream() augments a sample by its place in the stream, wherever a run goes on", async () => {
  const add = ({ x, y }: Sample<number, number>, next: () => number) => ({ x: x + next(), y });
  const data = stream({ train: ten, batchSize: 2, window: 3, transforms: [add] }), pass = { epoch: 0, seed: 9 };
  const whole = (await seen(data.train(pass))).flat();
  assertEquals((await seen(data.train({ ...pass, from: 3 }))).flat(), whole.slice(3));
  assertNotEquals(whole.map((x) => x % 1), whole.map(() => 0));
});

Deno.test("stream() names a sample that cannot be made, or leaves it out and says so", async () => {
  async function* broken(): AsyncGenerator<LateSample<number, number>> {
    for await (const sample of ten()) {
      yield sample.title === "number 3" ? { ...sample, make: () => Promise.reject(new Error("it is cut")) } : sample;
    }
  }
  const strict = stream({ train: broken, batchSize: 4, window: 0 });
  await assertRejects(
    () => seen(strict.train({ epoch: 0, seed: 0 })),
    Error,
    'Cannot read number 3 as it is cut. Or leave such samples out: onBroken: "skip".',
  );
  const lenient = stream({ train: broken, batchSize: 4, window: 0, onBroken: "skip", name: "numbers" });
  assertEquals(await seen(lenient.train({ epoch: 0, seed: 0 })), [[0, 1, 2], [4, 5, 6, 7], [8, 9]]);
  assertEquals(lenient.news!(), [
    "Left out 1 sample of numbers, as it cannot be read: number 3 (it is cut).",
  ]);
});

Deno.test("stream() takes lists, and says where what it was given can be gone through once alone", async () => {
  const list = stream({ train: [{ x: 1, y: 2 }, { x: 3, y: 4 }], batchSize: 2, window: 0 });
  assertEquals(await seen(list.train({ epoch: 0, seed: 0 })), [[1, 3]]);
  assertEquals(await seen(list.train({ epoch: 1, seed: 0 })), [[1, 3]]);
  const once = stream({ train: ten(), batchSize: 10 });
  await seen(once.train({ epoch: 0, seed: 0 }));
  await assertRejects(
    () => seen(once.train({ epoch: 1, seed: 0 })),
    RangeError,
    "Cannot make batches of stream as a pass must have a sample: got none. What can be gone through once is to be given",
  );
  assertThrows(() => stream({ train: 7 as never }), TypeError, "Cannot make stream as train must be samples");
});

Deno.test("stream() takes datasets of tf.data, and leaves no tensors", async () => {
  const xs = tf.data.array([[1, 2], [3, 4], [5, 6]].map((row) => ({ xs: tf.tensor1d(row), ys: row[0]! })));
  const before = tf.memory().numTensors;
  const data = stream({ train: xs as never, batchSize: 3, window: 0 });
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 }) as unknown as AsyncIterable<Scalars>) {
    assertEquals([x.shape, [...x.dataSync()], [...y.dataSync()]], [[3, 2], [1, 2, 3, 4, 5, 6], [1, 3, 5]]);
    tf.dispose([x, y]);
  }
  assertEquals(tf.memory().numTensors, before);
  const odd = stream({ train: tf.data.array([{ a: 1 }]) as never });
  await assertRejects(() => seen(odd.train({ epoch: 0, seed: 0 })), TypeError, "as it must be { xs, ys }: got a.");
});

Deno.test("stream() is learnt from for some steps, though nobody knows how long an epoch is", async () => {
  async function* lines() {
    for (let i = 0; i < 50; i++) {
      const x = i % 10 / 10;
      yield { x: vector(x), y: vector(2 * x + 1) };
    }
  }
  const vector = (value: number) => ({ dtype: "float32", shape: [1], data: Float32Array.of(value) }) as const;
  const data = stream({ train: lines, val: lines, batchSize: 10, loss: meanSquaredError() });
  const { scores } = await runner({ log: { write: () => {} } }).model(dense({ inputs: 1, units: 1 })).data(data)
    .evaluator(mae()).optimizer(sgd({ lr: 0.5 })).engine(cpu()).train({ epochs: 30 });
  assertEquals(scores!.mae < 1e-2, true, `${scores!.mae}`);
});
