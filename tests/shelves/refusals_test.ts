import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as raptor from "../../mod.ts";
import { tf } from "../../mod.ts";

await tf.setBackend("cpu");
const answers = () => tf.tensor2d([[1, 2], [3, 4]]), labels = () => tf.tensor1d([0, 1], "int32");
/** Predictions and targets of which one is no tensor, or has other parts. */
const ODD: readonly (() => readonly [unknown, unknown])[] = [
  () => [{ other: answers() }, labels()],
  () => [undefined, labels()],
  () => [answers(), undefined],
  () => [answers(), { other: labels() }],
];
const SENTENCE =
  /^Cannot (compute|judge by) .+ as the (prediction|target)('s \w+)? must be a tensor: got .+\. (Have|Take|Leave) /;

const LOSSES = [
  ...["binaryCrossEntropy", "cosineEmbedding", "cosineSimilarity", "crossEntropy", "ctc", "fcosLoss", "hinge", "huber"],
  ...["infoNce", "klDivergence", "meanAbsoluteError", "meanSquaredError", "multiMargin", "sigmoidFocal", "smoothL1"],
  ...["softDice", "softmaxFocal", "tripletMargin", "tversky"],
] as const;
const METRICS = [
  ...["accuracy", "averagePrecision", "bleu", "brier", "calibrationError", "logLoss", "mae", "mape", "mse", "pearson"],
  ...["perplexity", "prAuc", "psnr", "r2", "rmse", "rocAuc", "spearman", "ssim", "cer", "wer"],
] as const;
const OF_CLASSES = [
  ...["balancedAccuracy", "cohenKappa", "confusionMatrix", "dice", "f1", "iou", "matthews", "meanAveragePrecision"],
  ...["precision", "recall", "specificity"],
] as const;

type Loss = (prediction: unknown, target: unknown) => unknown;
type Made = { init(): unknown; update(state: unknown, prediction: unknown, target: unknown): unknown };
const make = (name: string, ...options: unknown[]) =>
  (raptor as unknown as Record<string, (...options: unknown[]) => unknown>)[name]!(...options);

Deno.test("every loss says what must be a tensor, and what it got", () => {
  for (const name of LOSSES) {
    const loss = make(name) as Loss;
    for (const odd of ODD) {
      const [prediction, target] = odd();
      assertMatch(assertThrows(() => loss(prediction, target), TypeError, undefined, name).message, SENTENCE, name);
    }
  }
});

Deno.test("every metric says what must be a tensor, and what it got", () => {
  const made = [
    ...METRICS.map((name) => [name, make(name)]),
    ...OF_CLASSES.map((name) => [name, make(name, { classes: 2 })]),
  ];
  for (const [name, metric] of [...made, ["topK", make("topK", 1)]] as [string, Made][]) {
    for (const odd of ODD) {
      const [prediction, target] = odd(), judge = () => metric.update(metric.init(), prediction, target);
      assertMatch(assertThrows(judge, TypeError, undefined, name).message, SENTENCE, name);
    }
  }
});

Deno.test("factories that lack what they are made of say what it must be", () => {
  const lacking = ["imageClassifier", "imageFiles", "memoryImages", "model", "numpyArrays", "packed"];
  const said = lacking.map((name) => assertThrows(() => make(name, {}), Error, undefined, name).message);
  assertEquals(said, [
    "Cannot make imageClassifier as features must be a list: got undefined.",
    "Cannot make imageFiles as files must be a list: got undefined.",
    "Cannot make memoryImages as pixels must be a list: got undefined.",
    "Cannot make model as params must be an object: got undefined.",
    "Cannot make numpyArrays as x must be a string: got undefined.",
    "Cannot make packed as sequences must be an iterable: got undefined.",
  ]);
  for (const name of ["fiveCrop", "tenCrop"]) {
    const { message } = assertThrows(() => make(name), TypeError);
    assertEquals(message, `Cannot make ${name} as its options come as an object of size: got undefined.`);
  }
});
