import { assert, assertEquals } from "@std/assert";
import {
  crossEntropy,
  dense,
  type Engine,
  gelu as geluLayer,
  initialize,
  makeStep,
  mixedPrecision,
  native,
  sequential,
  sgd,
  tf,
} from "../../../../mod.ts";
import { BACKEND, type NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { gelu } from "../../../../src/tensors/gelu.ts";
import { tensorsIn } from "../../../../src/tensors/tensors_in.ts";
import { needLibrary } from "../need_library.ts";

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

function farthest(numbers: ArrayLike<number>, expected: readonly number[]): number {
  return expected.reduce((far, value, i) => Math.max(far, Math.abs(numbers[i]! - value)), 0);
}

for (const size of [100, 2 ** 16, 2 ** 17 + 3]) {
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
      assertEquals(counted(2 ** 16), 2);
      assert(counted(2 ** 16 - 1) > 8);
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
      const x = tf.randomNormal([258, 515], 0, 2, "float32", 1) as tf.Tensor2D;
      const dy = tf.randomNormal([258, 515], 0, 1, "float32", 2) as tf.Tensor2D;
      const gradient = (rows: number[]) =>
        tf.grad((x: tf.Tensor) => gelu(x))(tf.slice(x, rows, [129, 515]), tf.slice(dy, rows, [129, 515])).dataSync();
      const all = [gelu(x), tf.grad((x: tf.Tensor) => gelu(x))(x, dy)].map((tensor) => [...tensor.dataSync()]);
      for (const [from, rows] of [[0, [0, 0]], [129 * 515, [129, 0]]] as const) {
        const own = [gelu(tf.slice(x, [...rows], [129, 515])).dataSync(), gradient([...rows])];
        for (const i of [0, 1]) assertEquals([...own[i]!], all[i]!.slice(from, from + 129 * 515));
      }
    });
  },
});

/** Losses of some steps, and the slots after them. */
async function trained(engine: Engine, renewed: boolean): Promise<Float32Array[]> {
  const open = await engine.open();
  const model = sequential(dense({ inputs: 64, units: 512 }), geluLayer(), dense({ inputs: 512, units: 10 }));
  initialize(model, 0);
  const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(model.params);
  const make = () => makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: open });
  let step = make();
  const losses = Array.from({ length: 6 }, (_, at) => {
    // One that is made anew has not been compiled.
    if (renewed) step = make();
    const x = tf.randomNormal([256, 64], 0, 1, "float32", 1 + at) as tf.Tensor2D;
    const y = tf.tensor1d(Array.from({ length: 256 }, (_, i) => i % 10), "int32");
    const { loss } = step({ x, y, size: 256 }, { step: at, steps: 6, stepsPerEpoch: 6 }, 0);
    const [value] = loss!.dataSync();
    tf.dispose([x, y, loss!]);
    return value!;
  });
  const after = tensorsIn(slots).map((slot) => slot.dataSync() as Float32Array);
  tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
  return [Float32Array.from(losses), ...after];
}

Deno.test({
  name:
    "a step with a large gelu() is the same compiled and not, to the last bit, so that a resumed run goes on exactly",
  ...needed,
  async fn() {
    const compiled = await trained(native(), false), eager = await trained(native(), true);
    assertEquals(compiled.map((numbers, i) => farthest(numbers, [...eager[i]!])), compiled.map(() => 0));
  },
});

Deno.test({
  name: "a step with a large gelu() learns in bfloat16 too",
  ...needed,
  async fn() {
    const [narrow] = await trained(mixedPrecision(native()), false), [wide] = await trained(native(), false);
    const far = farthest(narrow!, [...wide!]);
    assert(far > 0 && far < 0.05, `${far}`);
  },
});
