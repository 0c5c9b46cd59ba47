/** Small sums whose answers are known, since a broken shader compiler rejects nothing and computes nonsense. */
import { tf } from "../../tf.ts";

/** Fails unless the current backend multiplies matrices and convolves images of whole numbers correctly. */
export async function selfTest(device: string): Promise<void> {
  const size = 40;
  const values = Float32Array.from({ length: size * size }, (_, i) => i % 7);
  const sums = Array.from(
    { length: size },
    (_, row) => values.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value),
  );
  await check(
    device,
    "multiplies matrices",
    () => tf.matMul(tf.tensor2d(values, [size, size]), tf.ones([size, size])),
    (at) => sums[Math.floor(at / size)]!,
  );
  const channels = 8, side = 6;
  const under = (at: number) => at === 0 || at === side - 1 ? 2 : 3;
  await check(
    device,
    "convolves images",
    () => tf.conv2d(tf.ones([1, side, side, channels]) as tf.Tensor4D, tf.ones([3, 3, channels, 4]), 1, "same"),
    (at) => channels * under(Math.floor(at / 4) % side) * under(Math.floor(at / 4 / side)),
  );
}

async function check(
  device: string,
  what: string,
  compute: () => tf.Tensor,
  expected: (at: number) => number,
): Promise<void> {
  const result = tf.tidy(compute);
  try {
    const got = await result.data();
    const wrong = got.findIndex((value, at) => value !== expected(at));
    if (wrong < 0) return;
    throw new Error(
      `Cannot use the webgpu engine as ${device} ${what} wrongly: got ${got[wrong]} for ${expected(wrong)}\n` +
        `Update the driver of the card, or take another engine, such as wasm().`,
    );
  } finally {
    result.dispose();
  }
}
