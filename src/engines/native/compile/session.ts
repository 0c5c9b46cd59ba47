/** How a step begins. */
import type { Binding } from "../binding/binding.ts";
import { foresee } from "./foresight.ts";
import type { Compiled, Operation, Session, Slot } from "./records.ts";

/**
 * Begins a step, whose operations are put off as long as it is one of these.
 *
 * @param given The numbers of the tensors that it is given.
 * @param infer Where it is given, they are put off as long as their results can be told.
 */
export function begin(candidates: Compiled[], given: readonly number[], infer?: Binding["infer"]): Session {
  const operations: Operation[] = [], slots: Slot[] = [];
  return {
    ...{ operations, slots, tensors: [], refs: new Map(), results: 0, alive: new Map(), twins: new Set() },
    foretold: infer !== undefined,
    ...{ given: new Set(given), settled: new Map(), foresight: infer && foresee(infer, operations, slots) },
    ...{ pending: candidates.length > 0 || infer !== undefined ? [] : undefined, candidates },
  };
}
