import { assertEquals, assertThrows } from "@std/assert";
import { tf, weight } from "../../mod.ts";
import { recomputed } from "../../src/tensors/recomputed.ts";

await tf.setBackend("cpu");

Deno.test("recomputed() derives by the input and by each weight that learns, and moves the others once", () => {
  const w = weight([], 3), unused = weight([2], 1), seen = weight([], 0, { trainable: false });
  let runs = 0;
  const part = (x: tf.Tensor) => {
    runs++;
    seen.assign(tf.add(seen, 0.1));
    return tf.mul(tf.square(x), w);
  };
  const x = weight([], 2), before = tf.memory().numTensors;
  const { value, grads } = tf.variableGrads(
    () => recomputed(x as unknown as tf.Tensor, { w, unused, seen, again: w }, part) as tf.Scalar,
    [x, w, unused],
  );
  assertEquals([value, grads[x.name]!, grads[w.name]!].map((it) => it.dataSync()[0]), [12, 12, 4]);
  assertEquals([Array.from(grads[unused.name]!.dataSync()), runs], [[0, 0], 2]);
  assertEquals(seen.dataSync()[0], Math.fround(0.1));
  tf.dispose([value, ...Object.values(grads)]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("recomputed() leaves no tensors, and the gradients under way their tape, where the second run throws", () => {
  const w = weight([], 3);
  let runs = 0;
  const part = (x: tf.Tensor) => {
    if (++runs === 2) throw new Error("no");
    return tf.mul(tf.square(x), w);
  };
  const before = tf.memory().numTensors;
  const slope = () => tf.tidy(() => tf.grad((x: tf.Tensor) => tf.square(recomputed(x, { w }, part)))(tf.scalar(2)));
  assertThrows(slope, Error, "no");
  const { activeTape } = tf.engine().state as unknown as { activeTape: { saved: tf.Tensor[] }[] | null };
  for (const { saved } of activeTape ?? []) tf.dispose(saved);
  assertEquals(tf.memory().numTensors, before);
});
