/** Events to hooks, and what the hooks answer back to the loop. */
import type { Event, Hook } from "../hook.ts";

/** Why a run should end, once someone has said so. */
export interface Stopping {
  reason: string | undefined;
}

/**
 * Hands each event to the hooks, in the order in which they were given.
 *
 * @param events A loop; it asks `stopping` between its steps.
 * @param hooks Who listens.
 * @param stopping Gets the first reason that a hook answers.
 * @param observe Sees each event after the hooks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drive } from "./drive.ts";
 *
 * const heard: string[] = [];
 * async function* events() {
 *   yield { type: "note", text: "hello" } as const;
 * }
 * await drive(events(), [(event) => void heard.push(event.type)], { reason: undefined }, () => {});
 * assertEquals(heard, ["note"]);
 * ```
 */
export async function drive<N extends string>(
  events: AsyncIterable<Event<N>>,
  hooks: readonly Hook<N>[],
  stopping: Stopping,
  observe: (event: Event<N>) => void,
): Promise<void> {
  const tell = async (event: Event<N>): Promise<void> => {
    const notes: string[] = [];
    for (const hook of hooks) {
      const answer = await hook(event);
      if (answer?.note !== undefined) notes.push(answer.note);
      if (answer?.stop !== undefined) stopping.reason ??= answer.stop;
    }
    for (const text of notes) await tell({ type: "note", text });
  };
  try {
    for await (const event of events) {
      await tell(event);
      observe(event);
    }
  } catch (error) {
    await tell({ type: "error", error });
    throw error;
  }
}
