/** Events to hooks, and what the hooks answer back to the loop. */
import type { ErrorEvent, Event, Hook } from "../hook.ts";
import type { Snapshot } from "../snapshot.ts";

/** Why a run should end, once someone has said so. */
export interface Stopping {
  reason: string | undefined;
}

/** How events are handed on. */
export interface Driving<N extends string> {
  /** Gets the first reason that a hook answers; the loop asks it between its steps. */
  readonly stopping: Stopping;
  /** Sees each event after the hooks. */
  observe?(event: Event<N>): void;
  /** What is added to each snapshot. */
  kept?(): Partial<Snapshot>;
  /** Lines for the log, told once the run has started. */
  readonly notes?: readonly string[];
}

/**
 * Hands each event to the hooks, in the order in which they were given.
 *
 * An error of a hook says which hook it was, and goes into the loop, which answers with an `error` event while its state is
 * still there. The first error is the one that comes out; what fails while the run is given up is told as a note.
 *
 * @param events A loop.
 * @param hooks Who listens.
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
 * await drive(events(), [(event) => void heard.push(event.type)], { stopping: { reason: undefined } });
 * assertEquals(heard, ["note"]);
 * ```
 */
export async function drive<N extends string>(
  events: AsyncIterable<Event<N>>,
  hooks: readonly Hook<N>[],
  { stopping, observe, kept = () => ({}), notes = [] }: Driving<N>,
): Promise<void> {
  let first: { readonly error: unknown } | undefined, given = false;
  const located = new WeakSet<Error>();

  /** Lets each hook hear an event, and answers the notes. */
  const ask = async (event: Event<N>, failed: (error: unknown) => void): Promise<string[]> => {
    const said: string[] = [];
    for (const [i, hook] of hooks.entries()) {
      try {
        const answer = await hook(event);
        if (answer?.note !== undefined) said.push(answer.note);
        if (answer?.stop !== undefined) stopping.reason ??= answer.stop;
      } catch (error) {
        failed(inHook(error, hook.name || `number ${i + 1}`, event.type, located));
      }
    }
    return said;
  };
  const raise = (error: unknown): void => {
    throw error;
  };
  const note = (text: string, failed = raise) => ask({ type: "note", text }, failed);
  const tell = async (event: Event<N>): Promise<void> => {
    const said = await ask(event, raise);
    // The answers to what another hook has said are not told, so that two of them cannot talk for ever.
    for (const text of [...said, ...event.type === "start" ? notes : []]) await note(text);
    observe?.(event);
  };
  const giveUp = async (event: ErrorEvent): Promise<void> => {
    given = true;
    const failures: unknown[] = [];
    const said = await ask(event, (error) => failures.push(error));
    const lines = failures.map((error) => `This failed as well while the run was given up: ${textOf(error)}`);
    for (const text of [...said, ...lines]) await note(text, () => {});
  };

  const iterator = events[Symbol.asyncIterator]();
  try {
    for (let next = await iterator.next(); !next.done;) {
      const event = withKept(next.value, kept);
      try {
        if (event.type === "error") await giveUp({ ...event, error: first?.error ?? event.error });
        else await tell(event);
      } catch (error) {
        first ??= { error };
        // A loop that cannot be told ends here.
        if (iterator.throw === undefined) await iterator.return?.();
        next = await (iterator.throw?.(error) ?? Promise.reject(error));
        continue;
      }
      next = await iterator.next();
    }
  } catch (error) {
    first ??= { error };
  }
  if (first === undefined) return;
  if (!given) await giveUp({ type: "error", error: first.error });
  throw first.error;
}

/** Adds what the run keeps to the snapshots of an event. */
function withKept<N extends string>(event: Event<N>, kept: () => Partial<Snapshot>): Event<N> {
  if (!("snapshot" in event) || event.snapshot === undefined) return event;
  const { snapshot } = event;
  return { ...event, snapshot: async () => Object.freeze({ ...await snapshot(), ...kept() }) };
}

/** The error itself, its text saying where it comes from; what cannot be changed becomes the cause of one that says so. */
function inHook(error: unknown, name: string, type: string, located: WeakSet<Error>): unknown {
  const where = `(in the hook ${name}, at ${type})`;
  if (error instanceof Error && located.has(error)) return error;
  if (error instanceof Error && !Object.isFrozen(error)) {
    const { message, stack } = error;
    located.add(error);
    error.message = `${message} ${where}`;
    if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
    return error;
  }
  return new Error(`${textOf(error)} ${where}`, { cause: error });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
