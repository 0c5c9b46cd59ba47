/** The short form of a hook that listens to one kind of event. */
import type { Answer, Event, Hook } from "../hook.ts";

/**
 * Listens to one kind of event.
 *
 * @param type The kind of event.
 * @param listener Called with each; it may answer as any hook does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { on } from "./on.ts";
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
  return (event) => event.type === type ? listener(event as Extract<Event<N>, { type: T }>) : undefined;
}
