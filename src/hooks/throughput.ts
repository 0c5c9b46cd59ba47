/** How fast a run is, and how much memory it takes. */
import type { Fact } from "../fact.ts";
import type { Answer, Event, Hook } from "../hook.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { tf } from "../tf.ts";

/** How often it is told. */
export interface ThroughputOptions {
  /** Steps over which it is taken. Default 50. */
  readonly every?: number;
  /** Steps at the start, and after a resume, that do not count, as they compile and fill caches. Default 5. */
  readonly warmup?: number;
}

/**
 * Tells samples and steps a second over the last steps (`samples_per_second`, `steps_per_second`), the share of their time that
 * was spent waiting for data (`data_share`), the memory of the process (`rss`, MB), how many tensors live (`tensors`) and what they
 * take (`tensor_memory`, MB). The log has them in its next line, beside the peak of the device's memory where the engine tells it.
 *
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { throughput } from "jsr:@raptor/raptor";
 *
 * const hook = throughput({ every: 2, warmup: 0 });
 * const at = { epoch: 1, epochs: 1, steps: 2, batches: 2, time: 0.5, dataTime: 0.1, lr: 0.1, size: 32 };
 * await hook({ type: "step", ...at, step: 1, batch: 1 });
 * const answer = await hook({ type: "step", ...at, step: 2, batch: 2 });
 * assertEquals(answer!.facts![0], { kind: "scalar", name: "samples_per_second", value: 64 });
 * ```
 */
export function throughput(options: ThroughputOptions = {}): Hook {
  const { every = 50, warmup = 5 } = given(options);
  const settings = settle("throughput", options, { every, warmup });
  requireRange("throughput", "a whole number of at least 1", { every });
  requireRange("throughput", "a whole number of at least 0", { warmup });
  let left = warmup;
  let steps = 0, samples = 0, seconds = 0, waiting = 0;
  return asPart("throughput", (event: Event): Answer | undefined => {
    if (event.type === "start") {
      left = warmup,
        steps =
          samples =
          seconds =
          waiting =
            0;
    }
    if (event.type !== "step" || left-- > 0) return;
    steps++, samples += event.size, seconds += event.time, waiting += event.dataTime;
    if (steps < every) return;
    const told = {
      ...{ samples_per_second: samples / seconds, steps_per_second: steps / seconds, data_share: waiting / seconds },
      ...{
        rss: Deno.memoryUsage().rss / 1e6,
        tensors: tf.memory().numTensors,
        tensor_memory: tf.memory().numBytes / 1e6,
      },
    };
    steps =
      samples =
      seconds =
      waiting =
        0;
    return { facts: Object.entries(told).map(([name, value]): Fact => ({ kind: "scalar", name, value })) };
  }, { settings });
}
