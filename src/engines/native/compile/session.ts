/** A step that is under way: what it asked for so far, and what of that was put off. */
import type { Attribute } from "../attributes.ts";
import type { Compiled } from "./memory.ts";
import type { Binding, Values } from "../binding.ts";
import { foresee, type Foresight } from "./foresight.ts";
import type { Part } from "./part.ts";
import type { Operation, Ref, Slot } from "./trace.ts";

/** A step that is under way. */
export interface Session {
  readonly operations: Operation[];
  readonly slots: Slot[];
  /** The numbers of the tensors in the slots. */
  readonly tensors: number[];
  readonly refs: Map<number, Ref>;
  /** The numbers of the tensors that the step was given, which are others each time. */
  readonly given: ReadonlySet<number>;
  /** Results by their order, as long as they live. */
  readonly alive: Map<number, Ref>;
  results: number;
  /** What is put off: operations and deletions; undefined once the step is eager. */
  pending: (Pending | PendingPart | Twin | number)[] | undefined;
  /** Second numbers of tensors; a step that leaves any is no trace. */
  readonly twins: Set<number>;
  candidates: Compiled[];
  /** Tells the results of what no trace has, so that it is put off too. */
  readonly foresight?: Foresight | undefined;
  /** Slots that are the value of a variable that this step has made, each with the number of the variable. */
  readonly settled: Map<number, number>;
  /** While a part is watched: the values that come from the host, by the number of their tensor. */
  made?: Map<number, Values>;
  /** Why this step cannot be a trace. */
  unfit?: string;
}

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
    ...{ given: new Set(given), settled: new Map(), foresight: infer && foresee(infer, operations, slots) },
    ...{ pending: candidates.length > 0 || infer !== undefined ? [] : undefined, candidates },
  };
}

/** An operation that was put off. */
export interface Pending {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly number[];
  readonly outputs: number;
  readonly ids: readonly number[];
}

/** A part that was put off. */
export interface PendingPart {
  readonly part: Part;
  /** The tensors of its slots. */
  readonly tensors: readonly number[];
  /** The numbers of its outputs. */
  readonly ids: readonly number[];
}

/** A second number of a tensor that was put off. */
export interface Twin {
  readonly twin: number;
  readonly of: number;
}
