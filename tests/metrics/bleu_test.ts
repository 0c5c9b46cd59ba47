import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bleu, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");
const tokens = (...row: number[]) => tf.tensor2d([row], [1, row.length], "int32");
const score = async (options: Parameters<typeof bleu>[0], said: number[], there: number[]) =>
  (await judgeBy([bleu(options)], tokens(...said), tokens(...there), [1])).bleu;

Deno.test("bleu() is 100 of the reference itself, and 0 of what shares no word or is too short", async () => {
  assertAlmostEquals(await score({}, [1, 2, 3, 4, 5], [1, 2, 3, 4, 5]), 100, 1e-9);
  assertEquals(await score({}, [1, 2, 3, 4], [5, 6, 7, 8]), 0);
  assertEquals(await score({}, [1, 2, 3], [1, 2, 3]), 0);
});

Deno.test("bleu() counts a word no more often than it is there, and lowers short texts", async () => {
  assertAlmostEquals(await score({ order: 1 }, [1, 1, 1, 1], [1, 1, 2, 3]), 50, 1e-9);
  assertAlmostEquals(await score({ order: 1 }, [1, 2], [1, 2, 3, 4]), 100 * Math.exp(-1), 1e-9);
});

Deno.test("bleu() smooths what has no match, or does not", async () => {
  assertAlmostEquals(await score({ order: 2 }, [1, 2, 3], [2, 1, 3]), 100 * Math.sqrt(1 / 4), 1e-9);
  assertEquals(await score({ order: 2, smooth: "none" }, [1, 2, 3], [2, 1, 3]), 0);
  assertThrows(() => bleu({ smooth: "floor" as never }), RangeError, "smooth must be one of exp, none");
});
