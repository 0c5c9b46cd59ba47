/** What a kernel is in TensorFlow's words, before it is a node. */
import type { Operation, Size, Value } from "../../../graph/graph.ts";
import type { TensorflowAttribute } from "./node.ts";

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
