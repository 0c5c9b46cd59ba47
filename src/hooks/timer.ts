/** Where the time of a run goes. */
import type { Answer, Event, Hook } from "../hook.ts";
import { asPart } from "../options/settle.ts";
import { duration } from "../record/format.ts";

/**
 * Sums up at the end of a run where its time went: steps, waiting for their data, validations, and all else, such as hooks
 * that save.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { timer } from "jsr:@raptor/raptor";
 *
 * const hook = timer();
 * assertEquals(await hook({ type: "note", text: "hello" }), undefined);
 * ```
 */
export function timer(): Hook {
  let began = performance.now(), steps = 0, data = 0, validation = 0;
  return asPart("timer", (event: Event): Answer | undefined => {
    if (event.type === "start") began = performance.now(), steps = data = validation = 0;
    if (event.type === "step") steps += event.time - event.dataTime, data += event.dataTime;
    if (event.type === "val") validation += event.time;
    if (event.type !== "end") return;
    const all = Math.max((performance.now() - began) / 1000, steps + data + validation);
    const parts = { steps, data, validation, other: all - steps - data - validation };
    const shares = Object.entries(parts).map(([name, seconds]) =>
      `${name} ${duration(seconds)} (${all === 0 ? 0 : Math.round(100 * seconds / all)} %)`
    );
    return {
      note: `Time ${duration(all)}: ${shares.join(", ")}`,
      facts: Object.entries({ ...parts, all }).map(([name, value]) => ({
        kind: "scalar",
        name: `seconds/${name}`,
        value,
      })),
    };
  }, { settings: Object.freeze({}) });
}
