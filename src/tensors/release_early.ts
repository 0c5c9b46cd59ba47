/**
 * Gives back what a gradient has used as soon as it has used it. tfjs keeps all that a forward pass saved, and the
 * gradient of every intermediate result, until the last gradient is there: a third of a training step's memory.
 */
import { tf } from "../tf.ts";

/** What tfjs writes down of an operation whose gradient may be asked for. */
interface TapeNode {
  readonly saved: readonly tf.Tensor[];
  gradient?(dys: (tf.Tensor | null)[]): Record<string, () => tf.Tensor>;
}

function tape(): { activeTape?: TapeNode[] | null } {
  return (tf.engine() as unknown as { readonly state: { activeTape?: TapeNode[] | null } }).state;
}

/**
 * Gives back what a pass has saved for gradients that will not be taken, since it threw. tfjs keeps it for ever.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { releaseTape } from "./release_early.ts";
 *
 * const weight = tf.variable(tf.scalar(3)), before = tf.memory().numTensors;
 * assertThrows(() =>
 *   tf.variableGrads(() => {
 *     tf.square(weight);
 *     throw new Error("no");
 *   }, [weight])
 * );
 * releaseTape();
 * assertEquals(tf.memory().numTensors, before);
 * ```
 */
export function releaseTape(): void {
  const state = tape();
  for (const { saved } of state.activeTape ?? []) tf.dispose(saved as tf.Tensor[]);
  state.activeTape = null;
}

/**
 * Makes the gradients that are about to be taken release early. Call it at the end of the function that is
 * differentiated, within it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { releaseEarly } from "./release_early.ts";
 *
 * const weight = tf.variable(tf.scalar(3));
 * const { grads } = tf.variableGrads(() => {
 *   const loss = tf.square(tf.square(weight)) as tf.Scalar;
 *   releaseEarly();
 *   return loss;
 * }, [weight]);
 * assertEquals(grads[weight.name]!.dataSync()[0], 4 * 27);
 * ```
 */
export function releaseEarly(): void {
  // A node's gradients are done when those of the next one begin: tfjs calls them one after the other.
  let done = () => {};
  for (const node of tape().activeTape ?? []) {
    const { gradient, saved } = node;
    if (gradient === undefined) continue;
    node.gradient = (dys) => {
      done();
      // Some gradients hand on what they are given, which then goes on living as the gradient of an input.
      const handedOn = new Set<tf.Tensor>();
      done = () => {
        for (const tensor of saved) tensor.dispose();
        for (const dy of dys) if (dy !== null && !handedOn.has(dy)) dy.dispose();
      };
      const gradients = gradient(dys);
      return Object.fromEntries(
        Object.entries(gradients).map(([name, compute]) => [name, () => {
          const dx = compute();
          handedOn.add(dx);
          return dx;
        }]),
      );
    };
  }
}
