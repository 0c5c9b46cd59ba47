/** What an engine promises of its numbers, as a line for the log of a run that wants them twice. */
import type { EngineInfo } from "../engine.ts";

/**
 * Whether a run with the same seed gives the same numbers again, and where it does not, why.
 *
 * @param engine What the open engine tells.
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { promised } from "./promised.ts";
 *
 * const engine = { name: "native", backend: "tensorflow", version: "2", device: "NVIDIA H200", varies: "its sums race" };
 * assertStringIncludes(promised(engine), "cannot promise the same last digits again, as its sums race.");
 * ```
 */
export function promised({ name, device, threads, threadsMatter, varies }: EngineInfo): string {
  const on = `${name} on ${device}`;
  if (varies !== undefined) return `Not deterministic: ${on} cannot promise the same last digits again, as ${varies}.`;
  const among = threadsMatter && threads !== undefined
    ? `, with ${threads} thread${threads === 1 ? "" : "s"} again`
    : "";
  return `Deterministic: ${on} computes the same numbers from the same seed, to the last digit${among}.`;
}
