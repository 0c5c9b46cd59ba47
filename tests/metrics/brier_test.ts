import { assertEquals } from "@std/assert";
import { brier } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("brier() is NaN where a label is no class, and a number where it is to be ignored", async () => {
  assertEquals(await say(brier(), LOGITS, [0, 1, 2]), [NaN]);
  const [score] = await say(brier({ ignoreIndex: 2 }), LOGITS, [0, 1, 2]);
  assertEquals(score, (await say(brier(), LOGITS.slice(0, 2), [0, 1]))[0]);
  assertEquals(Number.isFinite(score), true);
});
