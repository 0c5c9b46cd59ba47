/**
 * A first step makes variables of the weights that it moves. It can be put off nevertheless, as a variable may as well have
 * been made before the step: here it is, and the step is numbered as if it had been.
 */
import type { Attribute } from "../binding/attributes.ts";
import type { Binding } from "../binding/binding.ts";
import type { Ref, Session, Slot } from "./records.ts";
import type { Views } from "./views.ts";

/**
 * Gives a variable that this step has made its first value, at once.
 *
 * @returns Whether it can be so: the variable must be unused, and its value must have been there before the step.
 */
export function settle(
  { refs, settled }: Session,
  { resolve, viewed }: Views,
  binding: Binding,
  attributes: readonly Attribute[],
  [variable, value]: readonly number[],
): boolean {
  const ref = refs.get(value!);
  if (refs.has(variable!) || viewed.has(value!) || (ref !== undefined && ref >= 0)) return false;
  binding.execute("AssignVariableOp", attributes, [variable!, resolve(value!)], 0);
  if (ref !== undefined) settled.set(-1 - ref, variable!);
  return true;
}

/** Numbers the slots of a step as if what was settled in it had been there before. */
export function renumber({ operations, slots, tensors, refs, settled }: Session): void {
  const [before, those] = [slots.splice(0), tensors.splice(0)];
  const moved = new Map<number, number>();
  const place = (old: number): number => {
    const there = moved.get(old);
    if (there !== undefined) return there;
    const { dtype, shape, variable = variableOf(old) } = before[old]!;
    // A variable comes before its value.
    const slot: Slot = variable === undefined ? before[old]! : { dtype, shape, variable: place(variable) };
    const now = slots.push(slot) - 1;
    tensors.push(those[old]!);
    moved.set(old, now);
    return now;
  };
  const variableOf = (old: number): number | undefined => {
    const ref = settled.has(old) ? refs.get(settled.get(old)!) : undefined;
    return ref === undefined ? undefined : -1 - ref;
  };
  const renewed = (ref: Ref): Ref => ref < 0 ? -1 - place(-1 - ref) : ref;
  for (const [i, operation] of operations.entries()) {
    operations[i] = { ...operation, inputs: operation.inputs.map(renewed), slots: slots.length };
  }
  for (const [old, now] of moved) refs.set(those[old]!, -1 - now);
  settled.clear();
}
