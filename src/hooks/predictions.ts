/** Some samples with what the model says of them, as pictures or as rows. */
import { join } from "node:path";
import type { Fact } from "../fact.ts";
import { replaceFile } from "../files/atomic.ts";
import { lineWriter } from "../files/line_writer.ts";
import { toJson } from "../files/numbers.ts";
import type { Answer, Event, Hook, Needs, ValEvent } from "../hook.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { png } from "../pixels/png.ts";
import type { Plain } from "../settings.ts";
import { readTensors } from "../tensors/read.ts";
import type { HostTensor } from "../snapshot.ts";
import { tf } from "../tf.ts";

/** Which samples are shown, and how. */
export interface PredictionsOptions {
  /** How many samples of each validation, the first ones. Default 8. */
  readonly count?: number;
  /** Validations from one that is shown to the next. Default 1. */
  readonly every?: number;
  /** Names of the classes, in the order of their numbers. Default their numbers. */
  readonly classes?: readonly string[];
  /** By how much pixels were moved and scaled, as `normalize` tells it, so that pictures have their own colours again. */
  readonly normalized?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** A folder that gets pictures as `STEP_NUMBER.png` and rows as `predictions.jsonl`; it must exist. Default none. */
  readonly folder?: string;
}

/** A hook that shows samples; how many validations have passed is in each snapshot. */
export interface PredictionsHook extends Hook {
  /** Validations, and what is shown of their batches. */
  readonly needs: Needs;
  /** How many validations have passed. */
  state(): Plain;
  /** Goes on with a state. */
  restore(state: Plain): void;
}

/** What is told of one sample. */
type Row = Readonly<Record<string, string | number>>;

/**
 * Tells the first samples of each validation, and of each further set of it, with their target and what the model predicts: images
 * [height, width, channels] as pictures,
 * all of them as rows, `sample`, `truth`, `predicted` and, where there are classes, how sure it is (`score`, the softmax).
 *
 * A prediction [batch, classes] with targets [batch] of whole numbers, or of one in so many, is of classes, where one that is not
 * finite is of class NaN; of any other one the first number is told. The pictures and rows go to `tensorboard` and other sinks, and to a folder where one is named.
 *
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { predictions, tf } from "jsr:@raptor/raptor";
 *
 * const hook = predictions({ count: 1, classes: ["cat", "dog"] });
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1, time: 0, dataTime: 0 };
 * const shown = { x: tf.zeros([1, 3]), y: tf.tensor1d([0], "int32"), prediction: tf.tensor2d([[0, 0]]) };
 * const answer = await hook({ type: "val", task: "val", ...at, shown });
 * const rows = [{ sample: 0, truth: "cat", predicted: "cat", score: 0.5 }];
 * assertEquals(answer!.facts, [{ kind: "rows", name: "predictions", rows }]);
 * ```
 */
export function predictions(options: PredictionsOptions = {}): PredictionsHook {
  const { count = 8, every = 1, classes, normalized, folder } = given(options);
  const settings = settle("predictions", options, { count, every, classes, normalized, folder: undefined });
  requireRange("predictions", "a whole number of at least 1", { count, every });
  if (folder !== undefined) requireRange("predictions", "a string", { folder });
  const append = folder === undefined ? undefined : lineWriter(join(folder, "predictions.jsonl"));
  let validations = 0, restored = false, left = 0, sample = 0, seen: string | undefined;
  const needs: Needs = Object.freeze({ events: ["val"] as const, shown: { val: 1 } });

  return asPart("predictions", async (event: Event): Promise<Answer | undefined> => {
    if (event.type === "start") {
      // A hook may serve several runs, one after the other.
      if (!restored) validations = 0;
      restored = false;
    }
    // One that was left is done again, and is the same one.
    if (event.type === "scores") validations++;
    if (event.type !== "val") return;
    const { batch, set } = event;
    if (batch === 1 || set !== seen) left = validations % every === 0 ? count : 0, sample = 0, seen = set;
    if (left === 0 || event.shown === undefined) return;
    const { x, y, prediction } = await firstOf(event, left);
    if (prediction === undefined) return;
    const name = set === undefined ? "predictions" : `predictions/${set}`;
    const rows: Row[] = [], facts: Fact[] = [], many = prediction.shape[0]!;
    for (let i = 0; i < many; i++) {
      const number = sample++, of: Row = set === undefined ? {} : { set };
      const row: Row = {
        ...of,
        sample: number,
        ...said(rowOf(prediction, i), y && rowOf(y, i), prediction, y, classes),
      };
      rows.push(row);
      append?.(toJson({ step: event.step, ...row }));
      const picture = x && pictureOf(x, i, normalized);
      if (picture === undefined) continue;
      const caption = "truth" in row ? `${row.truth}, predicted ${row.predicted}` : `predicted ${row.predicted}`;
      facts.push({ kind: "image", name: `${name}/${number}`, ...picture, caption });
      if (folder !== undefined) {
        const words = [event.step, ...set === undefined ? [] : [encodeURIComponent(set)], number];
        await replaceFile(join(folder, `${words.join("_")}.png`), async (file) => {
          for (let at = 0; at < picture.png.length;) at += await file.write(picture.png.subarray(at));
        });
      }
    }
    left -= many;
    return { facts: [...facts, { kind: "rows", name, rows }] };
  }, {
    ...{ settings, needs, state: (): Plain => validations },
    restore: (state: Plain) => void (validations = Number(state), restored = true),
  });
}

/** The first samples of what a batch shows, on the host; what is no single tensor is left out. */
async function firstOf({ shown }: ValEvent, count: number): Promise<Readonly<Record<string, HostTensor | undefined>>> {
  const given = Object.entries({ x: shown!.x, y: shown!.y, prediction: shown!.prediction });
  const tensors = given.filter(([, value]) => value instanceof tf.Tensor && value.rank > 0) as [string, tf.Tensor][];
  const first = tf.tidy(() =>
    Object.fromEntries(tensors.map(([name, tensor]) => {
      const many = Math.min(count, tensor.shape[0]!), rest = tensor.shape.slice(1);
      return [name, tf.slice(tensor, [0, ...rest.map(() => 0)], [many, ...rest])];
    }))
  );
  try {
    return await readTensors(first);
  } finally {
    tf.dispose(first);
  }
}

function rowOf({ data, shape }: HostTensor, i: number): HostTensor["data"] {
  const size = shape.slice(1).reduce((product, side) => product * side, 1);
  return data.subarray(i * size, (i + 1) * size);
}

/** What a row says of a sample. */
function said(
  scores: HostTensor["data"],
  truth: HostTensor["data"] | undefined,
  prediction: HostTensor,
  y: HostTensor | undefined,
  classes?: readonly string[],
): Row {
  const name = (number: number) => classes?.[number] ?? number;
  const width = prediction.shape.length === 2 ? prediction.shape[1]! : 1;
  const isClass = width > 1 &&
    (classes !== undefined || y?.shape.length === 1 && y.dtype === "int32" || y !== undefined && isShares(y, width));
  if (!isClass) return { ...truth && { truth: truth[0]! }, predicted: scores[0]! };
  const at = greatest(scores),
    sum = Array.from(scores, (one) => Math.exp(one - scores[at]!)).reduce((all, one) => all + one, 0);
  const right = truth && (truth.length === width ? greatest(truth) : truth[0]!);
  return { ...right !== undefined && { truth: name(right) }, predicted: name(at), score: 1 / sum };
}

/** Where the greatest of some numbers stands, the first of equals; NaN where one of them is none, as there is no greatest. */
function greatest(values: HostTensor["data"]): number {
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return NaN;
    if (values[i]! > values[at]!) at = i;
  }
  return at;
}

/** Whether each row is one in so many, or shares of one, as smoothed labels are. */
function isShares(y: HostTensor, width: number): boolean {
  if (y.shape.length !== 2 || y.shape[1] !== width) return false;
  return Array.from({ length: y.shape[0]! }, (_, i) => rowOf(y, i)).every((row) => {
    let sum = 0;
    for (const share of row) sum += share >= 0 ? share : NaN;
    return Math.abs(sum - 1) < 1e-3;
  });
}

/** A sample that is an image; undefined where it is none. */
function pictureOf(x: HostTensor, i: number, normalized?: PredictionsOptions["normalized"]) {
  const [, height, width, channels] = x.shape;
  if (x.shape.length !== 4 || ![1, 3, 4].includes(channels!)) return undefined;
  // Whole numbers are bytes as they were read.
  const { mean = [0], std = [x.dtype === "int32" ? 1 / 255 : 1] } = normalized ?? {};
  const data = Uint8Array.from(rowOf(x, i), (value, at) => {
    const c = at % channels!;
    const level = value * (std[c] ?? std[0]!) + (mean[c] ?? mean[0]!);
    return Math.max(0, Math.min(255, Math.round(255 * level)));
  });
  return { width: width!, height: height!, png: png({ data, width: width!, height: height!, channels: channels! }) };
}
