/** What is said where a graph cannot be written in a format. */
import type { Operation } from "../../graph/graph.ts";

/**
 * The error for an operation that a format has no words for.
 *
 * @param format Such as `ONNX`.
 * @param rule What would have to hold.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { refuse } from "./refuse.ts";
 *
 * const operation = { kernel: "FFT", inputs: {}, settings: {}, outputs: [], layer: "mix" };
 * const { message } = refuse("ONNX", operation, "it has no such operation");
 * assertEquals(message.split("\n")[0], "Cannot write ONNX as it has no such operation: got FFT in the layer mix.");
 * ```
 */
export function refuse(format: string, { kernel, layer }: Operation, rule: string): TypeError {
  return new TypeError(
    `Cannot write ${format} as ${rule}: got ${kernel}${layer === undefined ? "" : ` in the layer ${layer}`}.\n` +
      "Write that layer by other operations of tf, or take another format.",
  );
}
