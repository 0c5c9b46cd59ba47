/** What a model computes, written down: operations, what they are given and what they make. */
import type { HostTensor } from "../snapshot.ts";

/** The length of an axis: a number, or so many times the size of the batch. */
export type Size = number | { readonly batch: number };

/** What an operation may be told beside its inputs. */
export type Setting = number | boolean | string | Size | readonly Setting[];

/** A tensor of the graph, told from others by being this object. */
export interface Value {
  readonly shape: readonly Size[];
  readonly dtype: HostTensor["dtype"];
}

/** A kernel of TensorFlow.js, as it ran once. */
export interface Operation {
  /** Such as `Conv2D`. */
  readonly kernel: string;
  /** By the kernel's own names; lists have the names 0, 1, ... */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly outputs: readonly Value[];
  /** The path of the layer in which it ran. */
  readonly layer?: string;
}

/** Numbers that do not depend on the input. */
export interface Constant {
  /** The weight that they are, or are made of by turning and reshaping alone; undefined for others. */
  readonly name?: string;
  readonly data: HostTensor;
}

/** A recorded model. */
export interface Graph {
  /** The model's name. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly constants: ReadonlyMap<Value, Constant>;
  /** In an order in which they can run. */
  readonly operations: readonly Operation[];
}
