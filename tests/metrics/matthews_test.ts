import { assertEquals } from "@std/assert";
import { matthews } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("matthews() is 1 or -1 where answers tell all, 0 where one class is always there, NaN where a label is none", async () => {
  assertEquals(await say(matthews({ classes: 2 }), LOGITS, [0, 0, 1]), [1]);
  assertEquals(await say(matthews({ classes: 2 }), LOGITS, [1, 1, 0]), [-1]);
  assertEquals(await say(matthews({ classes: 2 }), LOGITS, [1, 1, 1]), [0]);
  assertEquals(await say(matthews({ classes: 2 }), LOGITS, [1, 1, 7]), [NaN]);
});
