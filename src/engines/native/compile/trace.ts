/** How traces are compared: whether a step does what another one did, and what in it is constant. */
import type { Attribute } from "../binding/attributes.ts";
import { dtypes } from "../binding/dtypes.ts";
import type { Operation, Slot, Trace } from "./records.ts";

/** Operations that read a variable, and such as make or end one; all others that take one write to it. */
export const READ = "ReadVariableOp";
/** What sets a variable, or makes one of it. */
export const ASSIGN = "AssignVariableOp";
const UNTRACEABLE = new Set(["VarHandleOp", ASSIGN, "DestroyResourceOp"]);

/** Whether an operation keeps a step from being compiled. */
export function isTraceable(name: string): boolean {
  return !UNTRACEABLE.has(name);
}

/** Whether a slot's values are written into the graph. */
export function isConstant({ slots, varying }: Pick<Trace, "slots" | "varying">, slot: number): boolean {
  return slots[slot]!.values !== undefined && !varying.has(slot);
}

/**
 * Whether a step's operation is the one that a trace has in this place.
 *
 * @param loosely Whether constants may differ.
 */
export function follows(
  trace: Trace,
  operation: Operation,
  place: number,
  slots: readonly Slot[],
  loosely = false,
): boolean {
  const known = trace.operations[place];
  if (known === undefined || known.name !== operation.name || known.slots !== operation.slots) return false;
  if (!sameNumbers(known.inputs, operation.inputs) || known.first !== operation.first) return false;
  if (known.attributes !== operation.attributes && !sameAttributes(known.attributes, operation.attributes)) {
    return false;
  }
  for (let slot = trace.operations[place - 1]?.slots ?? 0; slot < known.slots; slot++) {
    const [was, is] = [trace.slots[slot]!, slots[slot]!];
    if (was.dtype !== is.dtype || was.variable !== is.variable || !sameNumbers(was.shape, is.shape)) return false;
    if (!loosely && isConstant(trace, slot) && !sameNumbers(was.values!, is.values ?? [])) return false;
  }
  return true;
}

/** Whether two steps leave the same results. */
export function leavesSame(a: Pick<Trace, "outputs" | "reads">, b: Pick<Trace, "outputs" | "reads">): boolean {
  return sameNumbers(a.outputs, b.outputs) && sameNumbers(a.reads.flat(), b.reads.flat());
}

/** Whether two traces differ in constants only. */
export function sameTrace(a: Trace, b: Trace): boolean {
  return a.operations.length === b.operations.length && leavesSame(a, b) &&
    b.operations.every((operation, place) => follows(a, operation, place, b.slots, true));
}

/** Notes the constants in which a trace differs from another one like it. */
export function learnVarying(trace: Trace, other: Trace): void {
  for (const [slot, { values }] of trace.slots.entries()) {
    if (values !== undefined && !sameNumbers(values, other.slots[slot]!.values ?? [])) trace.varying.add(slot);
  }
}

/** Whether a slot is a variable. */
export function isVariable({ dtype }: Slot): boolean {
  return dtype === dtypes.TF_RESOURCE;
}

/** Whether an operation changes a variable, and does not only read it. */
export function writes({ name, inputs }: Operation, slots: readonly Slot[]): boolean {
  return name !== READ && inputs.some((ref) => ref < 0 && isVariable(slots[-1 - ref]!));
}

/** Whether two lists of attributes say the same. */
export function sameAttributes(a: readonly Attribute[], b: readonly Attribute[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (one.name !== other.name || one.type !== other.type) return false;
    if (one.value === other.value) continue;
    if (!Array.isArray(one.value) || !Array.isArray(other.value) || !sameNumbers(one.value, other.value)) return false;
  }
  return true;
}

export function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  // A NaN is one like another; 0 and -0 are two.
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
