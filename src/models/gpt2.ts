/** GPT-2 as it was published, with Hugging Face's names. */
import type { Model } from "../model.ts";
import { given, requireOneOf, settle } from "../options/settle.ts";
import type { tf } from "../tf.ts";
import { geluTanh } from "../layers/activations.ts";
import { gpt, type GptOptions } from "./gpt.ts";

/** Which GPT-2, and what differs from it. */
export interface Gpt2Options extends GptOptions {
  /** `"small"` has 124 million numbers, `"medium"` 355, `"large"` 774 and `"xl"` 1558. Default `"small"`. */
  readonly size?: "small" | "medium" | "large" | "xl";
}

const SIZES = {
  small: { layers: 12, heads: 12, units: 768 },
  medium: { layers: 24, heads: 16, units: 1024 },
  large: { layers: 36, heads: 20, units: 1280 },
  xl: { layers: 48, heads: 25, units: 1600 },
} as const;

/**
 * GPT-2 (Radford et al., 2019) in its four sizes: {@linkcode gpt} with the activation that it was trained with. The logits are those of
 * `transformers` for the same weights; its `model.safetensors` loads as it is: `gpt2({ weights: "gpt2/model.safetensors" })`.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gpt2 } from "jsr:@raptor/raptor";
 *
 * const small = gpt2({ entries: 11, length: 8, layers: 1 });
 * assertEquals(small.params["blocks/0/fc1/kernel"]!.shape, [768, 3072]);
 * ```
 */
export function gpt2(options: Gpt2Options = {}): Model<tf.Tensor2D, tf.Tensor3D> {
  const { size = "small", ...others } = given(options);
  requireOneOf("gpt2", Object.keys(SIZES), { size });
  const { entries, length, layers, heads, units, dropout, bias, tie, activation, weights } = given(options);
  settle("gpt2", options, { size, entries, length, layers, heads, units, dropout, bias, tie, activation, weights });
  return gpt({ ...SIZES[size], activation: geluTanh(), ...others });
}
