/** A run for TensorBoard: event files that it reads as they grow. */
import type { Event, Hook } from "../hook.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { entries, needsOf } from "../record/entries.ts";
import { requireRules } from "../record/smoothing.ts";
import type { SinkOptions } from "./sink.ts";

/**
 * Writes a run for TensorBoard (`tensorboard --logdir FOLDER`): numbers as scalars, `train/loss` and `val/accuracy`, with
 * `train/epoch` and `train/samples` beside each step; what other hooks tell as images, histograms, texts and tables; the settings of the run
 * as a text and as hyper-parameters, which are judged by its scores.
 *
 * The file is `events.out.tfevents.SECONDS.HOST.PROCESS.NUMBER`, of TFRecords.
 *
 * @param folder Where the file goes; it is made where it is missing. A run has one of its own, such as `runs/first`.
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tensorboard } from "jsr:@raptor/raptor";
 *
 * const folder = await Deno.makeTempDir();
 * const hook = tensorboard(folder);
 * await hook({ type: "facts", task: "val", facts: [{ kind: "scalar", name: "kittens", value: 3 }] });
 * const [file] = await Array.fromAsync(Deno.readDir(folder));
 * assertEquals(file!.name.startsWith("events.out.tfevents."), true);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export function tensorboard(folder: string, options: SinkOptions = {}): Hook {
  const { interval = 10, ignoreLast = true, smooth = [] } = given(options);
  const settings = settle("tensorboard", options, { interval, ignoreLast, smooth });
  requireRange("tensorboard", "a string", { folder });
  requireRange("tensorboard", "a whole number of at least 1", { interval });
  requireRange("tensorboard", "true or false", { ignoreLast });
  requireRules("tensorboard", smooth);
  const take = entries({ interval, ignoreLast, smooth });
  let write: ((event: Event) => void) | undefined;
  // What writes protobuf is imported once there is something to write.
  const begun = async (event: Event) => {
    const { eventWriter } = await import("./tensorboard/event_writer.ts");
    write = eventWriter(folder, take);
    write(event);
  };
  return asPart("tensorboard", (event: Event) => write === undefined ? begun(event) : write(event), {
    settings,
    needs: needsOf({ interval, smooth }),
  });
}
