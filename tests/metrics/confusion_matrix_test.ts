import { assertEquals, assertThrows } from "@std/assert";
import { confusionMatrix } from "../../mod.ts";
import { LOGITS, say } from "./edges.ts";

Deno.test("confusionMatrix() names its cells by label and answer, the better the larger on the diagonal", () => {
  const metric = confusionMatrix({ classes: ["cat", "dog"] });
  assertEquals(metric.scores, ["confusion_cat_cat", "confusion_cat_dog", "confusion_dog_cat", "confusion_dog_dog"]);
  assertEquals(Object.values(metric.better), ["higher", "lower", "lower", "higher"]);
});

Deno.test("confusionMatrix() is 0 where a class has no share, and NaN where a label is no class", async () => {
  const shares = confusionMatrix({ classes: [0, 1], normalize: "labels" });
  assertEquals(await say(shares, LOGITS, [0, 0, 0]), [200 / 3, 100 / 3, 0, 0]);
  assertEquals(await say(shares, LOGITS, [0, 0, 5]), [NaN, NaN, NaN, NaN]);
  assertThrows(() => confusionMatrix({ classes: ["one"] }), RangeError, "classes must be a whole number of at least 2");
});
