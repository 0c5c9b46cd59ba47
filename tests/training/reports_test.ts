import { assertEquals, assertStringIncludes } from "@std/assert";
import { tf } from "../../mod.ts";
import { reportsOf } from "../../src/training/reports.ts";

await tf.setBackend("cpu");
const place = (step: number) => ({ step, epoch: 1, batch: step, lr: 0.1 });

Deno.test("reportsOf() tells a loss once, though it was read before", async () => {
  const before = tf.memory().numTensors, reports = reportsOf({ recent: {} });
  reports.add({ loss: tf.scalar(1) }, place(1));
  await reports.settle();
  reports.add({ loss: tf.scalar(2) }, place(2));
  await reports.settle();
  assertEquals([reports.take().losses, reports.take().losses], [{ loss: [1, 2] }, {}]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("reportsOf() keeps the last ten losses of a run that goes on", async () => {
  const reports = reportsOf({ recent: { loss: [1, 2, 3] } });
  for (let step = 4; step <= 12; step++) reports.add({ loss: tf.scalar(step) }, place(step));
  await reports.settle();
  assertEquals(reports.recent, { loss: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] });
});

Deno.test("reportsOf() keeps as many losses as it is asked for, and no more of a run that kept more", async () => {
  for (const [most, left] of [[12, 12], [2, 2]] as const) {
    const reports = reportsOf({ recent: { loss: [1, 2, 3] } }, most);
    assertEquals(reports.recent.loss!.length, Math.min(3, most));
    for (let step = 4; step <= 13; step++) reports.add({ loss: tf.scalar(step) }, place(step));
    await reports.settle();
    assertEquals(reports.recent.loss, Array.from({ length: left }, (_, i) => 14 - left + i));
  }
});

Deno.test("reportsOf() counts steps that were left out on, and names them once", async () => {
  const reports = reportsOf({ recent: {}, skipped: 2 });
  reports.add({ loss: tf.scalar(NaN) }, place(5), { sums: tf.tensor1d([NaN, 1]), weights: ["slope"] });
  await reports.settle();
  assertEquals([reports.skipped, reports.recent], [3, {}]);
  assertStringIncludes(reports.take().note!, "Left out 1 of the last steps, 3 in all");
  assertEquals(reports.take().note, undefined);
});
