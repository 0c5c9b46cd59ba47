/**
 * What an engine says of its backend: how tensors of numbers that come piece by piece are filled, and whether it takes
 * groups of channels.
 */
import { tf } from "../tf.ts";

/** Takes the next numbers of a tensor; what is handed over may be written over afterwards. */
export type Put = (piece: Float32Array, at: number) => void;

/** Makes a tensor of float32 numbers; each place is put once. */
export type Filling = (shape: readonly number[], fill: (put: Put) => void) => tf.TensorInfo;

/** What an engine says of its backend by {@linkcode declareFilling}. */
interface Fillable {
  filling?: Filling;
}

/** Says how a backend has its memory filled. */
export function declareFilling(backend: object, filling: Filling): void {
  (backend as Fillable).filling = filling;
}

/**
 * Makes a tensor of float32 numbers without an array for all of them, where the engine has said how.
 *
 * @param shape Of the tensor.
 * @param fill Puts all numbers, piece by piece, before it returns.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { filled } from "./declared.ts";
 *
 * await tf.setBackend("cpu");
 * const tensor = filled([2, 2], (put) => {
 *   const piece = Float32Array.of(1, 2);
 *   put(piece, 0);
 *   put(piece.fill(3), 2);
 * });
 * assertEquals(tensor.arraySync(), [[1, 2], [3, 3]]);
 * ```
 */
export function filled(shape: readonly number[], fill: (put: Put) => void): tf.Tensor {
  const { filling } = tf.backend() as Fillable;
  if (filling !== undefined) return tf.engine().makeTensorFromTensorInfo(filling(shape, fill));
  const numbers = new Float32Array(tf.util.sizeFromShape([...shape]));
  fill((piece, at) => numbers.set(piece, at));
  return tf.tensor(numbers, [...shape]);
}

/** What an engine says of its backend by {@linkcode declareGroups}. */
interface Grouping {
  takesGroups?: boolean;
}

/**
 * Says whether the kernel `Conv2D` of a backend, and those of its gradients, take filters with fewer channels than the image: groups
 * of neighbouring channels then, each by itself.
 *
 * @param backend The backend, as tfjs has it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { declareGroups, takesGroups } from "./declared.ts";
 *
 * const backend = {};
 * assertEquals(takesGroups(backend), false);
 * declareGroups(backend, true);
 * assertEquals(takesGroups(backend), true);
 * ```
 */
export function declareGroups(backend: object, takes: boolean): void {
  (backend as Grouping).takesGroups = takes;
}

/**
 * What was said of a backend; without a word it takes none.
 *
 * @param backend Which backend. Default the current one.
 */
export function takesGroups(backend: object = tf.backend()): boolean {
  return (backend as Grouping).takesGroups ?? false;
}
