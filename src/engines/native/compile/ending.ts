/** How a step ends: as one call of a function, or with what it put off done after all. */
import type { Binding } from "../binding/binding.ts";
import { perform } from "./perform.ts";
import type { Compiled, Pending, PendingPart, Ref, Session, Trace, Twin } from "./records.ts";
import type { Views } from "./views.ts";

/**
 * What a step was as a whole.
 *
 * @param viewed The variable that a tensor is the value of.
 */
export function traceOf(
  { operations, slots, tensors, refs, alive, given }: Session,
  viewed: ReadonlyMap<number, number>,
): Trace {
  const outputs: Ref[] = [], reads: [Ref, number][] = [];
  for (const [id, ref] of alive) {
    const variable = viewed.get(id);
    const slot = variable === undefined ? undefined : refs.get(variable);
    if (slot === undefined) outputs.push(ref);
    else reads.push([ref, -1 - slot]);
  }
  const varying = new Set(tensors.flatMap((id, slot) => given.has(id) ? slot : []));
  return { operations, slots, varying, outputs, reads };
}

/**
 * Does all of a step that was put off to its end in one call.
 *
 * @param compiled Is called when the function has run for the first time.
 * @returns Whether that went well; where TensorFlow refuses the function, what was put off is done one by one.
 * @throws {Error} If a function fails that has run before, as the weights may have moved already.
 */
export function callWhole(
  current: Session,
  trace: Compiled,
  binding: Binding,
  views: Views,
  compiled?: () => void,
): boolean {
  const { pending, tensors, slots, refs } = current;
  const { unread, resolve } = views;
  const own = trace.inputs.filter((slot) => slot < tensors.length).map((slot) => resolve(tensors[slot]!));
  const later: number[] = [];
  // Views of variables go first: TensorFlow copies a variable that someone else can see.
  for (const item of pending!) {
    if (typeof item !== "number") continue;
    const ref = refs.get(item);
    if (ref === undefined || (ref < 0 && slots[-1 - ref]!.variable !== undefined)) views.remove(item);
    else if (ref < 0) later.push(item);
  }
  let results: number[];
  try {
    const kept = trace.beforehand?.results(trace.from.map((slot) => tensors[slot]!), trace.frozen) ?? [];
    results = binding.execute(
      trace.frozen?.name ?? trace.name!,
      trace.attributes,
      [...own, ...kept],
      trace.outputs.length,
    );
  } catch (error) {
    // A function that never ran was refused before it began; one that did may have moved weights already.
    if (trace.proven) {
      current.pending = undefined;
      throw error;
    }
    for (const [slot, { variable }] of slots.entries()) {
      if (variable !== undefined) unread.set(tensors[slot]!, tensors[variable]!);
    }
    doPending(current, binding, views);
    current.unfit = `TensorFlow refuses: ${(error as Error).message}`;
    return false;
  }
  if (!trace.proven) compiled?.();
  trace.proven = true;
  current.pending = undefined;
  handOver(current, trace.outputs, results, views);
  for (const id of later) views.remove(id);
  return true;
}

/**
 * Does all of a step that was put off to its end, operation by operation, in the place of a function.
 *
 * @param trace The step, written anew; it may have more slots, which are constant.
 */
export function doWhole(current: Session, trace: Trace, binding: Binding, views: Views): void {
  const { pending, tensors, refs } = current, { resolve } = views;
  const used = new Set(trace.operations.flatMap(({ inputs }) => inputs));
  const constants: number[] = [];
  current.pending = undefined;
  try {
    const filled = trace.slots.map(({ dtype, shape, values }, slot) => {
      if (slot < tensors.length) return used.has(-1 - slot) ? resolve(tensors[slot]!) : tensors[slot]!;
      const id = binding.createTensor(shape, dtype, values!);
      constants.push(id);
      return id;
    });
    const there = perform(trace.operations, trace.outputs, filled, binding);
    handOver(current, trace.outputs, trace.outputs.map((ref) => there.get(ref)!), views);
  } finally {
    for (const id of constants) binding.deleteTensor(id);
    for (const item of pending!) if (typeof item === "number" && (refs.get(item) ?? -1) < 0) views.remove(item);
  }
}

/** Says which tensors the results of a step are that live on. */
function handOver(
  { alive }: Session,
  outputs: readonly Ref[],
  results: readonly number[],
  { real, unread, viewed }: Views,
): void {
  const order = new Map(outputs.map((ref, i) => [ref, results[i]!]));
  for (const [id, ref] of alive) {
    const there = order.get(ref);
    if (there !== undefined) real.set(id, there);
    else unread.set(id, viewed.get(id)!);
  }
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
        doOne(item, binding, views);
      } catch (error) {
        failure = { error };
      }
    }
  }
  if (failure !== undefined) throw failure.error;
}

function doOne(item: Pending | PendingPart | Twin, binding: Binding, { real, resolve }: Views): void {
  if ("twin" in item) real.set(item.twin, binding.shareTensor(resolve(item.of)));
  else if ("part" in item) {
    const outputs = item.part.outputs.map(({ ref }) => ref);
    const there = perform(item.part.operations, outputs, item.tensors.map(resolve), binding);
    for (const [i, ref] of outputs.entries()) real.set(item.ids[i]!, there.get(ref)!);
  } else {
    const there = binding.execute(item.name, item.attributes, item.inputs.map(resolve), item.outputs);
    for (const [i, id] of item.ids.entries()) real.set(id, there[i]!);
  }
}
