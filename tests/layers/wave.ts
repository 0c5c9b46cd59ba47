/** Numbers that a test and the Python script of its golden file both know. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Model } from "../../src/model.ts";
import { tf } from "../../src/tf.ts";

/** sin(1 + seed + 0.7 i), as `values` in the scripts. */
export function wave(seed: number, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(1 + seed + 0.7 * i)), [...shape]);
}

/** Gives weights what `fill` in the scripts gives those of PyTorch, in its order; its matrices are turned. */
export function fillAsTorch(params: Model<never, unknown>["params"], names: readonly string[], factor = 1): void {
  assertEquals(names.toSorted(), Object.keys(params).toSorted());
  for (const [seed, name] of names.entries()) {
    tf.tidy(() => {
      const { shape } = params[name]!;
      const value = turned(name) ? tf.transpose(wave(seed, shape.toReversed())) : wave(seed, shape);
      params[name]!.assign(tf.mul(value, factor));
    });
  }
}

/** What PyTorch computed for a layer. */
export interface Golden {
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly grads: Readonly<Record<string, readonly number[]>>;
}

/**
 * Holds a layer against PyTorch: its output, the gradient of its input and those of its weights.
 *
 * @param names Its weights in the order of PyTorch's.
 */
export function assertAsTorch(layer: Model<tf.Tensor3D, tf.Tensor>, names: readonly string[], golden: Golden): void {
  fillAsTorch(layer.params, names);
  tf.tidy(() => {
    const x = wave(100, [2, 4, 6]) as tf.Tensor3D, mode = { training: true, seed: 0 };
    near(layer.forward(x, mode), golden.y, "y");
    const judge = (x: tf.Tensor) =>
      tf.sum(tf.mul(layer.forward(x as tf.Tensor3D, mode), wave(200, [2, 4, 6]))) as tf.Scalar;
    near(tf.grad(judge)(x), golden.dx, "dx");
    const { grads } = tf.variableGrads(() => judge(x), Object.values(layer.params));
    for (const [i, wanted] of Object.values(golden.grads).entries()) {
      const gradient = grads[layer.params[names[i]!]!.name]!;
      near(turned(names[i]!) ? tf.transpose(gradient) : gradient, wanted, names[i]!);
    }
  });
}

/** Whether PyTorch has a weight as [outputs, inputs]. */
export function turned(name: string): boolean {
  return name.endsWith("kernel");
}

/** Asserts that numbers agree to 2e-5 of the largest. */
export function near(got: tf.Tensor, wanted: readonly number[], what: string): void {
  const values = got.dataSync(), largest = Math.max(1, ...wanted.map(Math.abs));
  assertEquals(values.length, wanted.length, what);
  wanted.forEach((value, i) => assertAlmostEquals(values[i]!, value, 2e-5 * largest, `${what}[${i}]`));
}
