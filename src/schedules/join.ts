/** Schedules one after the other. */
import { asPart } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Schedule, Span } from "../schedule.ts";
import type { BoundedSchedule } from "../pace/length_of.ts";

/**
 * Lets each schedule follow when the one before has ended, counting from there on.
 *
 * What follows sees a run that begins where it begins: without a length of its own it lasts for what is left. Epochs end
 * where those of the run do, also for what begins in the middle of one.
 *
 * @param parts Schedules that end, then a last one of any kind.
 * @throws {TypeError} If a part but the last does not end.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cosine, join, linear } from "jsr:@raptor/raptor";
 *
 * const lr = join(linear(0.01, 0.1, { epochs: 1 }), cosine(0.1));
 * const span = { steps: 30, stepsPerEpoch: 10 };
 * [0.01, 0.1, 0.1, 0.05].forEach((value, i) => assertAlmostEquals(lr([0, 9, 10, 20][i]!, span), value, 1e-9));
 * ```
 */
export function join(...parts: readonly [...BoundedSchedule[], Schedule]): Schedule {
  const last = parts.at(-1);
  const bounded = parts.slice(0, -1) as BoundedSchedule[];
  const endless = bounded.findIndex((part) => typeof part?.lasts !== "function");
  if (typeof last !== "function" || endless >= 0) {
    throw new TypeError(
      "Cannot join schedules as all but the last must end: got " +
        (last === undefined ? "none." : `one without an end in place ${endless + 1}. Give it a length.`),
    );
  }
  return asPart("join", (step: number, span: Span) => {
    let { steps, offset = 0 } = span, now = step;
    for (const part of bounded) {
      const here = { ...span, steps, offset }, length = part.lasts(here);
      if (now < length) return part(now, here);
      now -= length;
      steps -= length;
      offset += length;
    }
    return last(now, { ...span, steps, offset });
  }, { settings: plainRecord({ parts }) });
}
