/** Which wire a run has. */
import { plain, type Wire } from "../wire.ts";
import { bfloat16 } from "./bfloat16.ts";
import { topK } from "./top_k.ts";

/** How users name a wire. */
export type WireOption = "float32" | "bfloat16" | { readonly topK: number };

/**
 * The wire of a run, which remembers what it has held back.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { wireOf } from "./wire_of.ts";
 *
 * assertEquals([wireOf(), wireOf("bfloat16")].map(({ exact }) => exact), [true, undefined]);
 * ```
 */
export function wireOf(option: WireOption = "float32"): Wire {
  if (typeof option === "object") return topK(option.topK);
  return option === "bfloat16" ? bfloat16() : plain;
}
