/**
 * What of a step depends on lasting tensors alone: done for its first time and kept, until one of those is written to,
 * disposed of, or another tensor.
 */
import type { Binding } from "../binding/binding.ts";
import { perform } from "./perform.ts";
import type { Beforehand, Frozen, Trace } from "./records.ts";
import { isConstant, sameNumbers } from "./trace.ts";
import type { Views } from "./views.ts";

/** How often the same results are used until a function is made for them alone: it takes as long as a few steps. */
const FREEZE_AT = 16;

/** What tells a trace from others that come beforehand. */
export function keyOf({ operations, slots, outputs }: Trace): string {
  return JSON.stringify([operations.map((it) => [it.name, it.attributes, it.inputs]), slots, outputs]);
}

/**
 * Starts to keep what comes before the rest of a step.
 *
 * @param before What comes first, as a trace of its own.
 */
export function openBeforehand(binding: Binding, { resolve, watch }: Views, before: Trace): Beforehand {
  const { operations, slots, outputs } = before;
  const used = new Set(operations.flatMap(({ inputs }) => inputs));
  const watched = [...slots.keys()].filter((slot) => used.has(-1 - slot) && !isConstant(before, slot));
  const varying = new Set<number>(), users = new Set<Frozen>();
  let kept: readonly number[] | undefined;
  let last: readonly number[] = [], moved: readonly number[] = [];
  let unwatch = () => {};
  const release = () => {
    unwatch();
    for (const id of kept ?? []) binding.deleteTensor(id);
    for (const frozen of users) {
      if (frozen.name !== undefined) binding.removeFunction(frozen.name);
      [frozen.name, frozen.uses] = [undefined, 0];
    }
    users.clear();
    kept = undefined;
  };
  return {
    ...{ key: keyOf(before), varying, release },
    results(tensors, frozen) {
      // The value of a variable is the same as long as nobody writes to that.
      const ids = watched.map((slot) => tensors[slots[slot]!.variable ?? slot]!);
      const others = watched.filter((_, i) => last.length > 0 && last[i] !== ids[i]);
      for (const slot of others) if (moved.includes(slot)) varying.add(slot);
      moved = others;
      if (!sameNumbers(last, ids)) release();
      last = ids;
      if (kept === undefined) {
        const there = perform(
          operations,
          outputs,
          tensors.map((id, slot) => used.has(-1 - slot) ? resolve(id) : id),
          binding,
        );
        kept = outputs.map((ref) => there.get(ref)!);
        unwatch = watch(ids, release);
      }
      if (frozen !== undefined) {
        users.add(frozen);
        if (++frozen.uses === FREEZE_AT) frozen.name = frozen.make();
      }
      return kept;
    },
  };
}
