/**
 * Divides a step that writes nothing, such as a prediction, into what depends on lasting tensors alone, such as the weights,
 * and the rest: the first need not be done again before one of those is another tensor, or is written to.
 */
import { rewriting } from "./rewriting.ts";
import { isConstant, isVariable, type Operation, READ, type Ref, type Trace } from "../trace.ts";

/** What makes weights ready: cheap to keep, and the same for the same inputs, as nothing random is. */
const READYING = new Set(["Add", "AddV2", "Sub", "Mul", "Neg", "Rsqrt", "Slice", "Reshape", "Transpose"]);

/** A step in two. */
export interface Divided {
  /** What comes first. */
  readonly first: readonly Operation[];
  /** The results of that which are used, in the order in which they are the last slots of the rest. */
  readonly handed: readonly Ref[];
  readonly rest: Trace;
}

/** Divides a step; undefined where nothing comes first. */
export function divide(trace: Trace): Divided | undefined {
  const lasting = lastingRefs(trace);
  const first = trace.operations.filter((operation) => comesFirst(operation, lasting));
  const later = trace.operations.filter((operation) => !comesFirst(operation, lasting));
  const handed = [...new Set(later.flatMap(({ inputs }) => inputs))].filter((ref) => ref >= 0 && lasting.has(ref));
  if (handed.length === 0) return;
  const known = new Map(first.map(({ first, results }) => [first, results[0]!]));
  const slots = handed.map((ref) => ({ dtype: known.get(ref)!.dtype, shape: known.get(ref)!.shape! }));
  const { place, keep, end } = rewriting(trace);
  for (const operation of first) {
    const slot = handed.indexOf(operation.first);
    if (slot >= 0) place(operation, -1 - trace.slots.length - slot);
  }
  for (const operation of later) keep(operation);
  const rest = { ...end(), slots: [...trace.slots, ...slots] };
  return { first, handed, rest };
}

/** The slots that last, and the results that depend on nothing else; none where a step writes. */
export function lastingRefs(trace: Trace): ReadonlySet<Ref> {
  const { operations, slots, varying, outputs, reads } = trace;
  const lasting = new Set<Ref>();
  if (reads.length > 0 || operations.some((operation) => writes(operation, trace))) return lasting;
  for (const slot of slots.keys()) if (isConstant(trace, slot) || !varying.has(slot)) lasting.add(-1 - slot);
  const left = new Set(outputs);
  for (const { name, inputs, first, results } of operations) {
    if (!READYING.has(name) || results[0]?.shape === undefined || left.has(first)) continue;
    if (inputs.every((ref) => lasting.has(ref))) lasting.add(first);
  }
  return lasting;
}

function comesFirst({ first, results }: Operation, lasting: ReadonlySet<Ref>): boolean {
  return results.length > 0 && lasting.has(first);
}

function writes({ name, inputs }: Operation, { slots }: Trace): boolean {
  return name !== READ && inputs.some((ref) => ref < 0 && isVariable(slots[-1 - ref]!));
}
