import { assertEquals } from "@std/assert";
import { logLoss } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("logLoss() is NaN where a label is no class, and a number where it is to be ignored", async () => {
  assertEquals(await say(logLoss(), LOGITS, [0, 1, 2]), [NaN]);
  const [score] = await say(logLoss({ ignoreIndex: 2 }), LOGITS, [0, 1, 2]);
  assertEquals(score, (await say(logLoss(), LOGITS.slice(0, 2), [0, 1]))[0]);
  assertEquals(Number.isFinite(score), true);
});
