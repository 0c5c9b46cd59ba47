/** Attributes of operations by short names. Lists are frozen, which tells the binding to make them ready only once. */
import { FLOAT } from "./dtypes.ts";

/** An attribute as tfjs-node's kernels write it. */
export interface Attribute {
  readonly name: string;
  /** One of {@linkcode attributeTypes}. */
  readonly type: number;
  readonly value: unknown;
}

/** tfjs-node's numbers for the kinds of attributes. */
export const attributeTypes = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 9,
} as const;

/** A text; a list of them in graphs alone. */
export function text(name: string, value: string | readonly string[]): Attribute {
  return { name, type: attributeTypes.TF_ATTR_STRING, value };
}

/** A whole number or a list of them. */
export function int(name: string, value: number | readonly number[]): Attribute {
  return { name, type: attributeTypes.TF_ATTR_INT, value };
}

/** A number. */
export function float(name: string, value: number): Attribute {
  return { name, type: attributeTypes.TF_ATTR_FLOAT, value };
}

/** A truth value. */
export function bool(name: string, value: boolean): Attribute {
  return { name, type: attributeTypes.TF_ATTR_BOOL, value };
}

/** An element type or a list of them. */
export function type(name: string, value: number | readonly number[]): Attribute {
  return { name, type: attributeTypes.TF_ATTR_TYPE, value };
}

/** A shape. */
export function shape(name: string, value: readonly number[]): Attribute {
  return { name, type: attributeTypes.TF_ATTR_SHAPE, value };
}

const lists = new Map<string, readonly Attribute[]>();

/** A list of attributes, made once for each key. */
export function attributes(key: string, make: () => Attribute[]): readonly Attribute[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, list = Object.freeze(make()));
  return list;
}

/** The attributes of an operation on float32 that has no others. */
export const ON_FLOATS: readonly Attribute[] = Object.freeze([type("T", FLOAT)]);
/** The attributes of an operation on a variable of float32 that has no others. */
export const ON_FLOAT_VARIABLE: readonly Attribute[] = Object.freeze([type("dtype", FLOAT)]);
