/** What holds for every network of images. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { cpu, initialize, type Model, tf, wasm } from "../../mod.ts";

type Network = Model<tf.Tensor4D, tf.Tensor2D>;

/**
 * Tests a network of images: that all of it learns, and what it refuses.
 *
 * @param name Of its factory.
 * @param make Makes a network, small enough for images of 32 by 32.
 * @param prepare Is called before gradients are asked for.
 */
export function testImageNetwork(
  name: string,
  make: (options: { readonly classes: number }) => Network,
  prepare?: (network: Network) => void,
): void {
  Deno.test(`${name}() learns: a gradient reaches every weight, and leaves no tensor behind`, async () => {
    await wasm().open();
    const network = make({ classes: 3 });
    initialize(network, 1);
    prepare?.(network);
    const before = tf.memory().numTensors;
    const weights = Object.entries(network.params).filter(([, { trainable }]) => trainable);
    tf.tidy(() => {
      const x = tf.randomNormal([4, 32, 32, 3], 0, 1, "float32", 5) as tf.Tensor4D;
      const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0], "int32"), 3);
      const loss = () =>
        tf.losses.softmaxCrossEntropy(labels, network.forward(x, { training: true, seed: 1 })) as tf.Scalar;
      const { grads } = tf.variableGrads(loss, weights.map(([, variable]) => variable));
      const idle = weights.filter(([, { name }]) => !(tf.max(tf.abs(grads[name]!)).dataSync()[0]! > 0));
      assertEquals(idle.map(([name]) => name), []);
      assertEquals(Object.keys(grads).length, weights.length);
    });
    assertEquals(tf.memory().numTensors, before);
    assert(weights.length > 20);
    tf.dispose(Object.values(network.params));
  });

  Deno.test(`${name}() refuses options out of range, and images that do not fit`, async () => {
    await cpu().open();
    const text = `Cannot make ${name} as classes must be a whole number of at least 1`;
    assertThrows(() => make({ classes: 0 }), RangeError, text);
    const network = make({ classes: 3 });
    const run = () => network.forward(tf.zeros([1, 32, 32, 4]), { training: false, seed: 0 });
    assertThrows(run, RangeError, `Cannot run ${name} as it takes images [batch, `);
    tf.dispose(Object.values(network.params));
  });
}
