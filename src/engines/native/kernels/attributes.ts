/** Attributes of operations by short names. Lists are frozen, which tells the binding to make them ready only once. */
import { type Attribute, attributeTypes } from "../attributes.ts";

/** TensorFlow's number of float32. */
export const FLOAT = 1;
/** TensorFlow's number of int32. */
export const INT = 3;

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
