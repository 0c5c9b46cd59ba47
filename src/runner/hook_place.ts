/** Where hooks stand among the others. */
import type { Hook } from "../hook.ts";
import { settle } from "../options/settle.ts";

/** Where hooks stand. */
export interface HookPlace {
  /**
   * `first`: before all others, the log too. `hooks`: after the logs and before what saves and stops. `last`: after all
   * others, so that they hear of an epoch once it is saved.
   */
  readonly place: "first" | "hooks" | "last";
}

/**
 * What `.hook()` was given: hooks one by one, or a list of them with their place.
 *
 * @throws {TypeError} If there is no such option.
 * @throws {RangeError} If there is no such place.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placed } from "./hook_place.ts";
 *
 * const hook = () => {};
 * assertEquals(placed([hook]), { hooks: [hook], place: "hooks" });
 * assertEquals(placed([[hook], { place: "first" }]), { hooks: [hook], place: "first" });
 * ```
 */
export function placed(given: readonly unknown[]): { readonly hooks: readonly Hook[] } & HookPlace {
  const [list, options = {}] = given;
  if (!Array.isArray(list)) return { hooks: given as Hook[], place: "hooks" };
  const { place = "hooks" } = options as Partial<HookPlace>;
  settle("hook", options as Partial<HookPlace>, { place });
  if (!["first", "hooks", "last"].includes(place)) {
    throw new RangeError(`Cannot place hooks as place must be first, hooks or last: got ${place}.`);
  }
  return { hooks: list, place };
}
