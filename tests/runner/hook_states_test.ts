import { assertEquals } from "@std/assert";
import type { Hook } from "../../mod.ts";
import { restoreStates, statesOf } from "../../src/runner/hook_states.ts";

function counter(count: number): Hook & { count(): number } {
  return Object.assign(function counter() {}, {
    count: () => count,
    state: () => count,
    restore: (state: unknown) => void (count = Number(state)),
  });
}

Deno.test("statesOf() keeps two hooks of one name apart, and numbers that JSON cannot hold", () => {
  const hooks = [counter(1), () => {}, counter(Infinity)], kept = statesOf(hooks);
  assertEquals(kept, { counter: 1, "counter 2": "Infinity" });
  const later = [counter(0), counter(0)];
  restoreStates(later, kept);
  assertEquals(later.map((hook) => hook.count()), [1, Infinity]);
});

Deno.test("restoreStates() leaves a hook alone that kept nothing", () => {
  const hook = counter(5);
  restoreStates([hook], { other: 1 });
  assertEquals(hook.count(), 5);
});
