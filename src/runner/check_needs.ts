/** Whether hooks will hear what they wait for. */
import type { Event, Hook } from "../hook.ts";

/** What a run does. */
type Verb = "train" | "validate" | "test";

/**
 * Refuses hooks that wait for what the run will never tell.
 *
 * @param call What the chain ends in.
 * @param hooks All hooks of the run.
 * @param run The names of its scores, and whether it will judge at all.
 * @throws {TypeError} With all reasons, one a line.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { stopWhen } from "jsr:@raptor/raptor";
 * import { checkNeeds } from "./check_needs.ts";
 *
 * const text = "the hook stopWhen needs the score accuracy: got a run that is never judged";
 * assertThrows(() => checkNeeds("train", [stopWhen("accuracy", 90)], { scores: ["accuracy"], judged: false }), TypeError, text);
 * ```
 */
export function checkNeeds(
  call: Verb,
  hooks: readonly Hook[],
  { scores, judged }: { readonly scores: readonly string[]; readonly judged: boolean },
): void {
  const reasons = hooks.flatMap(({ name, needs = {} }) => {
    const who = `the hook ${name || "without a name"} needs the`;
    const missing = (needs.scores ?? []).filter((score) => !judged || !scores.includes(score)).map((score) =>
      `${who} score ${score}: got ${judged ? scores.join(", ") || "no metric" : "a run that is never judged"}`
    );
    const never = (needs.events ?? []).filter((event) => !happens(event, call, judged)).map((event) =>
      `${who} event ${event}: got ${call === "train" ? "a run that is never judged" : `.${call}(), which has none`}`
    );
    return [...missing, ...never];
  });
  if (reasons.length > 0) {
    throw new TypeError(
      `Cannot ${call} as every hook must hear what it needs:\n${reasons.map((line) => `  - ${line}`).join("\n")}`,
    );
  }
}

function happens(event: Event["type"], call: Verb, judged: boolean): boolean {
  if (["step", "report", "epoch"].includes(event)) return call === "train";
  return judged || !["val", "scores"].includes(event);
}
