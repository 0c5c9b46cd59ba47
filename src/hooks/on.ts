/** The short form of a hook that listens to one kind of event. */
import { asPart, requireRange } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Answer, Event, Hook } from "../hook.ts";

/**
 * Listens to one kind of event.
 *
 * @param type The kind of event.
 * @param listener Called with each; it may answer as any hook does.
 * @throws {TypeError} If there is no such event.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { on } from "jsr:@raptor/raptor";
 *
 * const heard: string[] = [];
 * const hook = on("note", ({ text }) => void heard.push(text));
 * await hook({ type: "note", text: "hello" });
 * assertEquals(heard, ["hello"]);
 * ```
 */
export function on<T extends Event["type"], N extends string = string>(
  type: T,
  listener: (event: Extract<Event<N>, { type: T }>) => void | Answer | Promise<void | Answer>,
): Hook<N> {
  if (!TYPES.includes(type)) {
    throw new TypeError(`Cannot make on as the event must be one of ${TYPES.join(", ")}: got ${type}.`);
  }
  requireRange("on", "a function", { listener });
  return asPart(
    "on",
    (event: Event<N>) => event.type === type ? listener(event as Extract<Event<N>, { type: T }>) : undefined,
    { settings: plainRecord({ type, listener }) },
  );
}

const TYPES: readonly Event["type"][] = [
  ...["start", "step", "report", "epoch", "val", "scores", "end", "note", "facts", "save", "load", "error"] as const,
];
