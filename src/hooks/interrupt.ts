/** Ctrl-C, and the signals by which schedulers and terminals end a process, end a run cleanly. */
import { asPart } from "../options/settle.ts";
import type { Event, Hook, StartEvent } from "../hook.ts";

/** The reason that {@linkcode interrupt} gives. */
export const INTERRUPTED = "interrupted";

/** The signals, and the exit codes by which a shell tells them. */
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof CODES;

/** Windows knows Ctrl-C alone. */
const SIGNALS = (Deno.build.os === "windows" ? ["SIGINT"] : Object.keys(CODES)) as readonly Signal[];

/**
 * Ends the run after the step in progress, or while a batch is waited for, when the process gets SIGINT, SIGTERM or SIGHUP, so that a checkpoint can be
 * written; a second signal ends the process at once, whatever it waits for.
 *
 * The run ends with `stopped: "interrupted"`. The process's exit code is set to 130, 143 or 129, as is the custom, unless
 * the run had ended its course by then.
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
  let asked: Signal | undefined, listening = false;
  let stop: StartEvent["stop"];
  const listeners = SIGNALS.map((signal) =>
    [signal, () => {
      if (asked !== undefined) Deno.exit(CODES[signal]);
      asked = signal;
      stop?.(INTERRUPTED);
      say(signal);
    }] as const
  );
  const listen = (begin: boolean) => {
    if (begin === listening) return;
    listening = begin;
    const change = begin ? Deno.addSignalListener : Deno.removeSignalListener;
    for (const [signal, listener] of listeners) change(signal, listener);
  };
  return asPart("interrupt", (event: Event) => {
    if (event.type === "start") stop = event.stop, listen(true);
    if (event.type !== "end" && event.type !== "error") return asked && { stop: INTERRUPTED };
    listen(false);
    if (asked !== undefined && event.type === "end" && event.stopped !== undefined) Deno.exitCode = CODES[asked];
  }, { settings: Object.freeze({}) });
}

function say(signal: Signal): void {
  const again = signal === "SIGINT" ? "press Ctrl-C again" : "send another signal";
  try {
    console.error(`\nStopping after the step in progress; ${again} to stop at once.`);
  } catch {
    // The terminal may be what is gone.
  }
}
