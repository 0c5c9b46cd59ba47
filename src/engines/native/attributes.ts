/** Attributes of operations, made ready for the C interface once and set many times. */
import type { Functions } from "./symbols.ts";

/** An attribute as tfjs-node's kernels write it. */
export interface Attribute {
  readonly name: string;
  /** One of {@linkcode attributeTypes}. */
  readonly type: number;
  readonly value: unknown;
}

/** Sets one attribute on an operation. */
export type Encoded = (tf: Functions, op: bigint, status: bigint) => void;

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

const texts = new Map<string, Uint8Array<ArrayBuffer>>();

/** A text as C reads it, kept for the next time: there are few of them. */
function cstring(text: string): Uint8Array<ArrayBuffer> {
  let bytes = texts.get(text);
  if (bytes === undefined) texts.set(text, bytes = new TextEncoder().encode(`${text}\0`));
  return bytes;
}

/** Makes an attribute ready. */
export function encode({ name, type, value }: Attribute): Encoded {
  const key = cstring(name);
  const list = Array.isArray(value) ? value as number[] : undefined;
  switch (type) {
    case attributeTypes.TF_ATTR_STRING: {
      const bytes = value instanceof Uint8Array ? value as Uint8Array<ArrayBuffer> : cstring(value as string);
      const length = BigInt(value instanceof Uint8Array ? bytes.length : bytes.length - 1);
      return (tf, op) => tf.TFE_OpSetAttrString(op, key, bytes, length);
    }
    case attributeTypes.TF_ATTR_INT: {
      if (list !== undefined) {
        const numbers = BigInt64Array.from(list, BigInt);
        return (tf, op) => tf.TFE_OpSetAttrIntList(op, key, numbers, numbers.length);
      }
      const number = BigInt(value as number);
      return (tf, op) => tf.TFE_OpSetAttrInt(op, key, number);
    }
    case attributeTypes.TF_ATTR_FLOAT:
      return (tf, op) => tf.TFE_OpSetAttrFloat(op, key, value as number);
    case attributeTypes.TF_ATTR_BOOL: {
      const bit = value ? 1 : 0;
      return (tf, op) => tf.TFE_OpSetAttrBool(op, key, bit);
    }
    case attributeTypes.TF_ATTR_TYPE: {
      if (list !== undefined) {
        const numbers = Int32Array.from(list);
        return (tf, op) => tf.TFE_OpSetAttrTypeList(op, key, numbers, numbers.length);
      }
      return (tf, op) => tf.TFE_OpSetAttrType(op, key, value as number);
    }
    case attributeTypes.TF_ATTR_SHAPE: {
      const shape = BigInt64Array.from(value as number[], BigInt);
      return (tf, op, status) => tf.TFE_OpSetAttrShape(op, key, shape, shape.length, status);
    }
    default:
      throw new TypeError(`Cannot set the attribute ${name} as the native engine knows no such kind: got ${type}`);
  }
}
