/** Values and gradients stand in tests/shelves/sequences.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { cpu, initialize, tf, transformerDecoderBlock } from "../../mod.ts";

const mode = { training: false, seed: 0 };

Deno.test("transformerDecoderBlock() looks neither ahead nor at the padding of what it is written by", async () => {
  await cpu().open();
  const block = transformerDecoderBlock({ units: 4, heads: 2, hidden: 6 });
  initialize(block, 1);
  tf.tidy(() => {
    const x = tf.randomNormal([1, 3, 4], 0, 1, "float32", 1) as tf.Tensor3D;
    const memory = tf.randomNormal([1, 5, 4], 0, 1, "float32", 2) as tf.Tensor3D;
    const whole = block.forward({ x, memory, memoryLengths: tf.tensor1d([2]) }, mode).arraySync()[0]!;
    const cut = { x: tf.slice(x, [0, 0, 0], [1, 2, 4]), memory: tf.slice(memory, [0, 0, 0], [1, 2, 4]) };
    const part = block.forward(cut, mode).arraySync()[0]!;
    part.forEach((row, i) => row.forEach((v, j) => assertEquals(Math.abs(v - whole[i]![j]!) < 1e-6, true)));
  });
  tf.dispose(block.params as unknown as tf.TensorContainer);
});

Deno.test("transformerDecoderBlock() drops by the seed of the pass, and refuses sequences of other units", async () => {
  await cpu().open();
  const block = transformerDecoderBlock({ units: 4, heads: 2, hidden: 6, dropout: 0.5 });
  initialize(block, 1);
  tf.tidy(() => {
    const [x, memory] = [tf.ones([1, 3, 4]) as tf.Tensor3D, tf.ones([1, 2, 4]) as tf.Tensor3D];
    const run = (seed: number) => [...block.forward({ x, memory }, { training: true, seed }).dataSync()];
    assertEquals(run(1), run(1));
    assertEquals(run(1).every((value, i) => value === run(2)[i]), false);
    const wrong = tf.ones([1, 2, 3]) as tf.Tensor3D;
    const text = (layer: string) => `Cannot run ${layer} as it takes `;
    assertThrows(() => block.forward({ x: wrong, memory }, mode), RangeError, text("transformerDecoderBlock"));
    assertThrows(
      () => block.forward({ x, memory: wrong }, mode),
      RangeError,
      text("memory_attention (multiHeadAttention)"),
    );
  });
  tf.dispose(block.params as unknown as tf.TensorContainer);
});
