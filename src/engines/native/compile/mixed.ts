/** What has TensorFlow compute a function in mixed precision: a setting of its graph optimizer, as a ConfigProto. */
import { type Attribute, attributeTypes } from "../binding/attributes.ts";
import { message } from "../binding/protobuf.ts";

const GRAPH_OPTIONS = 10, REWRITE_OPTIONS = 10, AUTO_MIXED_PRECISION_ONEDNN_BFLOAT16 = 31, ON = 1;

/** The attributes of a call whose products and convolutions are in bfloat16 where the processor has that. */
export const MIXED: readonly Attribute[] = Object.freeze([{
  name: "config_proto",
  type: attributeTypes.TF_ATTR_STRING,
  value: message([GRAPH_OPTIONS, message([REWRITE_OPTIONS, message([AUTO_MIXED_PRECISION_ONEDNN_BFLOAT16, ON])])]),
}]);
