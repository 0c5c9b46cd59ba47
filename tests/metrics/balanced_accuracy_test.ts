import { assertEquals } from "@std/assert";
import { balancedAccuracy } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("balancedAccuracy() leaves out classes without examples, and is NaN where a label is no class", async () => {
  assertEquals(await say(balancedAccuracy({ classes: 2 }), LOGITS, [0, 0, 0]), [100 * (2 / 3)]);
  assertEquals(await say(balancedAccuracy({ classes: 2 }), LOGITS, [0, 0, 2]), [NaN]);
});
