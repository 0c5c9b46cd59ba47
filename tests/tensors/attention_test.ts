import { assertAlmostEquals, assertEquals } from "@std/assert";
import { attend, queriesAtOnce } from "../../src/tensors/attention.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("attend() mixes values by the softmax of scaled products", () => {
  const q = tf.tensor4d([1, 1, 0, 0], [1, 1, 1, 4]), k = tf.tensor4d([1, 1, 9, 9, 0, 0, 9, 9], [1, 1, 2, 4]);
  const v = tf.tensor4d([1, 0, 0, 0, 0, 0, 0, 0], [1, 1, 2, 4]);
  // The products are 2 and 0, by the root of 4 they are 1 and 0.
  assertAlmostEquals(attend(q, k, v).dataSync()[0]!, Math.E / (Math.E + 1), 1e-6);
});

Deno.test("attend() that is causal gives nothing to a place that comes later, however large", () => {
  const q = tf.fill([1, 1, 3, 1], 50) as tf.Tensor4D, k = tf.tensor4d([0, 0, 50], [1, 1, 3, 1]);
  const v = tf.tensor4d([2, 4, 1000], [1, 1, 3, 1]);
  assertEquals([...attend(q, k, v, { causal: true }).dataSync()], [2, 3, 1000]);
});

Deno.test("attend() lets shares be dropped before values are mixed", () => {
  const same = tf.zeros([1, 1, 2, 1]) as tf.Tensor4D, v = tf.tensor4d([2, 4], [1, 1, 2, 1]);
  assertEquals([...attend(same, same, v, { dropping: (shares) => tf.mul(shares, 0) }).dataSync()], [0, 0]);
});

/** Of seven queries and nine keys, two sequences of two heads. */
const MASKS: Readonly<Record<string, readonly number[] | undefined>> = {
  none: undefined,
  "of keys": [2, 1, 1, 9],
  "of queries and keys": [2, 1, 7, 9],
  "of queries": [7, 1],
};

for (const [name, shape] of Object.entries(MASKS)) {
  for (const causal of [false, true]) {
    Deno.test(`attend() in blocks gives what it gives at once, with a mask ${name}${causal ? ", causal" : ""}`, () => {
      tf.tidy(() => {
        const drawn = (rows: number, seed: number) =>
          tf.randomNormal([2, 2, rows, 3], 0, 1, "float32", seed) as tf.Tensor4D;
        const given = [drawn(7, 1), drawn(9, 2), drawn(9, 3)], weights = drawn(7, 4);
        // The first key is seen by all: what one that sees nothing takes is nobody's rule.
        const drawnMask = shape &&
          tf.cast(tf.greater(tf.randomUniform([...shape], 0, 1, "float32", 5), 0.3), "float32");
        const seen = drawnMask && tf.maximum(drawnMask, tf.cast(tf.equal(tf.range(0, shape!.at(-1)!), 0), "float32"));
        const of = (block: number) => {
          const run = (...[q, k, v]: tf.Tensor[]) =>
            attend(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, { causal, seen, block });
          const { grads, value } = tf.valueAndGrads((...all) => tf.sum(tf.mul(run(...all), weights)) as tf.Scalar)(
            given,
          );
          return [value, run(...given), ...grads].flatMap((tensor) => [...tensor.dataSync()]);
        };
        const whole = of(7), blocks = of(3);
        for (const [i, number] of whole.entries()) assertAlmostEquals(blocks[i]!, number, 1e-5);
      });
    });
  }
}

Deno.test("queriesAtOnce() leaves short sequences whole, and long ones 128 MiB of shares at a time", () => {
  assertEquals(queriesAtOnce([8, 12], 128) >= 128, true);
  assertEquals(queriesAtOnce([4, 4], 2048) * 4 * 4 * 2048 * Float32Array.BYTES_PER_ELEMENT, 128 * 2 ** 20);
  assertEquals(queriesAtOnce([64, 64], 2 ** 20), 1);
});

Deno.test("attend() in blocks never has all shares at a time, not in gradients either", async () => {
  const places = 64, shape: [number, number, number, number] = [1, 1, places, 2];
  const [q, k, v] = [1, 2, 3].map((seed) => tf.randomNormal(shape, 0, 1, "float32", seed) as tf.Tensor4D);
  // What is dropped is drawn for each block: here by its number.
  const dropping = (shares: tf.Tensor4D, block: number) => tf.mul(shares, block % 2) as tf.Tensor4D;
  const most = async (block?: number) => {
    const { peakBytes } = await tf.profile(() => {
      const slopes = tf.grads((...given) => {
        const [q, k, v] = given as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        return tf.sum(attend(q, k, v, { causal: true, ...block && { block, dropping } })) as tf.Scalar;
      });
      return slopes([q!, k!, v!]);
    });
    return peakBytes;
  };
  const [whole, blocks] = [await most(), await most(8)];
  assertEquals([whole > 4 * places * places * 3, 4 * blocks < whole], [true, true], `${whole} ${blocks}`);
  const mixed = attend(q!, k!, v!, { block: 8, dropping }), rows = tf.sum(tf.abs(mixed), 3).dataSync();
  assertEquals(
    Array.from({ length: places }, (_, i) => rows[i]! > 0),
    Array.from({ length: places }, (_, i) => (i >> 3) % 2 === 1),
  );
  tf.dispose([q!, k!, v!, mixed]);
});
