import { assertAlmostEquals, assertEquals } from "@std/assert";
import { accuracy, rocAuc, tf } from "../../mod.ts";
import { type Tally, tallyOf } from "../../src/training/tally.ts";

await tf.setBackend("cpu");

type Judged = Tally<tf.Tensor, tf.Tensor>;

/** Takes a batch of three answers, of which the second is no. */
function take(tally: Judged, ...labels: number[]): void {
  const answers = tf.tensor2d([[0.2, 0.8], [0.6, 0.4], [0.1, 0.9]]), right = tf.tensor1d(labels, "int32");
  tally.take(tf.tidy(() => tally.fold(tally.states, answers, right) as never));
  tf.dispose([answers, right]);
}

Deno.test("tallyOf() goes on from what a snapshot kept, rows too, and begins anew where other metrics judged", async () => {
  const metrics = [accuracy(), rocAuc()] as never, before = tf.memory().numTensors;
  const whole: Judged = tallyOf(metrics);
  take(whole, 1, 0, 0);
  const { tally: kept } = await whole.read();
  const again: Judged = tallyOf(metrics, kept);
  assertEquals(again.batches, 1);
  for (const each of [whole, again]) take(each, 0, 1, 1);
  const scores = await whole.scores();
  assertEquals([await again.scores(), whole.batches], [scores, 0]);
  assertAlmostEquals(scores.accuracy!, 50, 1e-5);
  const other: Judged = tallyOf([accuracy(), accuracy()] as never, kept);
  assertEquals([other.batches, await other.read()], [0, {}]);
  for (const each of [whole, again, other]) each.drop();
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("tallyOf() takes back what a step has told that was left out", async () => {
  const tally: Judged = tallyOf([accuracy()] as never);
  take(tally, 1, 0, 0);
  const wrong = tf.tensor2d([[NaN, NaN]]), right = tf.tensor1d([1], "int32");
  tally.take(tf.tidy(() => {
    const before = tally.states;
    return tally.judge(before, tally.fold(before, wrong, right), tf.scalar(false, "bool")) as never;
  }));
  assertAlmostEquals((await tally.scores()).accuracy!, 100 * 2 / 3, 1e-4);
  tally.drop();
});
