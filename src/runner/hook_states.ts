/** What the hooks of a run keep, by names that are theirs alone. */
import type { Hook } from "../hook.ts";
import { plain } from "../options/plain.ts";
import type { Plain } from "../settings.ts";

/**
 * The states of all hooks that have one, each under the name of its hook; of a second one of a name that is `name 2`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { restoreStates, statesOf } from "./hook_states.ts";
 *
 * let count = 3;
 * const counter = Object.assign(function counter() {}, {
 *   state: () => count,
 *   restore: (state: unknown) => void (count = Number(state)),
 * });
 * const kept = statesOf([counter]);
 * count = 0;
 * restoreStates([counter], kept);
 * assertEquals([kept, count], [{ counter: 3 }, 3]);
 * ```
 */
export function statesOf(hooks: readonly Hook[]): Record<string, Plain> {
  return Object.fromEntries(
    named(hooks).flatMap(([name, hook]) => hook.state === undefined ? [] : [[name, plain(hook.state())]]),
  );
}

/**
 * Gives the hooks back what they kept; one that kept nothing is left as it is.
 *
 * @param hooks Of the run that goes on.
 * @param kept Of a snapshot.
 */
export function restoreStates(hooks: readonly Hook[], kept: Readonly<Record<string, Plain>>): void {
  for (const [name, hook] of named(hooks)) if (Object.hasOwn(kept, name)) hook.restore?.(kept[name]!);
}

function named(hooks: readonly Hook[]): [string, Hook][] {
  const seen = new Map<string, number>();
  return hooks.filter(({ state, restore }) => state !== undefined || restore !== undefined).map((hook) => {
    const { name } = hook, times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [times === 1 ? name : `${name} ${times}`, hook];
  });
}
