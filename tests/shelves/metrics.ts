/** The table of metrics: what each is made with, what it judges, and what it should say. */
import * as r from "../../mod.ts";
import { type AnyMetric, tf } from "../../mod.ts";
import type { Samples } from "../judge_by.ts";
import golden from "./golden/metrics.json" with { type: "json" };

// Of each metric its own prediction and target.
// deno-lint-ignore no-explicit-any
type Any = AnyMetric<string, any, any>;

/** A metric, what it is given, and what it should say. */
export interface Row {
  readonly metric: Any;
  /** New tensors, and how many samples there are. */
  readonly given: () => { readonly prediction: Samples; readonly target: Samples; readonly size: number };
  readonly scores: Readonly<Record<string, number>>;
  /** How near, relative to the score where it is above 1. Default 1e-6. */
  readonly within?: number;
}

const { data } = golden, said = golden.scores as unknown as Readonly<Record<string, number>>;
const lists = golden.scores as unknown as Readonly<Record<string, readonly number[]>>;
const tables = golden.scores as unknown as Readonly<Record<string, readonly (readonly number[])[]>>;

/** Numbers and labels of the golden file. */
const pair =
  (prediction: keyof typeof data, target: keyof typeof data, dtype: "int32" | "float32" = "int32") => () => ({
    prediction: tf.tensor(data[prediction] as number[]),
    target: tf.tensor(data[target] as number[], undefined, dtype),
    size: data[target].length,
  });
const rows = pair("logits", "labels"), tokens = pair("token_logits", "token_labels");
const single = pair("single_logits", "single_labels");

const ranked = pair("ranked_logits", "ranked_labels"), two = pair("two_logits", "single_labels");
const numbers = pair("predictions", "targets", "float32");
const shares = () => {
  const { prediction, ...others } = ranked();
  const softmax = tf.softmax(prediction);
  prediction.dispose();
  return { ...others, prediction: softmax };
};

/** Boxes of all images, with their crowds and areas. */
const boxes = () => {
  const of = (name: "found" | "truth", part: string, dtype: "float32" | "int32" = "float32") =>
    tf.tensor(data[`${name}_${part}` as keyof typeof data] as number[], undefined, dtype);
  return {
    prediction: { boxes: of("found", "boxes"), scores: of("found", "scores"), labels: of("found", "labels", "int32") },
    target: {
      ...{ boxes: of("truth", "boxes"), labels: of("truth", "labels", "int32") },
      ...{ crowd: of("truth", "crowd", "int32"), area: of("truth", "area") },
    },
    size: data.truth_labels.length,
  };
};
const COCO = [
  ...["mAP", "mAP_50", "mAP_75", "mAP_s", "mAP_m", "mAP_l", "AR_1", "AR_10", "AR_100", "AR_s", "AR_m", "AR_l"],
  ...["mAP_a", "mAP_b", "mAP_c"],
];

/** A metric that counts classes, in each of its forms. */
function counted(
  name: "precision" | "recall" | "f1" | "fBeta" | "iou",
  more: object,
): readonly Row[] {
  const make = r[name] as (options: r.ClassesOptions<number>) => Any;
  const at = (prefix: string, given: Row["given"], classes: number, ignored: object): Row[] => [
    ...(["macro", "micro", "weighted"] as const).map((average) => ({
      metric: make({ classes, average, ...ignored, ...more }),
      given,
      scores: { [name]: said[`${prefix} ${name} ${average}`]! },
    })),
    {
      metric: make({ classes, perClass: [...Array(classes).keys()], ...ignored, ...more }),
      given,
      scores: {
        [name]: said[`${prefix} ${name} macro`]!,
        ...Object.fromEntries(lists[`${prefix} ${name} each`]!.map((score, i) => [`${name}_${i}`, score])),
      },
    },
    ...(name === "iou" ? [] : [[1, "one"], [NaN, "nan"]] as const).map(([zeroDivision, word]) => ({
      metric: make({ classes, zeroDivision, ...ignored, ...more }),
      given,
      scores: { [name]: said[`${prefix} ${name} ${word}`]! },
    })),
  ];
  return [
    ...at("rows", rows, 5, {}),
    ...at("tokens", tokens, 5, { ignoreIndex: -1 }),
    ...at("single", single, 2, {}),
    ...(`single ${name} binary` in golden.scores
      ? [{
        metric: make({ classes: 2, average: "binary", ...more }),
        given: single,
        scores: { [name]: said[`single ${name} binary`]! },
      }]
      : []),
  ];
}

/** The cells of a confusion matrix. */
const cells = (table: readonly (readonly number[])[]) =>
  Object.fromEntries(table.flatMap((row, i) => row.map((count, k) => [`confusion_${i}_${k}`, count])));

/** What each kind of data makes of the metrics of classes that have no averages. */
const KINDS = [["rows", rows, 5, {}], ["tokens", tokens, 5, { ignoreIndex: -1 }], ["single", single, 2, {}]] as const;

export const ROWS: readonly Row[] = [
  { metric: r.accuracy(), given: rows, scores: { accuracy: said["rows accuracy"]! } },
  { metric: r.accuracy({ ignoreIndex: -1 }), given: tokens, scores: { accuracy: said["tokens accuracy"]! } },
  { metric: r.topK(1), given: rows, scores: { top1: said["rows accuracy"]! } },
  ...([2, 3] as const).flatMap((k) => [
    { metric: r.topK(k), given: rows, scores: { [`top${k}`]: said[`rows top${k}`]! } },
    { metric: r.topK(k, { ignoreIndex: -1 }), given: tokens, scores: { [`top${k}`]: said[`tokens top${k}`]! } },
  ]),
  ...(["precision", "recall", "f1", "iou"] as const).flatMap((name) => counted(name, {})),
  ...counted("fBeta", { beta: 0.5 }),
  ...KINDS.flatMap(([prefix, given, classes, more]): Row[] => [
    { metric: r.dice({ classes, ...more }), given, scores: { dice: said[`${prefix} dice`]! } },
    ...(["macro", "micro"] as const).map((average) => ({
      metric: r.specificity({ classes, average, ...more }),
      given,
      scores: { specificity: said[`${prefix} specificity ${average}`]! },
    })),
    {
      metric: r.balancedAccuracy({ classes, ...more }),
      given,
      scores: { balancedAccuracy: said[`${prefix} balanced`]! },
    },
    {
      metric: r.balancedAccuracy({ classes, adjusted: true, ...more }),
      given,
      scores: { balancedAccuracy: said[`${prefix} adjusted`]! },
    },
    { metric: r.matthews({ classes, ...more }), given, scores: { matthews: said[`${prefix} matthews`]! } },
    ...(["none", "linear", "quadratic"] as const).map((weights) => ({
      metric: r.cohenKappa({ classes, weights, ...more }),
      given,
      scores: { cohenKappa: said[`${prefix} kappa ${weights}`]! },
    })),
    {
      metric: r.confusionMatrix({ classes: [...Array(classes).keys()], ...more }),
      given,
      scores: cells(tables[`${prefix} confusion`]!),
    },
    ...(["labels", "answers", "all"] as const).map((normalize) => ({
      metric: r.confusionMatrix({ classes: [...Array(classes).keys()], normalize, ...more }),
      given,
      scores: cells(tables[`${prefix} confusion ${normalize}`]!),
    })),
  ]),
  {
    metric: r.specificity({ classes: 2, average: "binary" }),
    given: single,
    scores: { specificity: said["single specificity binary"]! },
  },
  ...(["ovr", "ovo"] as const).flatMap((multiClass) =>
    (["macro", "weighted"] as const).map((average) => ({
      metric: r.rocAuc({ multiClass, average }),
      given: ranked,
      scores: { rocAuc: said[`ranked roc ${multiClass} ${average}`]! },
    }))
  ),
  ...(["macro", "weighted", "micro"] as const).flatMap((average) => [
    {
      metric: r.averagePrecision({ average }),
      given: ranked,
      scores: { averagePrecision: said[`ranked ap ${average}`]! },
    },
    { metric: r.prAuc({ average }), given: ranked, scores: { prAuc: said[`ranked pr ${average}`]! } },
  ]),
  ...([["single", single], ["two", two]] as const).flatMap(([prefix, given]): Row[] => [
    { metric: r.rocAuc(), given, scores: { rocAuc: said[`${prefix} roc`]! } },
    { metric: r.averagePrecision(), given, scores: { averagePrecision: said[`${prefix} ap`]! } },
    { metric: r.prAuc(), given, scores: { prAuc: said[`${prefix} pr`]! } },
  ]),
  ...([["single", single, {}], ["two", two, {}], ["ranked", ranked, {}], ["tokens", tokens, {
    ignoreIndex: -1,
  }]] as const)
    .flatMap(([prefix, given, more]): Row[] => [
      { metric: r.logLoss(more), given, scores: { logLoss: said[`${prefix} logloss`]! }, within: 3e-6 },
      { metric: r.perplexity(more), given, scores: { perplexity: said[`${prefix} perplexity`]! }, within: 5e-6 },
      { metric: r.brier(more), given, scores: { brier: said[`${prefix} brier`]! }, within: 3e-6 },
      ...(["mean", "square", "largest"] as const).map((norm) => ({
        metric: r.calibrationError({ bins: 10, norm, ...more }),
        given,
        scores: { calibrationError: said[`${prefix} calibration ${norm}`]! },
        within: 3e-6,
      })),
    ]),
  {
    metric: r.logLoss({ probabilities: true }),
    given: shares,
    scores: { logLoss: said["ranked logloss"]! },
    within: 3e-6,
  },
  { metric: r.brier({ probabilities: true }), given: shares, scores: { brier: said["ranked brier"]! }, within: 3e-6 },
  { metric: r.mse(), given: numbers, scores: { mse: said.mse! } },
  { metric: r.rmse(), given: numbers, scores: { rmse: said.rmse! } },
  { metric: r.mae(), given: numbers, scores: { mae: said.mae! } },
  { metric: r.mape(), given: numbers, scores: { mape: said.mape! } },
  { metric: r.r2(), given: numbers, scores: { r2: said.r2! } },
  { metric: r.pearson(), given: numbers, scores: { pearson: said.pearson! } },
  { metric: r.spearman(), given: numbers, scores: { spearman: said.spearman! } },
  {
    metric: r.meanAveragePrecision({ classes: 3, boxes: "xywh", perClass: ["a", "b", "c"] }),
    given: boxes,
    scores: Object.fromEntries(
      [...lists.coco!, ...lists["coco each"]!].map((score, i) => [COCO[i]!, score]),
    ),
  },
  { metric: r.wer({ pad: 0, end: 9 }), given: pair("said", "there"), scores: { wer: said.wer! } },
  {
    metric: r.cer({ pad: 0, end: 9, decode: (tokens) => tokens.join("") }),
    given: pair("said", "there"),
    scores: { cer: said.wer! },
  },
  { metric: r.bleu({ pad: 0, end: 9 }), given: pair("said", "there"), scores: { bleu: said.bleu! } },
  {
    metric: r.bleu({ pad: 0, end: 9, order: 2, decode: (tokens) => tokens.join(" ") }),
    given: pair("said", "there"),
    scores: { bleu: said["bleu 2"]! },
  },
  { metric: r.bleu({ pad: 0, end: 9, order: 7 }), given: pair("said", "there"), scores: { bleu: said["bleu 7"]! } },
  { metric: r.psnr({ range: 255 }), given: pair("noisy", "clean", "float32"), scores: { psnr: said.psnr! } },
  {
    metric: r.ssim({ range: 255 }),
    given: pair("noisy", "clean", "float32"),
    scores: { ssim: said.ssim! },
    within: 2e-6,
  },
  // Of users' own: sums of squares, a share, and the largest, which says nothing of how it merges.
  {
    metric: r.mean("small", (logits: tf.Tensor) => tf.less(logits, 0.5), { better: "higher", scale: 10 }),
    given: rows,
    scores: { small: 10 * data.logits.flat().filter((x) => x < 0.5).length / data.logits.flat().length },
  },
  {
    metric: r.metric({
      name: "largest",
      better: "higher",
      init: () => tf.scalar(-Infinity),
      update: (state, logits: tf.Tensor, _: tf.Tensor) => tf.maximum(state, tf.max(logits)),
      compute: (state) => tf.clone(state),
    }),
    given: rows,
    scores: { largest: Math.max(...data.logits.flat()) },
  },
];
