/**
 * Divides a step that writes nothing, such as a prediction, into what depends on lasting tensors alone, such as the weights,
 * and the rest: the first need not be done again before one of those is another tensor, or is written to.
 */
import type { Known } from "../../binding/binding.ts";
import type { Operation, Ref, Slot, Trace } from "../records.ts";
import { isConstant, writes } from "../trace.ts";
import { rewriting } from "./rewriting.ts";

/** What makes weights ready: cheap to keep, and the same for the same inputs, as nothing random is. */
const READYING = new Set(["Add", "AddV2", "Sub", "Mul", "Neg", "Rsqrt", "Slice", "Reshape", "Transpose"]);

/** A step in two. */
export interface Divided {
  /** What comes first, as a trace of its own; it is the same one for batches of another size. */
  readonly before: Trace;
  /** The step's slots that are the slots of that. */
  readonly from: readonly number[];
  /** The others; the results of what comes first are its last slots. */
  readonly rest: Trace;
}

/** Divides a step; undefined where nothing comes first. */
export function divide(trace: Trace): Divided | undefined {
  const lasting = lastingRefs(trace);
  const first = trace.operations.filter((operation) => comesFirst(operation, lasting));
  const later = trace.operations.filter((operation) => !comesFirst(operation, lasting));
  const handed = [...new Set(later.flatMap(({ inputs }) => inputs))].filter((ref) => ref >= 0 && lasting.has(ref));
  if (handed.length === 0) return;
  const { place, keep, end } = rewriting(trace);
  const slots = [...trace.slots];
  for (const ref of handed) {
    const operation = first.find((operation) => operation.first === ref)!,
      [{ dtype, shape }] = operation.results as [Known];
    place(operation, -1 - slots.length);
    slots.push({ dtype, shape: shape! });
  }
  for (const operation of later) keep(operation);
  return { ...alone(trace, first, handed), rest: { ...end(), slots } };
}

/** Operations as a trace of their own, with the slots that they use. */
function alone(trace: Trace, first: readonly Operation[], outputs: readonly Ref[]): Omit<Divided, "rest"> {
  const slots: Slot[] = [], from: number[] = [], places = new Map<number, number>();
  const slotAt = (old: number): number => {
    const there = places.get(old);
    if (there !== undefined) return there;
    const { variable, ...slot } = trace.slots[old]!;
    const moved = variable === undefined ? slot : { ...slot, variable: slotAt(variable) };
    places.set(old, slots.push(moved) - 1);
    from.push(old);
    return slots.length - 1;
  };
  const { at, write, place, end } = rewriting({ ...trace, slots, outputs, reads: [], varying: new Set() });
  for (const operation of first) {
    place(
      operation,
      write({
        ...operation,
        inputs: operation.inputs.map((ref) => ref < 0 ? -1 - slotAt(-1 - ref) : at(ref)),
      }),
    );
  }
  return { before: end(), from };
}

/** Whether a step changes nothing: nobody learns by it, so that it may differ from an eager one by rounding. */
export function predicts({ operations, slots, reads, learns = false }: Trace): boolean {
  return !learns && reads.length === 0 && !operations.some((operation) => writes(operation, slots));
}

/** The slots that last, and the results that depend on nothing else; none where a step writes. */
export function lastingRefs(trace: Trace): ReadonlySet<Ref> {
  const { operations, slots, varying, outputs } = trace, lasting = new Set<Ref>();
  if (!predicts(trace)) return lasting;
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
