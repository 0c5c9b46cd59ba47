/** What a hook may answer. */
import type { Answer } from "../hook.ts";
import { asGiven, oddOption } from "../options/odd_option.ts";

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
 * import { checkAnswer } from "./check_answer.ts";
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
