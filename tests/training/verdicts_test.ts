import { assertEquals } from "@std/assert";
import { accuracy } from "../../mod.ts";
import { judgedAgain, judgedSpan } from "../../src/training/verdicts.ts";

const span = { steps: 9, stepsPerEpoch: 3 };

Deno.test("judgedSpan() says that a run without validation data is judged by nothing", () => {
  assertEquals(judgedSpan(span, { data: {}, metrics: [accuracy()] }).verdicts, { better: {}, past: [] });
});

Deno.test("judgedSpan() knows the scores of further sets and of the batches that are learnt from", () => {
  const better = (data: object, tallied?: boolean) =>
    judgedSpan(span, { data, metrics: [accuracy()], ...tallied !== undefined && { tallied } }).verdicts.better;
  assertEquals(better({ val: () => [], sets: { noisy: 0 } }), { accuracy: "higher", "noisy/accuracy": "higher" });
  assertEquals(better({ sets: { noisy: 0 } }, false), { "noisy/accuracy": "higher" });
  assertEquals(better({}, true), { "train/accuracy": "higher" });
});

Deno.test("judgedAgain() leaves the span of before as it was", () => {
  const before = judgedSpan(span, { data: { val: () => [] }, metrics: [accuracy()] }, [{ step: 1, scores: {} }]);
  const after = judgedAgain(before, 5, { accuracy: 2 });
  assertEquals([before.verdicts.past.length, after.verdicts.past.length, after.steps], [1, 2, 9]);
});
