/** Who is told of gradients as they come, while others are still computed. */
import { tf } from "../tf.ts";

/** What tfjs writes down of an operation whose gradient may be asked for. */
interface TapeNode {
  readonly inputs: tf.NamedTensorMap;
  readonly outputs: readonly tf.Tensor[];
  gradient?(dys: (tf.Tensor | null)[]): Record<string, () => tf.Tensor>;
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
 * import { tellWhole } from "./whole_gradients.ts";
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
  const { activeTape = [] } = (tf.engine() as unknown as { readonly state: { activeTape?: TapeNode[] } }).state;
  const needed = new Set([id]);
  return activeTape.toReversed().filter(({ inputs, outputs }) => {
    if (!outputs.some(({ id }) => needed.has(id))) return false;
    for (const { id } of Object.values(inputs)) needed.add(id);
    return true;
  }).toReversed();
}
