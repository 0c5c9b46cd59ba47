import { assert, assertEquals } from "@std/assert";
import { gelu as geluLayer, mixedPrecision, type Model, native, tf } from "../../../../mod.ts";
import { BACKEND, type NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { gelu } from "../../../../src/tensors/gelu.ts";
import { needLibrary } from "../need_library.ts";
import { farthest, trained } from "./trained.ts";

const layer = () => geluLayer() as unknown as Model<tf.Tensor2D, tf.Tensor2D>;
const needed = await needLibrary();

/** By the sum of its Taylor series, which ends soon where numbers are small. */
function erf(x: number): number {
  let term = x, sum = x;
  for (let i = 1; Math.abs(term) > 1e-18; i++) {
    term *= -x * x / i;
    sum += term / (2 * i + 1);
  }
  return 2 * sum / Math.sqrt(Math.PI);
}

const share = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
const slope = (x: number) => share(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

for (const size of [100, 2 ** 20, 2 ** 20 + 3]) {
  Deno.test({
    name: `gelu() of ${size} numbers and its gradient are as by their formulas`,
    ...needed,
    async fn() {
      await native().open();
      tf.tidy(() => {
        const x = tf.clipByValue(tf.randomNormal([size], 0, 1.5, "float32", 1), -5, 5) as tf.Tensor1D;
        const dy = tf.randomNormal([size], 0, 1, "float32", 2), given = [...x.dataSync()], up = dy.dataSync();
        assert(farthest(gelu(x).dataSync(), given.map((value) => value * share(value))) < 2e-6);
        const dx = tf.grad((x: tf.Tensor) => gelu(x))(x, dy);
        assert(farthest(dx.dataSync(), given.map((value, i) => up[i]! * slope(value))) < 4e-6);
      });
    },
  });
}

Deno.test({
  name: "gelu() of many numbers hides no NaN, and knows how far floats reach",
  ...needed,
  async fn() {
    await native().open();
    tf.tidy(() => {
      const hard = [NaN, Infinity, 1e30, -1e30, 0, -0], x = tf.concat([tf.tensor1d(hard), tf.ones([2 ** 20])]);
      const first = (tensor: tf.Tensor) => [...tensor.dataSync().subarray(0, hard.length)];
      // Of an infinite number the gradient is infinity by nothing, as by plain operations.
      assertEquals(first(gelu(x)), [NaN, Infinity, Math.fround(1e30), -0, 0, -0]);
      assertEquals(first(tf.grad((x: tf.Tensor) => gelu(x))(x)), [NaN, NaN, 1, 0, 0.5, 0.5]);
    });
  },
});

Deno.test({
  name: "gelu() of many numbers is one operation, and so is its gradient; of few they are several",
  ...needed,
  async fn() {
    await native().open();
    const { binding } = tf.findBackend(BACKEND) as unknown as NativeBackend;
    tf.tidy(() => {
      assert(binding.hasOnePass(), "libtensorflow of the wheel has XLA");
      const counted = (size: number): number => {
        const x = tf.ones([size]), gradient = tf.grad((x: tf.Tensor) => gelu(x));
        gradient(x, x).dataSync();
        const before = binding.executed;
        gradient(x, x).dataSync();
        return binding.executed - before;
      };
      assertEquals(counted(2 ** 20), 2);
      assert(counted(2 ** 20 - 1) > 8);
    });
  },
});

Deno.test({
  name:
    "gelu() of some rows is that of all rows, to the last bit, and so is its gradient: halves of a step are its parts",
  ...needed,
  async fn() {
    await native().open();
    tf.tidy(() => {
      const x = tf.randomNormal([4098, 515], 0, 2, "float32", 1) as tf.Tensor2D;
      const dy = tf.randomNormal([4098, 515], 0, 1, "float32", 2) as tf.Tensor2D;
      const gradient = (rows: number[]) =>
        tf.grad((x: tf.Tensor) => gelu(x))(tf.slice(x, rows, [2049, 515]), tf.slice(dy, rows, [2049, 515])).dataSync();
      const all = [gelu(x), tf.grad((x: tf.Tensor) => gelu(x))(x, dy)].map((tensor) => [...tensor.dataSync()]);
      for (const [from, rows] of [[0, [0, 0]], [2049 * 515, [2049, 0]]] as const) {
        const own = [gelu(tf.slice(x, [...rows], [2049, 515])).dataSync(), gradient([...rows])];
        for (const i of [0, 1]) assertEquals([...own[i]!], all[i]!.slice(from, from + 2049 * 515));
      }
    });
  },
});

Deno.test({
  name:
    "a step with a large gelu() is the same compiled and not, to the last bit, so that a resumed run goes on exactly",
  ...needed,
  async fn() {
    const compiled = await trained(layer, native(), false), eager = await trained(layer, native(), true);
    assertEquals(compiled.map((numbers, i) => farthest(numbers, eager[i]!)), compiled.map(() => 0));
  },
});

Deno.test({
  name: "a step with a large gelu() learns in bfloat16 too",
  ...needed,
  async fn() {
    const [narrow] = await trained(layer, mixedPrecision(native()), false),
      [wide] = await trained(layer, native(), false);
    const far = farthest(narrow!, wide!);
    assert(far > 0 && far < 0.05, `${far}`);
  },
});
