import { assertEquals } from "@std/assert";
import { duration, fixed, scientific, settingsLines, stamp } from "../../src/record/format.ts";
import { adam, chain, clipByNorm, cosine, log } from "../../mod.ts";
import { plainRecord } from "../../src/options/plain.ts";

Deno.test("scientific() has four decimals and at least two digits of exponent", () => {
  assertEquals([0.001, 1, 12345, 1e-12, 0, 1e-100].map((value) => scientific(value)), [
    ...["1.0000e-03", "1.0000e+00", "1.2345e+04", "1.0000e-12", "0.0000e+00", "1.0000e-100"],
  ]);
});

Deno.test("duration() is H:MM:SS, with days where there are any", () => {
  assertEquals([0, 0.99, 61, 3600, 86399, 86400, 180061].map(duration), [
    ...["0:00:00", "0:00:00", "0:01:01", "1:00:00", "23:59:59", "1 day, 0:00:00", "2 days, 2:01:01"],
  ]);
});

Deno.test("fixed() and stamp() pad, with as many digits as are asked for", () => {
  assertEquals([fixed(1), fixed(0.00005)], ["1.0000", "0.0001"]);
  assertEquals([fixed(1 / 3, 6), scientific(1 / 3, 2)], ["0.333333", "3.33e-01"]);
  assertEquals(stamp(new Date(2026, 0, 2, 3, 4, 5)), "2026/01/02 03:04:05");
});

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
