/**
 * What the files of this room hand to each other: what a step asked for, what of it was put off, and what is remembered of
 * it. Types alone, so that any of them can be read without the rest.
 */
import type { EngineInfo } from "../../../engine.ts";
import type { Attribute } from "../binding/attributes.ts";
import type { Binding, Known, Values } from "../binding/binding.ts";

/** A number of 0 or more is a result, in the order of results; `-1 - n` is slot `n`. */
export type Ref = number;

/** A tensor from outside, numbered by its first use. */
export interface Slot {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** The slot of the variable whose value this tensor is. */
  readonly variable?: number;
  /** The values of a short list of whole numbers, such as a shape. */
  readonly values?: readonly number[];
}

/** One operation. */
export interface Operation {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly Ref[];
  /** How many slots there are with those of this operation. */
  readonly slots: number;
  /** The number of its first result. */
  readonly first: Ref;
  /** What is known of its results. */
  results: readonly Known[];
}

/**
 * What a whole step asked of TensorFlow: its operations in their order, each reading results of earlier ones and tensors
 * from outside (slots). It holds no tensor, so it can be kept, compared and made a graph of.
 */
export interface Trace {
  readonly operations: readonly Operation[];
  readonly slots: readonly Slot[];
  /** The slots whose values are not the same in every step. */
  readonly varying: Set<number>;
  /** The results that outlive the step. */
  readonly outputs: readonly Ref[];
  /** The results that outlive the step and are the last value of a variable, each with the variable's slot. */
  readonly reads: readonly (readonly [result: Ref, variable: number])[];
  /** Whether variables of tfjs have other values after it: it learns, also where it writes to none of TensorFlow's. */
  readonly learns?: boolean;
  /** Whether all of it could be told before it was done, and so is put off the first time as well. */
  readonly foretold?: boolean;
}

/** Where the tensor of a slot comes from. */
export type Source =
  | { readonly input: number }
  /** The variable that an input is the value of. */
  | { readonly variableOf: number }
  /** A tensor that is the same each time: made of `values`, or there before. */
  | { readonly lasting: number; readonly values?: Values };

/** The part of a step that never changes. It comes first in its step. */
export interface Part {
  readonly operations: readonly Operation[];
  readonly slots: readonly Slot[];
  /** Of each slot. */
  readonly sources: readonly Source[];
  readonly results: number;
  /** What lives on, in the order in which it is handed over. */
  readonly outputs: readonly Output[];
  /** Their places in the order in which a step comes by them, by which traces are compared. */
  readonly byRef: readonly number[];
}

/** A result that lives on. */
export interface Output {
  readonly name: string;
  readonly ref: Ref;
  readonly shape: readonly number[];
  readonly dtype: string;
}

/** A function of the rest of a step for the present results alone. */
export interface Frozen {
  /** Makes it. */
  readonly make: () => string;
  /** How often the results were used. */
  uses: number;
  /** Its name, once it is worth to make one. */
  name?: string | undefined;
}

/** What comes before the rest of a step. */
export interface Beforehand {
  /** Is the same for what does the same. */
  readonly key: string;
  /**
   * Its results, which stay its own.
   *
   * @param tensors The tensors in its slots.
   * @param frozen Is made after some uses, and forgotten together with the results.
   */
  results(tensors: readonly number[], frozen?: Frozen): readonly number[];
  /** The slots that were another tensor twice in a row, and so do not last. */
  readonly varying: ReadonlySet<number>;
  /** Gives its results back until they are asked for again. */
  release(): void;
}

/** A trace with its function. */
export interface Compiled extends Trace {
  /** The function's name, once there is one. */
  name?: string;
  inputs: readonly number[];
  /** What is computed before and not in each step; its results are the last slots. */
  beforehand?: Beforehand | undefined;
  /** The slots that are the slots of that. */
  from: readonly number[];
  /** A function for the present weights alone. */
  frozen?: Frozen | undefined;
  /** Of the function's calls. */
  readonly attributes: readonly Attribute[];
  /** Whether a step was like it after the first. */
  repeated?: boolean;
  /** Whether the function ran well. */
  proven?: boolean;
}

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
  /** Whether that could tell all results so far. */
  foretold: boolean;
  /** Slots that are the value of a variable that this step has made, each with the number of the variable. */
  readonly settled: Map<number, number>;
  /** While a part is watched: the values that come from the host, by the number of their tensor. */
  made?: Map<number, Values>;
  /** What lasts of a part that is over: where it is used again it has a slot of its own, as after a part that is replayed. */
  passed?: Set<number>;
  /** Why this step cannot be a trace. */
  unfit?: string;
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

/** What can be told of the operations of one step. */
export interface Foresight {
  /** The results of the step's next operation, or undefined where they cannot be told. */
  resultsOf(operation: Operation, outputs: number): readonly Known[] | undefined;
}

/** Who is told what. */
export interface Listeners {
  /** Gets the one line that says why a step is not compiled. Default: standard error. */
  say?(line: string): void;
  /** Is called when a new function of a step has run for the first time, which is when TensorFlow makes it ready. */
  compiled?(): void;
}

/** A binding whose steps can be compiled. */
export interface Tracer extends Binding {
  /** Makes a step that is compiled, the first time already where its shapes can be told. */
  readonly compile: NonNullable<EngineInfo["compile"]>;
  /** The same in mixed precision. */
  readonly compileMixed: NonNullable<EngineInfo["compileMixed"]>;
  /** Makes a part of a step that runs without its JavaScript once it has been seen to repeat itself. */
  readonly replay: NonNullable<EngineInfo["replay"]>;
  /** Cuts a compiled step in two; see {@linkcode EngineInfo.apart}. */
  readonly apart: NonNullable<EngineInfo["apart"]>;
  /** How many steps, or pieces of them, ran as one call. */
  readonly compiledSteps: number;
}
