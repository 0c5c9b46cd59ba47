import { assertEquals, assertThrows } from "@std/assert";
import { cohenKappa } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("cohenKappa() is 1 where all agree, and NaN where there is but one class a label is none or an answer is NaN", async () => {
  assertEquals(await say(cohenKappa({ classes: 2, weights: "quadratic" }), LOGITS, [0, 0, 1]), [1]);
  assertEquals(await say(cohenKappa({ classes: 2 }), [[1, 0], [1, 0]], [0, 0]), [NaN]);
  assertEquals(await say(cohenKappa({ classes: 2 }), LOGITS, [0, 0, -1]), [NaN]);
  assertEquals(await say(cohenKappa({ classes: 2 }), [[1, 0], [NaN, 0], [0, 1]], [0, 0, 1]), [NaN]);
  assertThrows(() => cohenKappa({ classes: 2, weights: "cubic" as never }), RangeError, "weights must be one of none");
});
