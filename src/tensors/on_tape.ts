/**
 * What is changed of gradients that are about to be taken, on tfjs's tape: what they have used is given back as soon as they have used
 * it, and somebody is told of those of weights as they come. tfjs keeps all that a forward pass saved, and the gradient of every
 * intermediate result, until the last gradient is there: a third of a training step's memory.
 */
import { tf } from "../tf.ts";

/** What tfjs writes down of an operation whose gradient may be asked for. */
interface TapeNode {
  readonly inputs: tf.NamedTensorMap;
  readonly outputs: readonly tf.Tensor[];
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
 * import { releaseTape } from "./on_tape.ts";
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
 * import { releaseEarly } from "./on_tape.ts";
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

/**
 * Has somebody told of the gradients that are about to be taken, of each weight as soon as it is whole, before those of the next operation
 * are begun. One that is used several times, whose gradient is a sum, and one whose gradient comes last are not told of. Call it at the
 * end of the function that is differentiated, within it.
 *
 * @param loss What is differentiated.
 * @param tell Is told in the order of the backward pass. The gradient is not its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf, weight } from "jsr:@raptor/raptor";
 * import { tellWhole } from "./on_tape.ts";
 *
 * const [first, last] = [weight([], 2), weight([], 3)], told: [string, number][] = [];
 * tf.variableGrads(() => {
 *   const loss = tf.mul(tf.mul(tf.scalar(5), first), last) as tf.Scalar;
 *   tellWhole({ first, last }, loss, (name, gradient) => told.push([name, gradient.dataSync()[0]!]));
 *   return loss;
 * }, [first, last]);
 * assertEquals(told, [["last", 10]]);
 * ```
 */
export function tellWhole(
  weights: Readonly<Record<string, tf.Variable>>,
  loss: tf.Scalar,
  tell: (name: string, gradient: tf.Tensor) => void,
): void {
  const nodes = leadingTo(loss);
  const names = new Map(Object.entries(weights).map(([name, { id }]) => [id, name])), uses = new Map<string, number>();
  const namesOf = ({ inputs }: TapeNode) =>
    Object.entries(inputs).flatMap(([key, { id }]) => names.has(id) ? [[key, names.get(id)!] as const] : []);
  for (const [, name] of nodes.flatMap(namesOf)) uses.set(name, (uses.get(name) ?? 0) + 1);
  let come: [string, tf.Tensor][] = [];
  for (const node of nodes) {
    const { gradient } = node, once = namesOf(node).filter(([, name]) => uses.get(name) === 1);
    if (gradient === undefined) continue;
    node.gradient = (dys) => {
      const before = come;
      come = [];
      for (const [name, whole] of before) tell(name, whole);
      const gradients = gradient(dys);
      const heard = once.filter(([key]) => gradients[key] !== undefined).map(([key, name]) => {
        const compute = gradients[key]!;
        return [key, () => {
          const whole = compute();
          come.push([name, whole]);
          return whole;
        }] as const;
      });
      return { ...gradients, ...Object.fromEntries(heard) };
    };
  }
}

/** The operations that a tensor comes of, in their order: no other is asked for its gradient. */
function leadingTo({ id }: tf.Tensor): TapeNode[] {
  const needed = new Set([id]);
  return (tape().activeTape ?? []).toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some(({ id }) => needed.has(id))) return false;
    for (const { id } of Object.values(inputs)) needed.add(id);
    return true;
  }).toReversed();
}
