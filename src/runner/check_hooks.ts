/** Whether hooks will hear what they wait for, and what they may answer. */
import type { Answer, Event, Hook } from "../hook.ts";
import { asGiven, nearest, oddOption } from "../options/odd_option.ts";

/** What a run does. */
type Verb = "train" | "validate" | "test";

/**
 * Refuses hooks that wait for what the run will never tell.
 *
 * @param call What the chain ends in.
 * @param hooks All hooks of the run.
 * @param run The names of its scores, whether it will judge at all, and whether that takes passes of its own, as the judging of
 * batches that are learnt from does not.
 * @throws {TypeError} With all reasons, one a line.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { stopWhen } from "jsr:@raptor/raptor";
 * import { checkNeeds } from "./check_hooks.ts";
 *
 * const text = "the hook stopWhen needs the score accuracy: got a run that is never judged";
 * assertThrows(() => checkNeeds("train", [stopWhen("accuracy", 90)], { scores: ["accuracy"], judged: false }), TypeError, text);
 * ```
 */
export function checkNeeds(
  call: Verb,
  hooks: readonly Hook[],
  { scores, judged, passes = judged }: {
    readonly scores: readonly string[];
    readonly judged: boolean;
    readonly passes?: boolean;
  },
): void {
  const reasons = hooks.flatMap(({ name, needs = {} }) => {
    const who = `the hook ${name || "without a name"} needs the`;
    const missing = (needs.scores ?? []).filter((score) => !judged || !scores.includes(score)).map((score) =>
      judged ? `${who} ${unknownScore(score, scores)}` : `${who} score ${score}: got a run that is never judged`
    );
    const unjudged = judged ? "a run that is judged on what it learns from alone" : "a run that is never judged";
    const never = (needs.events ?? []).filter((event) => !happens(event, call, event === "val" ? passes : judged)).map((
      event,
    ) => `${who} event ${event}: got ${call === "train" ? unjudged : `.${call}(), which has none`}`);
    return [...missing, ...never];
  });
  if (reasons.length > 0) {
    throw new TypeError(
      `Cannot ${call} as every hook must hear what it needs:\n${reasons.map((line) => `  - ${line}`).join("\n")}`,
    );
  }
}

/**
 * Why there is no such score, with what was meant.
 *
 * @param score The one that is asked for.
 * @param scores Those there are.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { unknownScore } from "./check_hooks.ts";
 *
 * assertEquals(unknownScore("acc", ["accuracy", "f1"]), "score acc: got accuracy, f1. Did you mean accuracy?");
 * ```
 */
export function unknownScore(score: string, scores: readonly string[]): string {
  const meant = nearest(score, scores);
  const shown = scores.length > MOST
    ? `${scores.slice(0, MOST).join(", ")} and ${scores.length - MOST} more`
    : scores.join(", ");
  return `score ${score}: got ${shown || "no metric"}${meant === undefined ? "" : `. Did you mean ${meant}?`}`;
}

/** Names of scores that an error lists; a metric may have one for each pair of classes. */
const MOST = 20;

function happens(event: Event["type"], call: Verb, judged: boolean): boolean {
  if (["step", "report", "epoch"].includes(event)) return call === "train";
  return judged || !["val", "scores"].includes(event);
}

const KNOWN = ["stop", "note", "level", "facts", "restore"];

/**
 * Refuses an answer that would be passed over in silence: what is no record, or has other names, or a `stop` that is no text.
 *
 * @param answer Of a hook, not undefined.
 * @throws {TypeError} If it is none.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkAnswer } from "./check_hooks.ts";
 *
 * assertThrows(() => checkAnswer("stop"), TypeError, 'as it must be a record such as { stop: "why" }: got "stop".');
 * ```
 */
export function checkAnswer(answer: unknown): asserts answer is Answer {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new TypeError(
      `Cannot take the answer of a hook as it must be a record such as { stop: "why" }: got ${asGiven(answer)}. ` +
        "A hook that has nothing to say answers nothing.",
    );
  }
  const odd = oddOption(answer, KNOWN, "the things it may say"), { stop, note } = answer as Answer;
  if (odd !== undefined) throw new TypeError(`Cannot take the answer of a hook as ${odd}`);
  for (const [name, text] of Object.entries({ stop, note })) {
    if (text === undefined || typeof text === "string") continue;
    throw new TypeError(`Cannot take the answer of a hook as ${name} must be a text: got ${asGiven(text)}.`);
  }
}
