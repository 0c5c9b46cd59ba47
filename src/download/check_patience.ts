/** What may be said of how long a download goes on trying. */
import { requireRange, settle } from "../options/settle.ts";
import type { Patience } from "./fetch_into.ts";

/**
 * Refuses a patience that cannot be.
 *
 * @throws {TypeError} If it has an option that is not known.
 * @throws {RangeError} If a number is out of its range.
 */
export function checkPatience(patience: Patience): void {
  const { retries = 4, backoff = 1, idle = 60 } = patience;
  settle("download", patience, { retries, backoff, idle });
  requireRange("download", "a whole number of at least 0", { retries });
  requireRange("download", "a finite number of at least 0", { backoff });
  requireRange("download", "a finite number above 0", { idle });
}
