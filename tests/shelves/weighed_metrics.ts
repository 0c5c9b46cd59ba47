/** The table of metrics where samples weigh unlike: what scikit-learn says with `sample_weight`. */
import * as r from "../../mod.ts";
import { tf } from "../../mod.ts";
import golden from "./golden/metrics.json" with { type: "json" };
import weighed from "./golden/weighed_metrics.json" with { type: "json" };
import type { Row } from "./metrics.ts";

const { data } = golden, said = weighed.scores as unknown as Readonly<Record<string, number>>;

const given = (
  prediction: keyof typeof data,
  target: keyof typeof data,
  dtype: "int32" | "float32" = "int32",
  weight: "weight" | "token_weight" = "weight",
): Row["given"] =>
() => ({
  prediction: tf.tensor(data[prediction] as number[]),
  target: {
    target: tf.tensor(data[target] as number[], undefined, dtype),
    weight: tf.tensor1d(weighed[weight]),
  },
  size: data[target].length,
});
const tokens = given("token_logits", "token_labels", "int32", "token_weight");
const ranked = given("ranked_logits", "ranked_labels"), single = given("single_logits", "single_labels");
const numbers = given("predictions", "targets", "float32");

/** Scores of counts over counts, which are counted alike. */
const COUNTED = [
  ...[["f1", "macro"], ["f1", "micro"], ["f1", "weighted"], ["precision", "weighted"]] as const,
  ...[["recall", "macro"], ["iou", "weighted"]] as const,
] as const;

/** What metrics of classes make of each kind of data. */
const KINDS = [
  ["rows", given("logits", "labels"), 5, {}],
  ["tokens", tokens, 5, { ignoreIndex: -1 }],
  ["single", single, 2, {}],
] as const;

export const WEIGHED: readonly Row[] = [
  ...KINDS.flatMap(([prefix, given, classes, more]): Row[] => [
    ...(prefix === "rows" ? COUNTED : COUNTED.slice(0, 1)).map(([name, average]): Row => ({
      metric: (r[name] as (options: r.ClassesOptions<number>) => Row["metric"])({ classes, average, ...more }),
      given,
      scores: { [name]: said[`${prefix} ${name} ${average}`]! },
    })),
    { metric: r.specificity({ classes, ...more }), given, scores: { specificity: said[`${prefix} specificity`]! } },
    {
      metric: r.balancedAccuracy({ classes, ...more }),
      given,
      scores: { balancedAccuracy: said[`${prefix} balanced`]! },
    },
    {
      metric: r.cohenKappa({ classes, weights: "quadratic", ...more }),
      given,
      scores: { cohenKappa: said[`${prefix} kappa`]! },
    },
    { metric: r.matthews({ classes, ...more }), given, scores: { matthews: said[`${prefix} matthews`]! } },
    {
      metric: r.confusionMatrix({ classes, ...more }),
      given,
      scores: Object.fromEntries(
        (said[`${prefix} confusion`] as unknown as number[][]).flatMap((row, i) =>
          row.map((sum, k) => [`confusion_${i}_${k}`, sum])
        ),
      ),
    },
    ...prefix === "single" ? [] : [
      { metric: r.accuracy(more), given, scores: { accuracy: said[`${prefix} accuracy`]! } },
    ],
  ]),
  ...(["macro", "weighted"] as const).map((average) => ({
    metric: r.rocAuc({ average }),
    given: ranked,
    scores: { rocAuc: said[`ranked roc ${average}`]! },
  })),
  ...(["macro", "weighted", "micro"] as const).map((average) => ({
    metric: r.averagePrecision({ average }),
    given: ranked,
    scores: { averagePrecision: said[`ranked ap ${average}`]! },
  })),
  { metric: r.prAuc(), given: ranked, scores: { prAuc: said["ranked pr"]! } },
  { metric: r.rocAuc(), given: single, scores: { rocAuc: said["single roc"]! } },
  { metric: r.averagePrecision(), given: single, scores: { averagePrecision: said["single ap"]! } },
  { metric: r.prAuc(), given: single, scores: { prAuc: said["single pr"]! } },
  { metric: r.logLoss(), given: ranked, scores: { logLoss: said["ranked logloss"]! }, within: 3e-6 },
  {
    metric: r.calibrationError({ bins: 10 }),
    given: ranked,
    scores: { calibrationError: said["ranked calibration"]! },
    within: 3e-6,
  },
  { metric: r.r2(), given: numbers, scores: { r2: said.r2! } },
  { metric: r.mse(), given: numbers, scores: { mse: said.mse! } },
  { metric: r.mae(), given: numbers, scores: { mae: said.mae! } },
  { metric: r.pearson(), given: numbers, scores: { pearson: said.pearson! }, within: 3e-6 },
];
