import { assertEquals, assertRejects } from "@std/assert";
import { rest, samplesDone } from "../../src/training/rest.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const sizes = [2, 3, 1];
const data = (seekable: boolean, began: number[] = []) => ({
  name: "six",
  seekable,
  *train({ from = 0 }: { readonly from?: number }) {
    began.push(from);
    for (const size of sizes) yield { x: tf.ones([size]), y: size, size };
  },
});
const epoch = { epoch: 0, seed: 0 };

Deno.test("rest() lets a seekable dataset begin where it is told", async () => {
  const began: number[] = [];
  for await (const { x } of rest(data(true, began), { ...epoch, from: 2 })) x.dispose();
  assertEquals(began, [2]);
});

Deno.test("rest() passes over the batches of another one, and gives back their tensors", async () => {
  const before = tf.memory().numTensors;
  for (const [from, left] of [[0, [2, 3, 1]], [2, [3, 1]], [5, [1]], [6, []]] as const) {
    const got: number[] = [];
    for await (const { x, y } of rest(data(false), { ...epoch, from })) got.push(y), x.dispose();
    assertEquals(got, [...left]);
  }
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("rest() refuses to begin in the middle of a batch", async () => {
  const error = await assertRejects(() => Array.fromAsync(rest(data(false), { ...epoch, from: 3 })), RangeError);
  assertEquals(
    error.message,
    "Cannot resume as six must have a batch that begins after 3 samples of the epoch: got one that ends after 5. " +
      "Resume with the batch size of before, or make the dataset seekable.",
  );
});

Deno.test("samplesDone() counts what a checkpoint tells in batches alone, and gives back its tensors", async () => {
  const before = tf.memory().numTensors;
  const six = data(true), progress = { step: 5, epoch: 1, batch: 2, seed: 0, scores: {}, judged: 0, recent: {} };
  assertEquals(await samplesDone(six, progress), 5);
  assertEquals(await samplesDone(six, { ...progress, samples: 7 }), 7);
  assertEquals([await samplesDone(six, { ...progress, batch: 0 }), await samplesDone(six)], [0, 0]);
  assertEquals(tf.memory().numTensors, before);
});
