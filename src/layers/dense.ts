/** The fully connected layer. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { type Initializer, weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { refuse } from "../shapes/refuse.ts";

/** How a dense layer is made. */
export interface DenseOptions {
  /** Size of the last axis of what goes in. */
  readonly inputs: number;
  /** Size of the last axis of what comes out. */
  readonly units: number;
  /** Whether to add a bias. Default true. */
  readonly bias?: boolean;
  /** How the kernel is drawn. Default uniform in ±1 / sqrt(inputs), as in PyTorch. */
  readonly initializer?: Initializer;
  /** How the bias is drawn, or one number for all of it. Default as the kernel is by default. */
  readonly biasInitializer?: Initializer | number;
}

/** A fully connected layer: what it makes of an input has as many axes as that. */
export interface Dense extends Model<tf.Tensor2D, tf.Tensor2D> {
  /** Sets it apart from layers that give back the shape they get. */
  readonly name: "dense";
  // Rows stand first, as calls look for what fits from the top, and last, as types are told by the last one.
  /** Computes rows. */
  forward(x: tf.Tensor2D, mode: Mode): tf.Tensor2D;
  /** Computes sequences. */
  forward(x: tf.Tensor3D, mode: Mode): tf.Tensor3D;
  /** Computes images, pixel by pixel. */
  forward(x: tf.Tensor4D, mode: Mode): tf.Tensor4D;
  /** Computes rows. */
  forward(x: tf.Tensor2D, mode: Mode): tf.Tensor2D;
}

/**
 * x · kernel + bias over the last axis, from [batch, ..., inputs] to [batch, ..., units].
 *
 * Weights: `kernel` [inputs, units] and `bias` [units].
 *
 * @throws {RangeError} If `inputs` or `units` is no whole number above 0; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, tf } from "jsr:@raptor/raptor";
 *
 * const layer = dense({ inputs: 2, units: 1, initializer: () => Float32Array.of(1, 10) });
 * layer.params.kernel!.assign(tf.tensor2d([[1], [10]]));
 * layer.params.bias!.assign(tf.tensor1d([0.5]));
 * const y = layer.forward(tf.tensor2d([[2, 3]]), { training: false, seed: 0 });
 * assertEquals(y.arraySync(), [[32.5]]);
 * ```
 */
export function dense(options: DenseOptions): Dense {
  const { inputs, units, bias = true, initializer, biasInitializer } = given(options);
  const usual = { name: "fanInUniform", fanIn: inputs };
  const drawn = { initializer: initializer ?? usual, biasInitializer };
  const settings = settle("dense", options, { inputs, units, bias, ...drawn });
  requireRange("dense", "a whole number of at least 1", { inputs, units });
  requireRange("dense", "true or false", { bias });
  if (initializer !== undefined) requireRange("dense", "a function", { initializer });
  if (typeof biasInitializer === "number") requireRange("dense", "a finite number", { biasInitializer });
  else if (biasInitializer !== undefined) requireRange("dense", "a function", { biasInitializer });
  const kernel = weight([inputs, units], initializer ?? fanInUniform(inputs));
  const offset = bias ? weight([units], biasInitializer ?? fanInUniform(inputs)) : undefined;
  return Object.freeze({
    name: "dense",
    settings,
    staticGraph: true,
    params: Object.freeze({ kernel, ...offset && { bias: offset } }),
    forward(x: tf.Tensor, mode: Mode) {
      if (x.rank < 2 || x.shape.at(-1) !== inputs) throw refuse("dense", mode, `[batch, ..., ${inputs}]`, x);
      const rows = x.rank === 2 ? x : tf.reshape(x, [-1, inputs]);
      const product = tf.matMul(rows as tf.Tensor, kernel as unknown as tf.Tensor2D);
      const moved = offset ? tf.add(product, offset) : product;
      return (x.rank === 2 ? moved : tf.reshape(moved, [...x.shape.slice(0, -1), units])) as never;
    },
  });
}
