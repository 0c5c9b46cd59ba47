/** A graph of TensorFlow before it is text or bytes, and what a kernel is in TensorFlow's words before it is a node. */
import type { HostTensor } from "../../../snapshot.ts";
import type { Operation, Size, Value } from "../../../graph/graph.ts";

/** The types of elements by our names, with TensorFlow's. */
export const TYPES = { float32: "DT_FLOAT", int32: "DT_INT32", bool: "DT_BOOL" } as const;

/** An attribute of a node, by its kind. */
export type TensorflowAttribute =
  | { readonly type: HostTensor["dtype"] }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly s: string }
  | { readonly ints: readonly number[] }
  /** Sides of which -1 is free. */
  | { readonly shape: readonly number[] };

/** An operation of TensorFlow. */
export interface TensorflowNode {
  readonly name: string;
  readonly op: string;
  /** Names of nodes; `name:1` is the second output. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, TensorflowAttribute>>;
}

/** A graph; its inputs are placeholders among its nodes, and its constants are nodes without a value. */
export interface TensorflowGraph {
  readonly nodes: readonly TensorflowNode[];
  readonly constants: Readonly<Record<string, HostTensor>>;
  /** By their names for users, the name of the node, the type and the shape. */
  readonly inputs: Readonly<Record<string, TensorflowEnd>>;
  readonly outputs: Readonly<Record<string, TensorflowEnd>>;
}

/** Where something goes in or comes out. */
export interface TensorflowEnd {
  readonly node: string;
  readonly dtype: HostTensor["dtype"];
  readonly shape: readonly number[];
}

/** Constants of whole numbers, of which some may follow the batch, and single numbers beside values. */
export type Given = Value | { readonly sizes: readonly Size[] } | { readonly pairs: readonly (readonly number[])[] } | {
  readonly number: number;
  readonly dtype: Value["dtype"];
};

/** A node before it has a name. */
export interface Wording {
  readonly op: string;
  readonly given: readonly Given[];
  readonly attributes?: Readonly<Record<string, TensorflowAttribute>>;
}

/** Puts an operation into TensorFlow's words. */
export type Word = (operation: Operation) => Wording;

/** The attribute that names the type of what is computed. */
export const T = (value: Value): Readonly<Record<string, TensorflowAttribute>> => ({ T: { type: value.dtype } });
