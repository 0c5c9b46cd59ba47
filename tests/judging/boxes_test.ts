import { assertEquals } from "@std/assert";
import { match, precisionOf } from "../../src/judging/boxes.ts";

const truth = (box: [number, number, number, number], isCrowd = false) => ({ box, area: box[2] * box[3], isCrowd });

Deno.test("match() finds each truth once, and a crowd any number of times", () => {
  const found = [{ box: [0, 0, 10, 10], score: 0.9 }, { box: [0, 0, 10, 9], score: 0.8 }] as const;
  const one = match({ found, truths: [truth([0, 0, 10, 10])] }, [0.5], [0, Infinity]);
  assertEquals(one, { verdicts: [["right", "wrong"]], wanted: 1 });
  const crowd = match({ found, truths: [truth([0, 0, 100, 100], true)] }, [0.5], [0, Infinity]);
  assertEquals(crowd, { verdicts: [["ignored", "ignored"]], wanted: 0 });
});

Deno.test("match() leaves out what is of another size, unless it hits what is to be found", () => {
  const truths = [truth([0, 0, 10, 10]), truth([50, 50, 40, 40])];
  const found = [{ box: [50, 50, 40, 40], score: 0.9 }, { box: [200, 0, 60, 60], score: 0.5 }] as const;
  assertEquals(match({ found, truths }, [0.5], [0, 500]), { verdicts: [["ignored", "ignored"]], wanted: 1 });
  assertEquals(match({ found, truths }, [0.5], [500, 2000]), { verdicts: [["right", "ignored"]], wanted: 1 });
});

Deno.test("precisionOf() is 0 where nothing was found", () => {
  assertEquals(precisionOf([], 3), { average: 0, recall: 0 });
  assertEquals(precisionOf([{ score: 1, verdict: "ignored" }], 1), { average: 0, recall: 0 });
});
