/** A small sum whose answer is known, since a broken shader compiler rejects nothing and computes nonsense. */
import { tf } from "../../tf.ts";

/** Fails unless the current backend multiplies two matrices of whole numbers correctly. */
export async function selfTest(device: string): Promise<void> {
  const size = 40;
  const values = Float32Array.from({ length: size * size }, (_, i) => i % 7);
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(values, [size, size]), tf.ones([size, size])));
  try {
    const got = await product.data();
    for (let row = 0; row < size; row++) {
      const expected = values.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value);
      if (got[row * size] !== expected) {
        throw new Error(
          `Cannot use the webgpu engine as ${device} multiplies matrices wrongly: got ${got[row * size]} for ` +
            `${expected}\nUpdate the driver of the card, or take another engine, such as wasm().`,
        );
      }
    }
  } finally {
    product.dispose();
  }
}
