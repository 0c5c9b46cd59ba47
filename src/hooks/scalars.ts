/** The log that programs read: each report as a line of JSON. */
import { asPart } from "../options/as_part.ts";
import { requireRange } from "../options/require_range.ts";
import { settle } from "../options/settle.ts";
import type { Event, Hook } from "../hook.ts";
import { lineWriter } from "../files/line_writer.ts";
import { isDue } from "../record/is_due.ts";
import { readings } from "../record/reading.ts";

/** How scalars are written. */
export interface ScalarsOptions {
  /** Steps between lines, as those of the log are counted. Default 10. */
  readonly interval?: number;
}

/**
 * Appends each report and each validation to a file, one JSON object a line, with the keys of MMEngine's
 * `scalars.json`: `lr`, `data_time`, `loss`, `time`, `epoch`, `iter`, `memory`, `step`.
 *
 * @param file The file; its folder must exist.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scalars } from "jsr:@raptor/raptor";
 *
 * const file = await Deno.makeTempFile();
 * const at = { epoch: 1, epochs: 5, step: 10, steps: 125, batch: 10, batches: 25 };
 * const hook = scalars(file);
 * await hook({ type: "step", ...at, time: 0.5, dataTime: 0.25, lr: 0.001, size: 32 });
 * await hook({ type: "report", ...at, losses: { loss: [2.5] } });
 * assertEquals(JSON.parse(await Deno.readTextFile(file)).loss, 2.5);
 * await Deno.remove(file);
 * ```
 */
export function scalars(file: string, options: ScalarsOptions = {}): Hook {
  const { interval = 10 } = options;
  const settings = settle("scalars", options, { interval });
  requireRange("scalars", "a string", { file });
  requireRange("scalars", "a whole number of at least 1", { interval });
  const follow = readings(), write = lineWriter(file);
  const append = (line: Record<string, unknown>) => write(JSON.stringify(line));
  return asPart("scalars", (event: Event) => {
    switch (event.type) {
      case "start":
        return follow.start(event);
      case "step":
        return follow.batch(event);
      case "report": {
        follow.losses(event);
        const inEpochs = event.epochs !== undefined;
        if (!isDue(event, interval)) return;
        const { lr, time, dataTime, memory, losses } = follow.read(event);
        return append({
          ...{ lr, data_time: dataTime, ...losses, time },
          ...inEpochs ? { epoch: event.epoch } : {},
          ...{ iter: event.step, memory, step: event.step },
        });
      }
      case "scores":
        return append({
          ...event.scores,
          ...{ data_time: event.dataTime, time: event.time },
          step: event.epochs === undefined ? event.step : event.epoch,
        });
    }
  }, { settings });
}
