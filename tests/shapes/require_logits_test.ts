import { assertThrows } from "@std/assert";
import { requireLogits } from "../../src/shapes/require_logits.ts";
import { tf } from "../../src/tf.ts";

Deno.test("requireLogits() lets one label a row pass, whatever the axes before the classes", () => {
  for (const shape of [[2], [2, 5], [2, 5, 4], [0]]) {
    requireLogits("loss", tf.zeros([...shape, 3]), tf.zeros(shape, "int32"));
  }
});

Deno.test("requireLogits() refuses labels that are fewer, more or no whole numbers", () => {
  const logits = tf.zeros([2, 5, 3]);
  for (const shape of [[2], [5, 2], [2, 5, 1]]) {
    const text = `got [2, 5, 3] and int32 [${shape.join(", ")}]. Give labels of the shape [2, 5].`;
    assertThrows(() => requireLogits("loss", logits, tf.zeros(shape, "int32")), TypeError, text);
  }
  const text = 'got [2, 5, 3] and float32 [2, 5]. Cast the labels to "int32".';
  assertThrows(() => requireLogits("loss", logits, tf.zeros([2, 5])), TypeError, text);
});
