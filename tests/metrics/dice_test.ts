import { assertEquals } from "@std/assert";
import { dice } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("dice() is 100 where regions are the same, and 0 where they do not meet", async () => {
  assertEquals(await say(dice({ classes: 2 }), LOGITS, [0, 0, 1]), [100]);
  assertEquals(await say(dice({ classes: 2 }), LOGITS, [1, 1, 0]), [0]);
});
