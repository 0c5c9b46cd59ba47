import { assertGreater, assertLess } from "@std/assert";
import type { Calls, Started } from "../../../src/groups/mpi/calls.ts";
import { waiting } from "../../../src/groups/mpi/wait.ts";
import type { Watch } from "../../../src/groups/mpi/watch.ts";

/** How often is asked for what is there after some milliseconds. */
function asked(far: boolean): number {
  let times = 0;
  const end = performance.now() + 20;
  const calls = { isDone: () => (times++, performance.now() >= end) } as unknown as Calls;
  const watch = { broken: undefined, look: () => {} } as unknown as Watch;
  waiting(calls, watch, { crowded: false, far }).waitNow([{} as Started]);
  return times;
}

Deno.test("what comes from another machine is waited for with pauses, which its network has the core in", () => {
  // 50 us each, after the first tenth of a millisecond.
  const often = asked(false), seldom = asked(true);
  assertGreater(seldom, 2);
  assertLess(seldom, often / 4);
});
