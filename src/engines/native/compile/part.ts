/**
 * The part of a step that never changes: from a batch to losses and gradients, where the model says so. It is what that
 * part asked of TensorFlow twice in the same way, with everything in it that is neither input nor result kept.
 */
import type { Binding, Values } from "../binding/binding.ts";
import type { Output, Part, Session, Slot, Source, Trace } from "./records.ts";
import { follows, isConstant, sameNumbers, writes } from "./trace.ts";
import type { Views } from "./views.ts";

/**
 * Makes a part of what a step has done so far.
 *
 * @param ids The numbers of the inputs.
 * @param outputs The numbers of the results that live on, by name.
 * @param made Values that came from the host meanwhile, by the number of their tensor.
 * @param viewed The variable that a tensor is the value of.
 * @returns The part, or undefined where it cannot be told what it depends on.
 */
export function partOf(
  { operations, slots, tensors, refs, alive, twins, results }: Session,
  ids: readonly number[],
  outputs: ReadonlyMap<string, Omit<Output, "ref" | "name"> & { readonly id: number }>,
  made: ReadonlyMap<number, Values>,
  viewed: ReadonlyMap<number, number>,
): Part | undefined {
  // Numbers that are left under two names, and such as nobody was told of.
  if (twins.size > 0 || alive.size !== new Set([...outputs.values()].map(({ id }) => id)).size) return;
  const found: Output[] = [];
  for (const [name, { id, shape, dtype }] of outputs) {
    const ref = alive.get(id);
    if (ref === undefined || viewed.has(id)) return;
    found.push({ name, ref, shape, dtype });
  }
  if (found.length !== alive.size || operations.some((operation) => writes(operation, slots))) return;
  const sources: Source[] = [];
  for (const id of tensors) {
    const input = ids.indexOf(id), variableOf = ids.findIndex((it) => viewed.get(it) === id);
    const values = made.get(id);
    // The value of a variable that is no input may be another one next time.
    if (input < 0 && variableOf < 0 && viewed.has(id)) return;
    if (input >= 0) sources.push({ input });
    else if (variableOf >= 0) sources.push({ variableOf });
    else sources.push(values === undefined ? { lasting: id } : { lasting: id, values });
  }
  // Two inputs that are one tensor now may be two the next time.
  const used = ids.filter((id) => refs.has(id));
  if (new Set(used).size !== used.length) return;
  return {
    operations: [...operations],
    // What an input holds is another thing each time.
    slots: slots.map((slot, i) => "input" in sources[i]! ? withoutValues(slot) : slot),
    ...{ sources, results, outputs: found },
    byRef: [...found.keys()].sort((a, b) => found[a]!.ref - found[b]!.ref),
  };
}

/** Whether two parts are one. */
export function samePart(a: Part, b: Part): boolean {
  return a.operations.length === b.operations.length && a.results === b.results &&
    a.outputs.length === b.outputs.length &&
    b.operations.every((operation, place) => follows({ ...a, ...UNVARYING }, operation, place, b.slots)) &&
    a.sources.every((source, slot) => sameSource(source, b.sources[slot]!)) &&
    a.outputs.every(({ name, ref }, i) => b.outputs[i]!.name === name && b.outputs[i]!.ref === ref);
}

/** The same part with tensors of its own for what lasts. */
export function keep(part: Part, binding: Binding): Part {
  const sources = part.sources.map((source, slot): Source => {
    if (!("lasting" in source)) return source;
    const { dtype, shape } = part.slots[slot]!;
    const { lasting, values } = source;
    return {
      lasting: values === undefined ? binding.shareTensor(lasting) : binding.createTensor(shape, dtype, values),
    };
  });
  return { ...part, sources };
}

/** Gives back the tensors of its own. */
export function release({ sources }: Part, binding: Binding): void {
  for (const source of sources) if ("lasting" in source) binding.deleteTensor(source.lasting);
}

/** A part's slots with their tensors. */
export interface Filled {
  readonly slots: readonly Slot[];
  readonly tensors: readonly number[];
}

/** Fills a part's slots with inputs; undefined where they do not fit. */
export function fill({ slots, sources }: Part, ids: readonly number[], { viewed, small }: Views): Filled | undefined {
  const filled: Slot[] = [], tensors: number[] = [];
  for (const [i, source] of sources.entries()) {
    const slot = slots[i]!;
    if ("lasting" in source) {
      filled.push(slot);
      tensors.push(source.lasting);
      continue;
    }
    const id = "input" in source ? ids[source.input]! : viewed.get(ids[source.variableOf]!);
    if (id === undefined || viewed.has(id) !== (slot.variable !== undefined)) return;
    const values = small.get(id);
    filled.push(values === undefined ? slot : { ...slot, values });
    tensors.push(id);
  }
  return new Set(tensors).size === tensors.length ? { slots: filled, tensors } : undefined;
}

/** Whether a trace begins with a part, in whose slots are these values now. */
export function begins(trace: Trace, { operations }: Part, slots: readonly Slot[], traces: WeakSet<Trace>): boolean {
  // What a trace does never changes; which values it was made for must be looked at each time.
  if (traces.has(trace)) {
    return slots.every(({ values }, slot) =>
      !isConstant(trace, slot) || sameNumbers(trace.slots[slot]!.values!, values ?? [])
    );
  }
  const same = operations.every((operation, place) => follows(trace, operation, place, slots));
  if (same) traces.add(trace);
  return same;
}

function withoutValues({ values: _, ...slot }: Slot): Slot {
  return slot;
}

const UNVARYING = { varying: new Set<number>(), outputs: [], reads: [] };

function sameSource(a: Source, b: Source): boolean {
  if ("input" in a) return "input" in b && a.input === b.input;
  if ("variableOf" in a) return "variableOf" in b && a.variableOf === b.variableOf;
  if (!("lasting" in b)) return false;
  if (a.values === undefined || b.values === undefined) return a.lasting === b.lasting;
  return sameNumbers(a.values as ArrayLike<number>, b.values as ArrayLike<number>);
}
