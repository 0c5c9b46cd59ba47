/** Whether convolutions may be asked for with groups of channels as they are. */
import { tf } from "../tf.ts";

/** What an engine says of its backend by {@linkcode declareGroups}. */
interface Grouping {
  takesGroups?: boolean;
}

/**
 * Says whether the kernel `Conv2D` of a backend, and those of its gradients, take filters with fewer channels than the image: groups
 * of neighbouring channels then, each by itself.
 *
 * @param backend The backend, as tfjs has it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { declareGroups, takesGroups } from "./groups.ts";
 *
 * const backend = {};
 * assertEquals(takesGroups(backend), false);
 * declareGroups(backend, true);
 * assertEquals(takesGroups(backend), true);
 * ```
 */
export function declareGroups(backend: object, takes: boolean): void {
  (backend as Grouping).takesGroups = takes;
}

/**
 * What was said of a backend; without a word it takes none.
 *
 * @param backend Which backend. Default the current one.
 */
export function takesGroups(backend: object = tf.backend()): boolean {
  return (backend as Grouping).takesGroups ?? false;
}
