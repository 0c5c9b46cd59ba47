/** Ctrl-C ends a run cleanly. */
import { asPart } from "../options/as_part.ts";
import type { Event, Hook, StartEvent } from "../hook.ts";

/** The reason that {@linkcode interrupt} gives. */
export const INTERRUPTED = "interrupted";

/**
 * Ends the run after the step in progress, or while a batch is waited for, when the process gets SIGINT, so that a checkpoint can be written; a second
 * SIGINT ends the process at once, with exit code 130.
 *
 * The run ends with `stopped: "interrupted"`; a script then exits with 130, as is the custom.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { interrupt } from "jsr:@raptor/raptor";
 *
 * const hook = interrupt();
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1 };
 * assertEquals(await hook({ type: "step", ...at, time: 0, dataTime: 0, lr: 0.1, size: 1 }), undefined);
 * ```
 */
export function interrupt(): Hook {
  let asked = false, listening = false;
  let stop: StartEvent["stop"];
  const listener = () => {
    if (asked) Deno.exit(130);
    asked = true;
    stop?.(INTERRUPTED);
    console.error("\nStopping after the step in progress; press Ctrl-C again to stop at once.");
  };
  return asPart("interrupt", (event: Event) => {
    if (event.type === "start") stop = event.stop;
    if (event.type === "start" && !listening) {
      Deno.addSignalListener("SIGINT", listener);
      listening = true;
    }
    const over = event.type === "end" || event.type === "error";
    if (over && listening) {
      Deno.removeSignalListener("SIGINT", listener);
      listening = false;
    }
    if (asked && !over) return { stop: INTERRUPTED };
  }, { settings: Object.freeze({}) });
}
