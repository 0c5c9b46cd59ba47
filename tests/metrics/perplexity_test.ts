import { assertEquals } from "@std/assert";
import { perplexity } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("perplexity() is NaN where a label is no class, and a number where it is to be ignored", async () => {
  assertEquals(await say(perplexity(), LOGITS, [0, 1, 2]), [NaN]);
  const [score] = await say(perplexity({ ignoreIndex: 2 }), LOGITS, [0, 1, 2]);
  assertEquals(score, (await say(perplexity(), LOGITS.slice(0, 2), [0, 1]))[0]);
  assertEquals(Number.isFinite(score), true);
});
