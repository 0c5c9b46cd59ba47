/** Attributes of operations, made ready for the C interface once and set many times. */
import { cstring } from "../library/cstring.ts";
import type { Functions } from "../library/symbols.ts";
import { type Attribute, attributeTypes } from "./attributes.ts";

/** Sets one attribute on an operation. */
export type Encoded = (tf: Functions, op: bigint, status: bigint) => void;

const texts = new Map<string, Uint8Array<ArrayBuffer>>();

/** Is kept for the next time: there are few of them. */
function keptText(text: string): Uint8Array<ArrayBuffer> {
  let bytes = texts.get(text);
  if (bytes === undefined) texts.set(text, bytes = cstring(text));
  return bytes;
}

/** Makes an attribute ready. */
export function encode({ name, type, value }: Attribute): Encoded {
  const key = keptText(name);
  const list = Array.isArray(value) ? value as number[] : undefined;
  switch (type) {
    case attributeTypes.TF_ATTR_STRING: {
      const bytes = value instanceof Uint8Array ? value as Uint8Array<ArrayBuffer> : keptText(value as string);
      const length = BigInt(value instanceof Uint8Array ? bytes.length : bytes.length - 1);
      return (tf, op) => tf.TFE_OpSetAttrString(op, key, bytes, length);
    }
    case attributeTypes.TF_ATTR_INT: {
      if (list !== undefined) {
        const numbers = BigInt64Array.from(list, BigInt);
        return (tf, op) => tf.TFE_OpSetAttrIntList(op, key, numbers, numbers.length);
      }
      // As the addon of tfjs-node does: some kernels hand on numbers with a fraction.
      const number = BigInt(Math.trunc(value as number));
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
