/** The log that programs read: each report as a line of JSON. */
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import type { Event, Hook } from "../hook.ts";
import { lineWriter } from "../files/line_writer.ts";
import { toJson } from "../files/numbers.ts";
import { entries, type Entry, needsOf } from "../record/entries.ts";
import { requireRules, type Smooth } from "../record/smoothing.ts";

/** How scalars are written. */
export interface ScalarsOptions {
  /** Steps between lines, as those of the log are counted. Default 10. */
  readonly interval?: number;
  /** Whether the end of an epoch has no line of its own, but where it is not longer than the interval. Default true. */
  readonly ignoreLast?: boolean;
  /** How numbers are smoothed that are not to be smoothed as usual. Default none. */
  readonly smooth?: readonly Smooth[];
  /** What `step` counts in the lines of validations: epochs, where the run is counted in them, or steps. Default `epoch`. */
  readonly scoresBy?: "epoch" | "step";
  /** Whether names begin with their pass, as `train/loss` and `val/accuracy`. Default false. */
  readonly hierarchy?: boolean;
}

/**
 * Appends each report, each validation and the numbers that hooks tell to a file, one JSON object a line, with the keys of
 * MMEngine's `scalars.json`: `lr` (or as `critic.lr` those of several), `data_time`, `loss`, `time`, `epoch`, `iter`, `memory`, `step`, and `samples`. Numbers
 * that are not finite are strings, as `"NaN"`. Tables that hooks tell are lines of their own, with their `rows`.
 *
 * @param file The file; its folder must exist.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scalars } from "jsr:@raptor/raptor";
 *
 * const file = await Deno.makeTempFile();
 * const at = { epoch: 1, epochs: 5, step: 10, steps: 125, batch: 10, batches: 25, samples: 320 };
 * const hook = scalars(file);
 * await hook({ type: "step", ...at, time: 0.5, dataTime: 0.25, lr: 0.001, size: 32 });
 * await hook({ type: "report", ...at, losses: { loss: [2.5] } });
 * const { loss, samples } = JSON.parse(await Deno.readTextFile(file));
 * assertEquals([loss, samples], [2.5, 320]);
 * await Deno.remove(file);
 * ```
 */
export function scalars(file: string, options: ScalarsOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, smooth = [], scoresBy = "epoch", hierarchy = false } = given(options);
  const settings = settle("scalars", options, { interval, ignoreLast, smooth, scoresBy, hierarchy });
  requireRange("scalars", "a string", { file });
  requireRange("scalars", "a whole number of at least 1", { interval });
  requireRange("scalars", "true or false", { ignoreLast, hierarchy });
  requireRules("scalars", smooth);
  if (scoresBy !== "epoch" && scoresBy !== "step") {
    throw new RangeError(`Cannot make scalars as scoresBy must be "epoch" or "step": got ${scoresBy}.`);
  }
  const take = entries({ interval, ignoreLast, smooth }), write = lineWriter(file);
  const named = ({ task, scalars }: Entry) =>
    hierarchy
      ? Object.fromEntries(Object.entries(scalars).map(([name, value]) => [`${task}/${name}`, value]))
      : scalars;
  return asPart("scalars", (event: Event) => {
    const entry = take(event);
    if (entry === undefined) return;
    const { task, epoch, step, samples, inEpochs, scalars, facts } = entry;
    const byEpoch = event.type === "scores" && scoresBy === "epoch" && inEpochs;
    const { memory, ...others } = scalars, where = { step: byEpoch ? epoch : step, samples };
    if (Object.keys(scalars).length > 0) {
      const all = event.type === "report" ? { ...named({ ...entry, scalars: others }), epoch, iter: step, memory } : {
        ...named(entry),
        ...{ epoch, iter: step },
      };
      write(toJson({ ...all, ...where }));
    }
    for (const fact of facts) {
      if (fact.kind === "rows") write(toJson({ name: fact.name, rows: fact.rows, task, epoch, iter: step, ...where }));
    }
  }, { settings, needs: needsOf({ interval, smooth }) });
}
