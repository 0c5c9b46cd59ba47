/** What predictions say: classes with their names and scores, masks of classes, or numbers. */
import type { HostTensor } from "../../snapshot.ts";
import { backOf, maskBack, type Whereabouts } from "./whereabouts.ts";

/** A class, and how much speaks for it. */
export interface ScoredClass {
  /** Its name, or its number where it has none. */
  readonly name: string;
  /** Its number, from 0. */
  readonly label: number;
  /** In [0, 1]: its share of the softmax, or the sigmoid where an input may be of several classes. */
  readonly score: number;
}

/** An object, and where in the image it is. */
export interface ScoredBox extends ScoredClass {
  /** Left, top, right and bottom, in pixels of the image as it came. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
}

/** What a model makes of one input. */
export interface Predicted extends Partial<ScoredClass> {
  /** The path of the file, or the number of the input, from 0. */
  readonly input: string | number;
  /** Where there are classes: the best ones, best first. `name`, `label` and `score` are those of the first. */
  readonly scores?: readonly ScoredClass[];
  /** Where each pixel is of a class: the label of each, [height, width] of the image as it came; -1 where the model did not see it. */
  readonly mask?: HostTensor;
  /** Where the model finds objects: each of them, the surest first. */
  readonly boxes?: readonly ScoredBox[];
  /** The prediction as it is, without the axis of the batch; several ones by name. */
  readonly prediction: HostTensor | Readonly<Record<string, HostTensor>>;
}

/** How predictions are read. */
export interface Reading {
  /** The names of the classes, in the order of their labels. */
  readonly classes?: readonly string[] | undefined;
  /** How many classes an answer tells. */
  readonly top: number;
  /** Whether an input may be of several classes. */
  readonly several: boolean;
  /** Where each image of the batch came from; without, boxes and masks are in pixels of what the model gets. */
  readonly where?: readonly (Whereabouts | undefined)[] | undefined;
}

/**
 * Reads the predictions of a batch.
 *
 * Classes are known by their names: a prediction [batch, classes] is of them, one of [batch, height, width, classes] tells the
 * class of each pixel, and with two classes [batch, 1] tells how much speaks for the second. A record of `boxes` [batch, most, 4], `scores`
 * and `labels` [batch, most] is of objects, those of label -1 are none.
 *
 * @param predictions By name, the only one as `""`; the first axis is the batch.
 * @param inputs What the inputs are called.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { answersOf } from "./answers_of.ts";
 *
 * const prediction = { dtype: "float32", shape: [1, 2], data: Float32Array.of(0, 0) } as const;
 * const [answer] = answersOf({ "": prediction }, ["a.jpg"], { classes: ["ant", "bee"], top: 1, several: false });
 * assertEquals(answer!.scores, [{ name: "ant", label: 0, score: 0.5 }]);
 * ```
 */
export function answersOf(
  predictions: Readonly<Record<string, HostTensor>>,
  inputs: readonly (string | number)[],
  { classes, top, several, where }: Reading,
): Predicted[] {
  const only = predictions[""], parts = Object.entries(predictions);
  return inputs.map((input, i): Predicted => {
    if (only === undefined) {
      const prediction = Object.fromEntries(parts.map(([name, part]) => [name, rowOf(part, i)]));
      const { boxes, scores, labels } = prediction;
      if (boxes === undefined || scores === undefined || labels === undefined) return { input, prediction };
      return { input, boxes: boxesOf({ boxes, scores, labels }, classes, where?.[i]), prediction };
    }
    const prediction = rowOf(only, i), { shape } = prediction, count = classes?.length;
    if (count === undefined) return { input, prediction };
    if (shape.length === 3 && shape[2] === count) {
      const mask = maskOf(prediction), came = where?.[i];
      return { input, mask: came === undefined ? mask : maskBack(mask, came), prediction };
    }
    if (shape.length !== 1 || shape[0] !== count && !(count === 2 && shape[0] === 1)) return { input, prediction };
    const scores = scoresOf(prediction.data, several).map((score, label) => ({ name: classes![label]!, label, score }))
      .toSorted((a, b) => b.score - a.score).slice(0, top);
    return { input, ...scores[0], scores, prediction };
  });
}

function rowOf({ dtype, shape: [, ...shape], data }: HostTensor, i: number): HostTensor {
  const size = shape.reduce((product, side) => product * side, 1);
  return { dtype, shape, data: data.slice(i * size, (i + 1) * size) as HostTensor["data"] };
}

function boxesOf(
  { boxes, scores, labels }: Readonly<Record<"boxes" | "scores" | "labels", HostTensor>>,
  classes: readonly string[] | undefined,
  where: Whereabouts | undefined,
): ScoredBox[] {
  const back = where && backOf(where);
  return Array.from(labels.data).flatMap((label, i) => {
    if (label < 0) return [];
    const [left, top, right, bottom] = boxes.data.subarray(4 * i, 4 * i + 4);
    const box = back === undefined
      ? [left!, top!, right!, bottom!] as const
      : within(where!, back(left!, top!), back(right!, bottom!));
    return [{ name: classes?.[label] ?? String(label), label, score: scores.data[i]!, box }];
  });
}

/** A box by two of its corners, as far as it lies in the image. */
function within(
  { size: [height, width] }: Whereabouts,
  one: readonly [number, number],
  two: readonly [number, number],
) {
  const [xs, ys] = [0, 1].map((axis) => [one[axis]!, two[axis]!].toSorted((a, b) => a - b)) as [number[], number[]];
  const clip = (at: number, most: number) => Math.min(Math.max(at, 0), most);
  return [clip(xs[0]!, width), clip(ys[0]!, height), clip(xs[1]!, width), clip(ys[1]!, height)] as const;
}

function scoresOf(logits: HostTensor["data"], several: boolean): number[] {
  const numbers = Array.from(logits), sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
  if (numbers.length === 1) return [1 - sigmoid(numbers[0]!), sigmoid(numbers[0]!)];
  if (several) return numbers.map(sigmoid);
  const most = Math.max(...numbers), parts = numbers.map((logit) => Math.exp(logit - most));
  const sum = parts.reduce((all, part) => all + part, 0);
  return parts.map((part) => part / sum);
}

function maskOf({ shape: [height, width, classes], data }: HostTensor): HostTensor {
  const labels = new Int32Array(height! * width!);
  for (let i = 0; i < labels.length; i++) {
    for (let label = 1; label < classes!; label++) {
      if (data[i * classes! + label]! > data[i * classes! + labels[i]!]!) labels[i] = label;
    }
  }
  return { dtype: "int32", shape: [height!, width!], data: labels };
}
