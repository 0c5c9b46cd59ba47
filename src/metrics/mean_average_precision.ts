/** How well boxes of objects are found, as COCO judges. */
import { type Found, match, precisionOf, type Truth } from "../judging/boxes.ts";
import { sum } from "../judging/class_counts.ts";
import { grown, noRows } from "../judging/states.ts";
import type { HostMetric, HostState } from "../metric.ts";
import { given, requireNames, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** What a model finds in a batch; images with fewer boxes are filled up with boxes of the label -1. */
export interface FoundBoxes {
  /** [batch, boxes, 4], in pixels. */
  readonly boxes: tf.Tensor;
  /** How sure each is, [batch, boxes]. */
  readonly scores: tf.Tensor;
  /** The class of each, from 0, [batch, boxes], int32. */
  readonly labels: tf.Tensor;
}

/** What is there; images with fewer boxes are filled up with boxes of the label -1. */
export interface TrueBoxes {
  /** [batch, boxes, 4], in pixels. */
  readonly boxes: tf.Tensor;
  /** The class of each, from 0, [batch, boxes], int32. */
  readonly labels: tf.Tensor;
  /** Ones where a box holds a group, [batch, boxes]. Default none. */
  readonly crowd?: tf.Tensor;
  /** The area of what is in each box, in square pixels, [batch, boxes]. Default that of the box. */
  readonly area?: tf.Tensor;
}

/** What boxes are, and what is told. */
export interface MeanAveragePrecisionOptions<L extends string | number = never> {
  /** The number of classes, at least 1. */
  readonly classes: number;
  /** Whether a box is left, top, right and bottom, or left, top, width and height. Default `xyxy`. */
  readonly boxes?: "xyxy" | "xywh";
  /** The names of all classes, each of which then has a score of its own, as `mAP_cat`. Default none. */
  readonly perClass?: readonly L[];
}

/** All boxes, one a row, and how many rows each image has. */
export type BoxState = Readonly<Record<"found" | "foundEach" | "truths" | "truthsEach", tf.Tensor>>;

/** The scores of COCO: precision and recall, of all objects and of those of a size. */
export type BoxScore =
  | ("mAP" | "mAP_50" | "mAP_75" | "mAP_s" | "mAP_m" | "mAP_l")
  | ("AR_1" | "AR_10" | "AR_100" | "AR_s" | "AR_m" | "AR_l");

const SCORES: readonly BoxScore[] = [
  ...["mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l"] as const,
  ...["AR_1", "AR_10", "AR_100", "AR_s", "AR_m", "AR_l"] as const,
];
/** Overlaps from 0.5 to 0.95, in numpy's digits. */
const THRESHOLDS = Array.from({ length: 10 }, (_, i) => i === 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9));
const SIZES = { all: [0, 1e10], s: [0, 32 ** 2], m: [32 ** 2, 96 ** 2], l: [96 ** 2, 1e10] } as const;
const MOST = 100;

/**
 * Mean average precision of boxes, from 0 to 1, by COCO's rules: the mean over classes and over ten thresholds of overlap
 * (`mAP`), at one of them (`mAP_50`, `mAP_75`), and of small, medium and large objects (`mAP_s`, below 32² pixels, `mAP_m`,
 * `mAP_l`, above 96²); and the share of objects that is found by the surest 1, 10 or 100 boxes of a class and image (`AR_1`, `AR_10`,
 * `AR_100`), and of each size by 100. What has nothing to be found in it is NaN, and is left out of means; where a box has NaN for a
 * score, or one that is there a label beyond the classes, all of it is NaN.
 *
 * All boxes are kept to the end. Source: pycocotools' `COCOeval`, of Lin et al. 2014.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If, on judging, boxes, labels and scores do not go together.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { meanAveragePrecision, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = meanAveragePrecision({ classes: 1 });
 * const found = { boxes: tf.tensor3d([[[0, 0, 10, 8]]]), scores: tf.tensor2d([[0.9]]), labels: tf.zeros([1, 1], "int32") };
 * const there = { boxes: tf.tensor3d([[[0, 0, 10, 10]]]), labels: tf.zeros([1, 1], "int32") };
 * const { mAP, mAP_50 } = await scoresOf([metric], [metric.update(metric.init(), found, there)]);
 * // An overlap of 0.8 is enough at seven of the ten thresholds.
 * assertAlmostEquals(mAP, 0.7, 1e-9);
 * assertAlmostEquals(mAP_50, 1, 1e-9);
 * ```
 */
export function meanAveragePrecision<const L extends string | number = never>(
  options: MeanAveragePrecisionOptions<L>,
): HostMetric<BoxScore | `mAP_${L}`, FoundBoxes, TrueBoxes, BoxState> {
  const { classes, boxes = "xyxy", perClass } = given(options);
  const settings = settle("meanAveragePrecision", options, { classes, boxes, perClass });
  requireRange("meanAveragePrecision", "a whole number of at least 1", { classes });
  requireOneOf("meanAveragePrecision", ["xyxy", "xywh"], { boxes });
  if (perClass !== undefined) requireNames("meanAveragePrecision", { perClass }, classes);
  const names = (perClass ?? []).map((label) => `mAP_${label}` as const);
  return metric({
    ...{ name: "meanAveragePrecision", settings, better: "higher", on: "host", scores: [...SCORES, ...names] },
    merge: { found: "concat", foundEach: "concat", truths: "concat", truthsEach: "concat" },
    init: (): BoxState => ({
      found: noRows(),
      foundEach: noRows("int32"),
      truths: noRows(),
      truthsEach: noRows("int32"),
    }),
    update(state, found: FoundBoxes, there: TrueBoxes): BoxState {
      requireTensors("judge by meanAveragePrecision", {
        ...{
          "prediction's boxes": found?.boxes,
          "prediction's labels": found?.labels,
          "prediction's scores": found?.scores,
        },
        ...{ "target's boxes": there?.boxes, "target's labels": there?.labels },
      });
      const crowd = there.crowd ?? tf.zerosLike(there.labels), area = there.area ?? areasOf(there.boxes, boxes);
      const next = [
        rowsOf([found.boxes, found.labels, found.scores]),
        rowsOf([there.boxes, there.labels, crowd, area]),
      ] as const;
      const each = (labels: tf.Tensor) => tf.fill([labels.shape[0]!], labels.shape[1]!, "int32");
      return {
        ...{ found: grown(state.found, next[0]), foundEach: grown(state.foundEach, each(found.labels)) },
        ...{ truths: grown(state.truths, next[1]), truthsEach: grown(state.truthsEach, each(there.labels)) },
      };
    },
    compute(state) {
      const named = (scoreOf: (i: number) => number) =>
        Object.fromEntries([...SCORES, ...names].map((name, i) => [name, scoreOf(i)])) as never;
      if (isUnsure(state.found, classes) || isBeyond(state.truths, classes)) return named(() => NaN);
      const classOf = scenesOf(state, boxes),
        mean = (values: readonly number[]) => {
          const defined = values.filter((value) => !Number.isNaN(value));
          return sum(defined) / defined.length;
        };
      const judged = Array.from({ length: classes }, (_, label) => judgeClass(classOf(label)));
      const precisions = (size: keyof typeof SIZES, from = 0, to = THRESHOLDS.length) =>
        mean(judged.flatMap((one) => one[size].at(-1)!.slice(from, to).map(({ average }) => average)));
      const recalls = (size: keyof typeof SIZES, most: number) =>
        mean(judged.flatMap((one) => one[size].at(most)!.map(({ recall }) => recall)));
      const scores = [
        ...[precisions("all"), precisions("all", 0, 1), precisions("all", 5, 6)],
        ...(["s", "m", "l"] as const).map((size) => precisions(size)),
        ...[recalls("all", 0), recalls("all", 1), recalls("all", 2)],
        ...(["s", "m", "l"] as const).map((size) => recalls(size, -1)),
        ...names.map((_, i) => mean(judged[i]!.all.at(-1)!.map(({ average }) => average))),
      ];
      return named((i) => scores[i]!);
    },
  }) as HostMetric<BoxScore | `mAP_${L}`, FoundBoxes, TrueBoxes, BoxState>;
}

/** Boxes and what is known of each, one a row. */
function rowsOf(parts: readonly tf.Tensor[]): tf.Tensor {
  const [boxes, ...others] = parts, shape = boxes!.shape.slice(0, 2);
  if (boxes!.rank !== 3 || boxes!.shape[2] !== 4 || others.some((part) => String(part.shape) !== String(shape))) {
    throw new TypeError(
      "Cannot judge by meanAveragePrecision as it needs boxes [batch, boxes, 4], and of all else [batch, boxes]: " +
        `got ${parts.map((part) => `[${part.shape.join(", ")}]`).join(", ")}.`,
    );
  }
  const columns = others.map((part) => tf.reshape(tf.cast(part, "float32"), [-1, 1]));
  return tf.concat([tf.reshape(boxes!, [-1, 4]), ...columns], 1);
}

function areasOf(boxes: tf.Tensor, form: "xyxy" | "xywh"): tf.Tensor {
  const [first, last] = tf.split(boxes, 2, -1);
  return tf.prod(form === "xyxy" ? tf.sub(last!, first!) : last!, -1);
}

/** Whether a box of a class has NaN for a score: there is no order of the surest then. */
function isUnsure({ data, shape }: HostState<BoxState>["found"], classes: number): boolean {
  for (let at = 0; at < data.length; at += shape[1]!) {
    const [label, score] = [data[at + 4]!, data[at + 5]!];
    if (label >= 0 && label < classes && Number.isNaN(score)) return true;
  }
  return false;
}

/** Whether a box that is there is of no class, as one counted from 1: nothing could ever find it. */
function isBeyond({ data, shape }: HostState<BoxState>["truths"], classes: number): boolean {
  for (let at = 4; at < data.length; at += shape[1]!) if (data[at]! >= classes) return true;
  return false;
}

/** The boxes of a class, image by image, the surest first. */
function scenesOf(state: HostState<BoxState>, form: "xyxy" | "xywh") {
  const { found, foundEach, truths, truthsEach } = state;
  const row = ({ data, shape }: typeof found, i: number) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)];
  const boxOf = ([x = 0, y = 0, a = 0, b = 0]: number[]) =>
    [x, y, ...form === "xyxy" ? [a - x, b - y] : [a, b]] as never;
  const images: { found: (Found & { label: number })[]; truths: (Truth & { label: number })[] }[] = [];
  let atFound = 0, atTruth = 0;
  foundEach.data.forEach((count, image) => {
    const [firstFound, firstTruth] = [atFound, atTruth];
    atFound += count, atTruth += truthsEach.data[image]!;
    images.push({
      found: Array.from({ length: count }, (_, i) => row(found, firstFound + i))
        .map((each) => ({ box: boxOf(each), label: each[4]!, score: each[5]! })),
      truths: Array.from({ length: truthsEach.data[image]! }, (_, i) => row(truths, firstTruth + i))
        .map((each) => ({ box: boxOf(each), label: each[4]!, isCrowd: each[5] !== 0, area: each[6]! })),
    });
  });
  return (label: number) =>
    images.map(({ found, truths }) => ({
      found: found.filter((each) => each.label === label).toSorted((a, b) => b.score - a.score).slice(0, MOST),
      truths: truths.filter((each) => each.label === label),
    }));
}

/** Of one class: for each size, for 1, 10 and 100 boxes an image, for each threshold. */
function judgeClass(scenes: ReturnType<ReturnType<typeof scenesOf>>) {
  const of = (sizes: readonly [number, number]) => {
    const matched = scenes.map((scene) => match(scene, THRESHOLDS, sizes));
    const wanted = sum(matched.map((each) => each.wanted));
    return [1, 10, MOST].map((most) =>
      THRESHOLDS.map((_, t) => {
        if (wanted === 0) return { average: NaN, recall: NaN };
        const scored = scenes.flatMap(({ found }, image) =>
          found.slice(0, most).map(({ score }, i) => ({ score, verdict: matched[image]!.verdicts[t]![i]! }))
        );
        return precisionOf(scored, wanted);
      })
    );
  };
  return { all: of(SIZES.all), s: of(SIZES.s), m: of(SIZES.m), l: of(SIZES.l) };
}
