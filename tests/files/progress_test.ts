import { assert, assertEquals, assertThrows } from "@std/assert";
import { toJson } from "../../src/files/numbers.ts";
import { parseProgress } from "../../src/files/progress.ts";

const good = {
  step: 8,
  epoch: 2,
  batch: 1,
  samples: 4,
  seed: 3,
  scores: { mae: 0.5 },
  judged: 8,
  recent: { loss: [1, 2] },
};

Deno.test("parseProgress() gives back a progress, its numbers that are not finite too", () => {
  const odd = { ...good, scores: { mae: NaN, top: Infinity }, recent: { loss: [-Infinity] }, skipped: 2 };
  for (const progress of [good, odd]) assertEquals(parseProgress(toJson(progress)), progress);
  assertEquals(
    parseProgress('{"step":0,"epoch":0,"batch":0,"seed":0,"scores":{"mae":null},"judged":0,"recent":{}}').scores,
    { mae: NaN },
  );
});

Deno.test("parseProgress() gives back validations, and refuses those that cannot be", () => {
  const verdicts = [{ step: 4, scores: { mae: NaN } }, { step: 8, scores: { mae: 0.5 } }];
  assertEquals(parseProgress(toJson({ ...good, verdicts })), { ...good, verdicts });
  const cases = [
    [{}, "its verdicts must be a list of validations: got {}"],
    [[7], "its verdicts must be a list of validations: got 7"],
    [[{ step: 9, scores: {} }], "its verdicts.step must be from 0 to its step, 8: got 9"],
    [[{ step: 4, scores: {} }, { step: 3, scores: {} }], "its verdicts.step must be from 4 to its step, 8: got 3"],
    [[{ step: 4, scores: { mae: "x" } }], 'its verdicts.scores.mae must be a number: got "x"'],
  ] as const;
  for (const [verdicts, text] of cases) {
    assertEquals(assertThrows(() => parseProgress(JSON.stringify({ ...good, verdicts })), SyntaxError).message, text);
  }
});

Deno.test("parseProgress() takes one without samples, as it was before they were counted", () => {
  const { samples: _, ...old } = good;
  assertEquals("samples" in parseProgress(JSON.stringify(old)), false);
});

Deno.test("parseProgress() keeps as many losses as there are", () => {
  const loss = Array.from({ length: 1000 }, (_, i) => i);
  assertEquals(parseProgress(toJson({ ...good, recent: { loss } })).recent.loss, loss);
});

for (
  const [change, reason] of [
    [{ step: -1 }, "its step must be a whole number of at least 0: got -1"],
    [{ step: "8" }, 'its step must be a whole number of at least 0: got "8"'],
    [{ step: 1e300 }, "its step must be a whole number of at least 0: got 1e+300"],
    [{ epoch: 1.5 }, "its epoch must be a whole number of at least 0: got 1.5"],
    [{ epoch: undefined }, "its epoch must be a whole number of at least 0: got none"],
    [{ batch: 1e9 }, "its batch must be at most its step, 8: got 1000000000"],
    [{ samples: -4 }, "its samples must be a whole number of at least 0: got -4"],
    [{ seed: 2 ** 40 }, "its seed must be a whole number from 0 to 4294967295: got 1099511627776"],
    [{ judged: 9 }, "its judged must be at most its step, 8: got 9"],
    [{ scores: null }, "its scores must be numbers by name: got null"],
    [{ scores: { mae: "high" } }, 'its scores.mae must be a number: got "high"'],
    [{ recent: { loss: "abc" } }, 'its loss must be a list of numbers: got "abc"'],
    [{ recent: { loss: ["a"] } }, 'its loss.0 must be a number: got "a"'],
  ] as const
) {
  Deno.test(`parseProgress() refuses ${JSON.stringify(change)}`, () => {
    const { message } = assertThrows(() => parseProgress(JSON.stringify({ ...good, ...change })), SyntaxError);
    assert(message.startsWith(reason), message);
  });
}

Deno.test("parseProgress() refuses what is no JSON, or no object", () => {
  assertThrows(() => parseProgress("{"), SyntaxError, "its progress must be JSON: got ");
  for (const text of ["null", "5", "[]"]) {
    assertThrows(() => parseProgress(text), SyntaxError, `its progress must be an object: got ${text}`);
  }
});
