/** How a step ends: what it was as a whole, or what it put off done after all. */
import type { Binding } from "./binding.ts";
import { perform as performPart } from "./part.ts";
import type { Pending, PendingPart, Session, Twin } from "./session.ts";
import type { Ref, Trace } from "./trace.ts";
import type { Views } from "./views.ts";

/**
 * What a step was as a whole.
 *
 * @param viewed The variable that a tensor is the value of.
 */
export function traceOf(
  { operations, slots, refs, alive }: Session,
  viewed: ReadonlyMap<number, number>,
): Trace {
  const outputs: Ref[] = [], reads: [Ref, number][] = [];
  for (const [id, ref] of alive) {
    const variable = viewed.get(id);
    const slot = variable === undefined ? undefined : refs.get(variable);
    if (slot === undefined) outputs.push(ref);
    else reads.push([ref, -1 - slot]);
  }
  return { operations, slots, varying: new Set(), outputs, reads };
}

/** Does what was put off, as if it never had been. What is to be given back is, even where something else fails. */
export function doPending(current: Session, binding: Binding, views: Views): void {
  const { pending = [] } = current;
  current.pending = undefined;
  let failure: { readonly error: unknown } | undefined;
  for (const item of pending) {
    if (typeof item === "number") views.remove(item);
    else if (failure === undefined) {
      try {
        perform(item, binding, views);
      } catch (error) {
        failure = { error };
      }
    }
  }
  if (failure !== undefined) throw failure.error;
}

function perform(item: Pending | PendingPart | Twin, binding: Binding, { real, resolve }: Views): void {
  if ("twin" in item) real.set(item.twin, binding.shareTensor(resolve(item.of)));
  else if ("part" in item) {
    const there = performPart(item.part, item.tensors.map(resolve), binding);
    for (const [i, { ref }] of [...item.part.outputs.values()].entries()) real.set(item.ids[i]!, there.get(ref)!);
  } else {
    const there = binding.execute(item.name, item.attributes, item.inputs.map(resolve), item.outputs);
    for (const [i, id] of item.ids.entries()) real.set(id, there[i]!);
  }
}
