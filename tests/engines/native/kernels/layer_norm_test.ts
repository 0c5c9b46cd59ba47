import { assert, assertEquals } from "@std/assert";
import { layerNorm as layerNormLayer, mixedPrecision, type Model, native, tf } from "../../../../mod.ts";
import { layerNorm } from "../../../../src/tensors/layer_norm.ts";
import { needLibrary } from "../need_library.ts";
import { farthest, trained, UNITS } from "./trained.ts";

const needed = await needLibrary(), EPSILON = 1e-5;

const drawn = (shape: number[], seed: number, mean = 0) => tf.randomNormal(shape, mean, 1, "float32", seed);

type Given = readonly [x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, dy: tf.Tensor];

/** The gradients of the norm by x, scale and offset. */
function gradients(...[x, scale, offset, dy]: Given): tf.Tensor[] {
  return tf.grads((...of: tf.Tensor[]) => layerNorm(of[0]!, of[1]!, of[2]!, EPSILON))([x, scale, offset], dy);
}

/** The norm and its gradients by the formulas, in float64. */
function byFormula(...given: Given): number[][] {
  const [xs, s, o, up] = given.map((tensor) => [...tensor.dataSync()]) as [number[], number[], number[], number[]];
  const units = s.length, y: number[] = [], dx: number[] = [], ds = s.map(() => 0), doffset = s.map(() => 0);
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / units;
  for (let row = 0; row < xs.length; row += units) {
    const own = xs.slice(row, row + units), slopes = up.slice(row, row + units), middle = mean(own);
    const inverse = 1 / Math.sqrt(mean(own.map((value) => (value - middle) ** 2)) + EPSILON);
    const normal = own.map((value) => (value - middle) * inverse), sloped = slopes.map((value, i) => value * s[i]!);
    const level = mean(sloped), along = mean(sloped.map((value, i) => value * normal[i]!));
    for (let i = 0; i < units; i++) {
      y.push(normal[i]! * s[i]! + o[i]!);
      dx.push((sloped[i]! - level - normal[i]! * along) * inverse);
      ds[i]! += slopes[i]! * normal[i]!;
      doffset[i]! += slopes[i]!;
    }
  }
  return [y, dx, ds, doffset];
}

for (const shape of [[4, 8], [4096, 256], [2, 1024, 515], [2 ** 20, 1]]) {
  Deno.test({
    name: `layerNorm() of [${shape}] and its gradients are as by their formulas`,
    ...needed,
    async fn() {
      await native().open();
      tf.tidy(() => {
        const units = shape.at(-1)!;
        const given = [drawn(shape, 1, 3), drawn([units], 2, 1), drawn([units], 3), drawn(shape, 4)] as const;
        const [x, scale, offset] = given, made = [layerNorm(x, scale, offset, EPSILON), ...gradients(...given)];
        assertEquals(made.map((tensor) => tensor.shape), [shape, shape, [units], [units]]);
        const off = byFormula(...given).map((expected, i) => farthest(made[i]!.dataSync(), expected));
        // Sums of many numbers differ by more.
        assert(off.every((far, i) => far < [1e-5, 2e-5, 2e-3, 2e-3][i]!), `${off}`);
      });
      assertEquals(tf.memory().numTensors, 0);
    },
  });
}

Deno.test({
  name: "layerNorm() of many numbers hides no NaN, and keeps it in its row",
  ...needed,
  async fn() {
    await native().open();
    tf.tidy(() => {
      const rows = tf.concat([tf.fill([1, 256], NaN), drawn([4096, 256], 1)]);
      const y = layerNorm(rows, tf.ones([256]), tf.zeros([256]), EPSILON).dataSync();
      assert(y.every((value, i) => Number.isNaN(value) === i < 256));
    });
  },
});

Deno.test({
  name: "layerNorm() of many numbers keeps two for each row, and of few all of them",
  ...needed,
  async fn() {
    await native().open();
    for (const [rows, width] of [[4096, 1], [4095, 256]] as const) {
      tf.tidy(() => {
        const inputs = { x: drawn([rows, 256], 1), scale: drawn([256], 2), offset: drawn([256], 3) };
        const made = tf.engine().runKernel("LayerNorm", inputs, { epsilon: EPSILON }) as unknown as tf.Tensor[];
        assertEquals(made.map(({ shape }) => shape), [[rows, 256], [rows, width], [rows, 1]]);
      });
    }
  },
});

const layer = () => layerNormLayer({ units: UNITS }) as unknown as Model<tf.Tensor2D, tf.Tensor2D>;

Deno.test({
  name: "a step with a large layerNorm() is the same compiled and not, to the last bit: a resumed run goes on exactly",
  ...needed,
  async fn() {
    const compiled = await trained(layer, native(), false), eager = await trained(layer, native(), true);
    assertEquals(compiled.map((numbers, i) => farthest(numbers, eager[i]!)), compiled.map(() => 0));
  },
});

Deno.test({
  name: "a step with a large layerNorm() learns in bfloat16 too",
  ...needed,
  async fn() {
    const [narrow] = await trained(layer, mixedPrecision(native()), false);
    const [wide] = await trained(layer, native(), false), far = farthest(narrow!, wide!);
    assert(far > 0 && far < 0.05, `${far}`);
  },
});
