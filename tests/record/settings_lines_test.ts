import { assertEquals } from "@std/assert";
import { adam, chain, clipByNorm, cosine, log } from "../../mod.ts";
import { plainRecord } from "../../src/options/plain.ts";
import { settingsLines } from "../../src/record/settings_lines.ts";

Deno.test("settingsLines() writes parts in parts as the calls that make them", () => {
  const optimizer = chain(clipByNorm(1), adam({ lr: cosine(0.1) }));
  const hooks = [log({ interval: 5, write: function tell() {}, progress: false }), function mine() {}];
  assertEquals(settingsLines(plainRecord({ optimizer, hooks, train: { epochs: 5, resume: false } })), [
    "optimizer: clipByNorm > adam({ parts: [clipByNorm({ max: 1 }), adam({ lr: cosine({ from: 0.1, to: 0 }), beta1: 0.9, " +
    "beta2: 0.999, epsilon: 1e-8, weightDecay: 0, amsgrad: false })] })",
    "hooks:     [log({ interval: 5, ignoreLast: true, level: info, digits: 4, smooth: [], write: tell, progress: false }), mine]",
    "train:     { epochs: 5, resume: false }",
  ]);
});

Deno.test("settingsLines() of nothing are none", () => assertEquals(settingsLines({}), []));
