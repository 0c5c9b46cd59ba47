/** Results of the right shape in place of operations that take long, where only their shape is asked for. */
import { tf } from "../../tf.ts";

type Inputs = Readonly<Record<string, tf.Tensor>>;

interface Attributes {
  readonly strides?: number | [number, number];
  readonly pad?: number | "same" | "valid";
  readonly dataFormat?: string;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Zeros in the shape of what a convolution or a product of matrices would make.
 *
 * @returns Undefined for other operations, which are quick or rare.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { standIn } from "./stand_in.ts";
 *
 * const [a, b] = [tf.ones([2, 3]), tf.ones([4, 3])];
 * assertEquals(standIn("BatchMatMul", { a, b }, { transposeA: false, transposeB: true })!.shape, [2, 4]);
 * ```
 */
export function standIn(kernel: string, inputs: Inputs, attributes: object): tf.Tensor | undefined {
  const shape = shapeOf(kernel, inputs, attributes as Attributes);
  return shape && tf.fill(shape, 0);
}

function shapeOf(kernel: string, inputs: Inputs, attributes: Attributes): number[] | undefined {
  if (kernel === "BatchMatMul") {
    const { a, b } = inputs as { readonly a: tf.Tensor; readonly b: tf.Tensor };
    const rows = a.shape.at(attributes.transposeA ? -1 : -2)!, columns = b.shape.at(attributes.transposeB ? -2 : -1)!;
    const outer = tf.backend_util.assertAndGetBroadcastShape(
      a.shape.slice(0, -2),
      b.shape.slice(0, -2),
    );
    return [...outer, rows, columns];
  }
  const isDepthwise = kernel === "DepthwiseConv2dNative";
  if (kernel !== "Conv2D" && !isDepthwise || attributes.dataFormat === "NCHW") return undefined;
  const { x, filter } = inputs as { readonly x: tf.Tensor; readonly filter: tf.Tensor };
  const { strides = 1, dilations = 1, pad = "valid", dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    isDepthwise,
  ).outShape;
}
