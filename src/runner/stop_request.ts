/** Why a run should end, and that it should: for those who ask now and then, and for those who wait. */
import type { Stopping } from "./drive.ts";

/** A run's request to end. */
export interface StopRequest extends Stopping {
  /** Settles with the first reason. */
  readonly asked: Promise<void>;
}

/**
 * Makes a request that nobody has made yet.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stopRequest } from "./stop_request.ts";
 *
 * const request = stopRequest();
 * request.reason ??= "lunch";
 * request.reason ??= "late";
 * await request.asked;
 * assertEquals(request.reason, "lunch");
 * ```
 */
export function stopRequest(): StopRequest {
  const { promise, resolve } = Promise.withResolvers<void>();
  let first: string | undefined;
  return {
    get reason() {
      return first;
    },
    set reason(why) {
      first ??= why;
      if (first !== undefined) resolve();
    },
    asked: promise,
    restore: false,
  };
}
