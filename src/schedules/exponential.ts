/** A number that shrinks by the same factor again and again. */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Schedule } from "../schedule.ts";

/**
 * `from` * `gamma`^step, as PyTorch's `ExponentialLR`; `perEpoch(exponential(...))` shrinks once an epoch.
 *
 * @param gamma The factor of one step, above 0.
 * @throws {RangeError} If `gamma` is not a finite number above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exponential } from "jsr:@raptor/raptor";
 *
 * assertEquals(exponential(0.1, 0.5)(2, { steps: 10, stepsPerEpoch: 10 }), 0.025);
 * ```
 */
export function exponential(from: number, gamma: number): Schedule {
  requireRange("exponential", "a finite number", { from });
  requireRange("exponential", "a finite number above 0", { gamma });
  return asPart("exponential", (step) => from * gamma ** step, { settings: plainRecord({ from, gamma }) });
}
