/**
 * The rectifier of oneDNN's fused operations makes 0 of NaN, so that a network whose weights are lost would predict as if nothing were
 * wrong. One that leaks hands NaN on. By the smallest slope there is it makes -1e-38 of -1, which is as good as 0 wherever it is
 * added to other numbers; a root or a logarithm would tell them apart. (An overflow to -Infinity stays one, and shows.)
 */
import { type Attribute, float } from "../../binding/attributes.ts";
import type { Operation, Ref } from "../records.ts";
import type { Links } from "./links.ts";

/** What oneDNN calls it. */
export const LEAKY = "LeakyRelu";
/** Of float32 the smallest normal number: a smaller one counts as 0 where TensorFlow computes. */
export const SLOPE: Attribute = float("leakyrelu_alpha", 2 ** -126);

/** What adds up products, or sets 0 what is below. */
const SAME = new Set(["Conv2D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2", "BatchMatMulV3", "Relu", "Relu6"]);
/** What hands on what it reads, or sums of it. */
const HANDS_ON = new Set([
  ...["Reshape", "Transpose", "Slice", "Pad", "PadV2", "ConcatV2"],
  ...["MaxPool", "AvgPool", "Mean", "Sum", "Add", "AddV2", "BiasAdd"],
]);

/** Whether a rectifier may leak: whoever reads its result, and what is made of that, takes -1e-38 for 0. */
export function mayLeak({ first }: Operation, { readers, outlives }: Links): boolean {
  const seen = new Set<Ref>();
  const isSame = (ref: Ref): boolean => {
    if (seen.has(ref)) return true;
    seen.add(ref);
    return !outlives(ref) &&
      readers(ref).every(({ name, first }) => SAME.has(name) || (HANDS_ON.has(name) && isSame(first)));
  };
  return isSame(first);
}
