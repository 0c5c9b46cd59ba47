import { assertEquals, assertThrows } from "@std/assert";
import { editDistance, keepingTexts, textsOf } from "../../src/judging/texts.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");
const host = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data) }) as const;

Deno.test("keepingTexts() takes the surest token of logits, and texts of other lengths after them", () => {
  const { init, update } = keepingTexts("wer");
  const logits = tf.oneHot(tf.tensor2d([[2, 0]], [1, 2], "int32"), 3);
  let state = update(init(), logits, tf.tensor2d([[2, 1, 0]], [1, 3], "int32"));
  state = update(state, tf.tensor2d([[5]], [1, 1], "int32"), tf.tensor2d([[4]], [1, 1], "int32"));
  const values = Object.fromEntries(Object.entries(state).map(([key, tensor]) => [key, tensor.arraySync()]));
  assertEquals(values, { said: [2, 0, 5], saidEach: [2, 1], there: [2, 1, 0, 4], thereEach: [3, 1] });
  assertThrows(
    () => update(init(), tf.zeros([2]), tf.zeros([2], "int32")),
    TypeError,
    "Cannot judge by wer as it needs tokens",
  );
});

Deno.test("textsOf() ends a text at its end, leaves out what fills it up, and cuts what is decoded", () => {
  const state = { said: host(1, -1, 2, 9, 3), saidEach: host(5), there: host(1, 2), thereEach: host(2) };
  assertEquals(textsOf(state, { end: 9 }, () => []), [{ said: [1, 2], there: [1, 2] }]);
  const decode = (tokens: readonly number[]) => tokens.map((token) => "ab".repeat(token)).join(" ");
  assertEquals(textsOf(state, { end: 9, decode }, (text) => text.split(" ")), [
    { said: ["ab", "abab"], there: ["ab", "abab"] },
  ]);
});

Deno.test("editDistance() is the length of what is against nothing, and the same both ways", () => {
  assertEquals(editDistance([], [1, 2, 3]), 3);
  assertEquals(editDistance([1, 2, 3], []), 3);
  assertEquals(editDistance([..."intention"], [..."execution"]), 5);
  assertEquals(editDistance([..."execution"], [..."intention"]), 5);
});
