import { assertEquals, assertThrows } from "@std/assert";
import { tf, weight } from "../../mod.ts";
import { differentiate, slopesOf } from "../../src/training/differentiate.ts";

await tf.setBackend("cpu");
const w = weight([2], 3), unused = weight([], 1);
const answer = () => ({ loss_a: tf.sum(tf.square(w)) as tf.Scalar, seen: tf.scalar(5) });

Deno.test("differentiate() gives the total, its parts, the gradients there are and what tells whether all is finite", () => {
  const { loss, parts, gradients, sums } = slopesOf(
    differentiate({
      ...{ model: "m", weights: { w, unused }, watched: true, loss: answer },
      penalty: () => tf.sum(w) as tf.Scalar,
    }),
  );
  assertEquals(loss.dataSync()[0], 18 + 6);
  assertEquals(Object.entries(parts).map(([name, part]) => [name, part.dataSync()[0]]), [
    ["loss_a", 18],
    ["seen", 5],
    ["loss_penalty", 6],
  ]);
  assertEquals(Object.entries(gradients).map(([name, slope]) => [name, slope.arraySync()]), [["w", [7, 7]]]);
  assertEquals(sums!.arraySync(), [24, 14]);
});

Deno.test("differentiate() leaves its results to the tidy around, and nothing where it throws", () => {
  const before = tf.memory().numTensors;
  const found = { model: "m", weights: { w }, watched: false, loss: answer };
  tf.tidy(() => void differentiate(found));
  assertEquals(tf.memory().numTensors, before);
  const text = "Cannot train m as the loss must depend on a trainable weight";
  assertThrows(() => differentiate({ ...found, loss: () => ({ loss: tf.scalar(1) }) }), TypeError, text);
  assertThrows(() => differentiate({ ...found, loss: () => ({ ...answer(), odd: w as never }) }), TypeError, '"odd"');
  tf.dispose([]);
  assertEquals(tf.memory().numTensors, before + 1);
});
