/** Events to hooks, and what the hooks answer back to the loop. */
import type { Fact } from "../fact.ts";
import type { ErrorEvent, Event, Hook, LoadEvent, NoteEvent, Position } from "../hook.ts";
import { plain } from "../options/plain.ts";
import type { Settings } from "../settings.ts";
import type { Tracing } from "../shown.ts";
import type { Snapshot } from "../snapshot.ts";
import { checkAnswer } from "./check_hooks.ts";

/** Why a run should end, once someone has said so. */
export interface Stopping {
  reason: string | undefined;
  /** Whether someone has asked at its end for the weights that were marked. */
  restore?: boolean;
}

/** A line for the log. */
export type Line = Omit<NoteEvent, "type">;

/** How events are handed on. */
export interface Driving<N extends string> {
  /** Gets the first reason that a hook answers; the loop asks it between its steps. */
  readonly stopping: Stopping;
  /** Sees each event after the hooks. */
  observe?(event: Event<N>): void;
  /** What is added to each snapshot. */
  kept?(): Partial<Snapshot>;
  /** Lines for the log, told once the run has started. */
  readonly notes?: readonly Line[];
  /** What the run goes on from, told once it has started. */
  readonly loaded?: Omit<LoadEvent, "type">;
  /** What the run goes by. */
  readonly experiment?: string | undefined;
  /** Is told what each hook takes, while somebody listens. */
  readonly tracing?: Tracing;
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
  { stopping, observe, kept = () => ({}), notes = [], loaded, experiment, tracing = {} }: Driving<N>,
): Promise<void> {
  let first: { readonly error: unknown } | undefined,
    failures: unknown[] | undefined,
    task: "train" | "val" | "test" = "train";
  const located = new WeakSet<Error>();
  // What is said while a snapshot is read for a hook, told with what that hook says.
  let aside: Said = NOTHING;

  /** Lets each hook hear an event, and gathers what they say. */
  const ask = async (event: Event<N>, failed: (error: unknown) => void): Promise<Said> => {
    let said = NOTHING;
    for (let i = 0; i < hooks.length; i++) {
      const hook = hooks[i]!;
      const began = tracing.tell && performance.now();
      try {
        // Steps are many and few of their hooks have to wait.
        const reply = hook(event);
        const answer = typeof reply === "object" && "then" in reply ? await reply : reply;
        if (answer) {
          checkAnswer(answer);
          const { note: text, level, facts = [], stop, restore } = answer;
          said = joined(said, { lines: text === undefined ? [] : [{ text, ...level && { level } }], facts });
          if (stop !== undefined) stopping.reason ??= stop;
          if (restore && event.type === "end") stopping.restore = true;
        }
      } catch (error) {
        failed(inHook(error, nameOf(hook, i), event.type, located));
      }
      if (began !== undefined) tracing.tell?.(`hook ${nameOf(hook, i)}`, began, performance.now());
    }
    return said;
  };
  const raise = (error: unknown): void => {
    throw error;
  };
  const note = (line: Line, failed = raise) => ask({ type: "note", ...line }, failed);
  /** Lets each hook hear an event, and what all have said of it. What is answered to that is not told, so that no two talk for ever. */
  const tell = async (event: Event<N>, others: readonly Line[], failed = raise): Promise<void> => {
    const said = await ask(event, failed);
    // Steps are many, and hardly one has anything said of it.
    if (said === NOTHING && aside === NOTHING && others.length === 0) return;
    const { lines, facts } = joined(said, aside);
    aside = NOTHING;
    for (const line of [...lines, ...others]) await note(line, failed);
    if (facts.length > 0) await ask({ type: "facts", ...placeOf(event), task: taskOf(event, task), facts }, failed);
  };
  const hear = async (event: Event<N>): Promise<void> => {
    if (event.type === "start") task = event.task;
    await tell(event, event.type === "start" ? notes : []);
    if (event.type === "start" && loaded !== undefined) await tell({ type: "load", ...loaded }, []);
    observe?.(event);
  };
  const giveUp = async (event: ErrorEvent): Promise<void> => {
    failures = [];
    const failed = (error: unknown) => void failures!.push(error);
    await tell(event, [], failed);
    for (const error of failures) {
      const text = `This failed as well while the run was given up: ${textOf(error)}`;
      await note({ text, level: "error" }, () => {});
    }
  };
  /** Adds what the run keeps to the snapshots of an event, and what it goes by to its start. */
  const completed = (event: Event<N>): Event<N> => {
    if (event.type === "start") {
      return { ...event, ...experiment !== undefined && { experiment }, hooks: hooks.map(toldOf) };
    }
    if (!("snapshot" in event) || typeof event.snapshot !== "function") return event;
    const { snapshot } = event;
    const whole = async () => {
      const read = await snapshot();
      // Nobody who looks on keeps a run that is given up from being saved.
      const failed = failures === undefined ? raise : (error: unknown) => void failures!.push(error);
      aside = joined(aside, await ask({ type: "save", snapshot: read }, failed));
      return Object.freeze({ ...read, ...kept() });
    };
    return { ...event, snapshot: whole } as Event<N>;
  };

  const iterator = events[Symbol.asyncIterator]();
  try {
    for (let next = await iterator.next(); !next.done;) {
      const event = completed(next.value);
      try {
        if (event.type === "error") await giveUp({ ...event, error: first?.error ?? event.error });
        else await hear(event);
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
  if (failures === undefined) await giveUp({ type: "error", error: first.error });
  throw first.error;
}

/** What hooks have said. */
interface Said {
  readonly lines: readonly Line[];
  readonly facts: readonly Fact[];
}

const NOTHING: Said = { lines: [], facts: [] };

function joined(a: Said, b: Said): Said {
  return { lines: [...a.lines, ...b.lines], facts: [...a.facts, ...b.facts] };
}

/** A hook as the log tells of it. */
function toldOf({ name, settings = {} }: Hook): Settings {
  return plain({ name: name || "a function", settings }) as Settings;
}

/** Where in the run an event happens, as far as it says. */
function placeOf(event: Event): Partial<Position> {
  if (!("batches" in event)) return {};
  const { epoch, epochs, step, steps, batch, batches, samples } = event;
  return { epoch, epochs, step, steps, batch, batches, ...samples !== undefined && { samples } } as Partial<Position>;
}

function taskOf(event: Event, task: "train" | "val" | "test"): "train" | "val" | "test" {
  return event.type === "val" || event.type === "scores" ? event.task : task;
}

function nameOf(hook: Hook<string>, at: number): string {
  return hook.name || `number ${at + 1}`;
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
