import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../mod.ts";
import { ctc } from "../../src/losses/ctc.ts";
import { tf } from "../../src/tf.ts";

const labels = (...rows: number[][]) => tf.tensor2d(rows, [rows.length, rows[0]!.length], "int32");
const value = (loss: unknown) => (loss as tf.Scalar).dataSync()[0]!;

Deno.test("ctc() counts every way to say the labels, as trying them all does", () => {
  const [frames, classes, said] = [5, 3, [1, 1, 2]];
  const logits = tf.tensor3d(Array.from({ length: frames * classes }, (_, i) => Math.sin(3 * i)), [1, frames, classes]);
  const chances = tf.softmax(logits).arraySync()[0]!;
  let likely = 0;
  for (let way = 0; way < classes ** frames; way++) {
    const steps = Array.from({ length: frames }, (_, t) => Math.floor(way / classes ** t) % classes);
    const heard = steps.filter((step, t) => step !== 0 && step !== steps[t - 1]);
    if (heard.join() === said.join()) likely += steps.reduce((product, step, t) => product * chances[t]![step]!, 1);
  }
  assert(likely > 0);
  assertAlmostEquals(value(ctc()(logits, labels(said))), -Math.log(likely) / said.length, 1e-5);
});

Deno.test("ctc() is Infinity where there are too few frames, 0 where it is told so, and its slopes are numbers", async () => {
  await cpu().open();
  const x = tf.ones([1, 2, 3]) as tf.Tensor3D;
  assertEquals(value(ctc()(x, labels([1, 1]))), Infinity);
  const { value: cost, grad } = tf.valueAndGrad((x) =>
    ctc({ zeroInfinity: true })(x as tf.Tensor3D, labels([1, 1])) as tf.Scalar
  )(x);
  assertEquals([...cost.dataSync(), ...grad.dataSync()].map((number) => number + 0), Array(7).fill(0));
});

Deno.test("ctc() of a sequence without frames is 0 without labels and Infinity with one, as PyTorch's", () => {
  const x = tf.ones([2, 3, 4]) as tf.Tensor3D, said = labels([1], [-1]);
  const of = (...frames: number[]) => value(ctc()(x, { labels: said, frames: tf.tensor1d(frames, "int32") }));
  assertEquals(of(0, 3), Infinity);
  assertAlmostEquals(of(3, 0), of(3, 3) - 3 * Math.log(4) / 2, 1e-5);
});

Deno.test("ctc() is NaN where a label is the blank or no class", () => {
  for (const odd of [0, 3]) assertEquals(value(ctc()(tf.ones([1, 4, 3]), labels([1, odd]))), NaN);
});

Deno.test("ctc() refuses sequences that do not fit, and says what it was given", () => {
  const text =
    "Cannot compute the CTC loss as it needs logits [batch, frames, classes], int32 labels [batch, length], " +
    "int32 frames [batch] if any, and a blank among the classes: got ";
  const refused: [() => unknown, string][] = [
    [() => ctc()(tf.ones([2, 4, 3]), labels([1])), "[2, 4, 3], int32 [1, 1], no frames and blank 0."],
    [() => ctc({ blank: 3 })(tf.ones([1, 4, 3]), labels([1])), "[1, 4, 3], int32 [1, 1], no frames and blank 3."],
    [
      () => ctc()(tf.ones([1, 4, 3]), { labels: labels([1]), frames: tf.tensor1d([4]) }),
      "[1, 4, 3], int32 [1, 1], float32 [1] and blank 0.",
    ],
  ];
  for (const [judge, rest] of refused) assertEquals(assertThrows(judge, TypeError).message, text + rest);
});
