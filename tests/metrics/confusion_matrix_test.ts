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

Deno.test("confusionMatrix() goes by the numbers of classes that have no names", async () => {
  const metric = confusionMatrix({ classes: 2 });
  assertEquals(metric.scores, ["confusion_0_0", "confusion_0_1", "confusion_1_0", "confusion_1_1"]);
  assertEquals(await say(metric, LOGITS, [0, 0, 0]), [2, 1, 0, 0]);
  assertThrows(() => confusionMatrix({ classes: 1.5 }), RangeError, "classes must be a whole number of at least 2");
});
