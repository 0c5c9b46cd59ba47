/** Operations done at once, one by one, outside of any step. */
import type { Binding } from "../binding/binding.ts";
import type { Operation, Ref } from "./records.ts";

/**
 * Does operations at once, and gives back what does not live on as soon as nobody reads it any more.
 *
 * @param outputs The results that live on.
 * @param tensors The tensors of the slots.
 * @returns The tensors of the results that live on.
 */
export function perform(
  operations: readonly Operation[],
  outputs: readonly Ref[],
  tensors: readonly number[],
  binding: Binding,
): ReadonlyMap<Ref, number> {
  const lastRead = new Map<Ref, number>();
  for (const [place, { inputs }] of operations.entries()) for (const ref of inputs) lastRead.set(ref, place);
  const lives = new Set(outputs);
  const there = new Map<Ref, number>();
  const leave = (ref: Ref) => {
    if (ref < 0 || lives.has(ref)) return;
    binding.deleteTensor(there.get(ref)!);
    there.delete(ref);
  };
  try {
    for (const [place, { name, attributes, inputs, first, results }] of operations.entries()) {
      const from = inputs.map((ref) => ref < 0 ? tensors[-1 - ref]! : there.get(ref)!);
      const ids = binding.execute(name, attributes, from, results.length);
      for (const [i, id] of ids.entries()) there.set(first + i, id);
      for (const ref of new Set(inputs)) if (lastRead.get(ref) === place) leave(ref);
      for (let ref = first; ref < first + ids.length; ref++) if (!lastRead.has(ref)) leave(ref);
    }
    return there;
  } catch (error) {
    for (const id of there.values()) binding.deleteTensor(id);
    throw error;
  }
}
