/** What has TensorFlow compute a function in mixed precision: settings of its graph optimizer, as a ConfigProto. */
import type { Narrow } from "../../../engine.ts";
import { type Attribute, attributeTypes } from "../binding/attributes.ts";
import { message } from "../binding/protobuf.ts";

const GRAPH_OPTIONS = 10, REWRITE_OPTIONS = 10, REMAPPING = 14, ON = 1, OFF = 2;
const AUTO_MIXED_PRECISION = { card: 23, processor: 29, oneDnnBfloat16: 31 } as const;

function rewriting(option: number): readonly Attribute[] {
  // Remapped, a convolution with its rectifier would be oneDNN's, which makes 0 of NaN.
  const remapping = option === AUTO_MIXED_PRECISION.card ? ON : OFF;
  const value = message([GRAPH_OPTIONS, message([REWRITE_OPTIONS, message([option, ON], [REMAPPING, remapping])])]);
  return Object.freeze([{ name: "config_proto", type: attributeTypes.TF_ATTR_STRING, value }]);
}

/** The attributes of a call whose products and convolutions are in bfloat16 where the processor has that. */
export const MIXED: readonly Attribute[] = rewriting(AUTO_MIXED_PRECISION.oneDnnBfloat16);
/** Of one whose products and convolutions are in float16, on a processor; */
const HALF = rewriting(AUTO_MIXED_PRECISION.processor);
/** and on a card. */
const HALF_ON_CARD = rewriting(AUTO_MIXED_PRECISION.card);

/**
 * The attributes of a call whose products and convolutions are in another type.
 *
 * @param dtype Which.
 * @param onCard Whether a card computes.
 */
export function mixed(dtype: Narrow, onCard: boolean): readonly Attribute[] {
  return dtype === "bfloat16" ? MIXED : onCard ? HALF_ON_CARD : HALF;
}

/** Whether a call with these attributes is in mixed precision. */
export function isMixed(attributes: readonly Attribute[]): boolean {
  return [MIXED, HALF, HALF_ON_CARD].includes(attributes);
}

/** Whether it is in float16 on a processor. */
export function isHalf(attributes: readonly Attribute[]): boolean {
  return attributes === HALF;
}
