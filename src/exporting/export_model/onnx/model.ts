/** A model of ONNX before it is bytes. */

/** The types of elements by our names, with ONNX's numbers. */
export const ELEMENT = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;

/** A type of elements. */
export type Element = keyof typeof ELEMENT;

/** A whole number, a real one, a text, or whole numbers. */
export type OnnxAttribute = number | { readonly float: number } | string | readonly number[];

/** An operation of ONNX. */
export interface OnnxNode {
  readonly type: string;
  readonly name: string;
  /** An empty name stands for an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** Numbers in the file. */
export interface OnnxTensor {
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

/** What goes in or out; a side that is free has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly element: Element;
  readonly shape: readonly (number | string)[];
}

/** The whole of it. */
export interface OnnxModel {
  readonly name: string;
  readonly opset: number;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Texts about it. */
  readonly metadata: Readonly<Record<string, string>>;
}
