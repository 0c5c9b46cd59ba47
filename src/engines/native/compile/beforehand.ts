/**
 * What of a step depends on lasting tensors alone: done for its first time and kept, until one of those is written to,
 * disposed of, or another tensor.
 */
import type { Binding } from "../binding.ts";
import type { Divided } from "./rewrite/divide.ts";
import { perform } from "./part.ts";
import { isConstant, sameNumbers, type Trace } from "./trace.ts";
import type { Views } from "./views.ts";

/** What comes before the rest of a step. */
export interface Beforehand {
  /**
   * Its results, which stay its own.
   *
   * @param tensors The tensors in the step's slots.
   */
  results(tensors: readonly number[]): readonly number[];
  /** The slots that were another tensor twice in a row, and so do not last. */
  readonly varying: ReadonlySet<number>;
  /** A function of the rest for these results alone, once it is worth to make one. */
  readonly frozen: string | undefined;
  /** Gives its results back. */
  release(): void;
}

/** How often the same results are used until a function is made for them alone: it takes as long as a few steps. */
const FREEZE_AT = 16;

/**
 * Starts to keep what comes before the rest of a step.
 *
 * @param step The step that was divided.
 * @param freeze Makes a function of the rest that may keep what it makes of the results.
 */
export function openBeforehand(
  binding: Binding,
  { resolve, watch }: Views,
  { first, handed }: Divided,
  step: Trace,
  freeze?: () => string,
): Beforehand {
  const used = new Set(first.flatMap(({ inputs }) => inputs).filter((ref) => ref < 0).map((ref) => -1 - ref));
  const watched = [...used].filter((slot) => !isConstant(step, slot));
  const varying = new Set<number>();
  let kept: readonly number[] | undefined;
  let last: readonly number[] = [], moved: readonly number[] = [];
  let unwatch = () => {}, uses = 0, frozen: string | undefined;
  const release = () => {
    unwatch();
    for (const id of kept ?? []) binding.deleteTensor(id);
    if (frozen !== undefined) binding.removeFunction(frozen);
    [kept, frozen, uses] = [undefined, undefined, 0];
  };
  return {
    varying,
    get frozen() {
      return frozen;
    },
    release,
    results(tensors) {
      // The value of a variable is the same as long as nobody writes to that.
      const ids = watched.map((slot) => tensors[step.slots[slot]!.variable ?? slot]!);
      const others = watched.filter((_, i) => last.length > 0 && last[i] !== ids[i]);
      for (const slot of others) if (moved.includes(slot)) varying.add(slot);
      moved = others;
      if (!sameNumbers(last, ids)) release();
      last = ids;
      if (kept === undefined) {
        const there = perform(first, handed, tensors.map((id, slot) => used.has(slot) ? resolve(id) : id), binding);
        kept = handed.map((ref) => there.get(ref)!);
        unwatch = watch(ids, release);
      }
      if (++uses === FREEZE_AT) frozen = freeze?.();
      return kept;
    },
  };
}
