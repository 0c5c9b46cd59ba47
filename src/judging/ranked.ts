/** Scores and labels that are kept to the end, to be ranked: a state, and what is made of it on the host. */
import { requireRange } from "../options/settle.ts";
import type { HostState } from "../metric.ts";
import type { Weighted } from "../source.ts";
import { apart, weightOfEach } from "../tensors/by_weight.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { sum } from "./class_counts.ts";
import { kindOf, requireSeveral, wholeLabels } from "./marks.ts";
import { grown, noRows } from "./states.ts";

/** What was predicted, what was there, and what it weighs, of all answers. */
export type RankedState = { readonly scores: tf.Tensor; readonly labels: tf.Tensor; readonly weights: tf.Tensor };

/** What is asked of scores and labels. */
export interface RankedOptions {
  /** Whether the model predicts probabilities, and not logits. Default false. */
  readonly probabilities?: boolean;
  /** The label of what is not judged, such as padding. Default none. */
  readonly ignoreIndex?: number;
  /**
   * Whether each answer has a label of 0 or 1 for every class, in the shape of the prediction. Default where both are
   * [batch, labels], as scikit-learn takes them; of false, each number is an answer of two classes.
   */
  readonly multiLabel?: boolean;
}

/** Which of two kinds some answers are, and how sure that is. */
export interface Question {
  /** The larger, the surer that it is positive. */
  readonly scores: ArrayLike<number>;
  /** Which are. */
  readonly positive: readonly boolean[];
  /** What each weighs. */
  readonly weights: readonly number[];
}

/** What is asked of all answers, without those that are not judged. */
export interface Ranked {
  /** For each class, whether it is this one; of two classes there is the second alone. */
  readonly questions: readonly Question[];
  /** For each answer, which labels it has, and what the answer weighs; where it may have several. */
  readonly rows?: readonly { readonly question: Question; readonly weight: number }[];
}

/**
 * What keeps scores and labels.
 *
 * @param metric Its name, for errors.
 * @param options What is checked.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { ranking } from "./ranked.ts";
 *
 * const { init, update } = ranking("rocAuc", {});
 * const { scores } = update(init(), tf.tensor1d([0.5, -1]), tf.tensor1d([1, 0], "int32"));
 * assertEquals(scores.shape, [2, 1]);
 * ```
 */
export function ranking(metric: string, { probabilities = false, ignoreIndex, multiLabel }: RankedOptions) {
  requireRange(metric, "true or false", { probabilities });
  if (ignoreIndex !== undefined) requireRange(metric, "a whole number", { ignoreIndex });
  if (multiLabel !== undefined) requireRange(metric, "true or false", { multiLabel });
  return {
    merge: { scores: "concat", labels: "concat", weights: "concat" } as const,
    init: (): RankedState => ({ scores: noRows(), labels: noRows("int32"), weights: noRows() }),
    update(state: RankedState, prediction: tf.Tensor, given: tf.Tensor | Weighted<tf.Tensor>): RankedState {
      const { target, weight } = apart(given);
      requireTensors(`judge by ${metric}`, { prediction, target });
      const several = multiLabel ?? areRows(prediction, target);
      if (several) requireSeveral(metric, prediction, target);
      const last = prediction.shape.at(-1)!, isRow = several || kindOf(metric, prediction, target) === "rows";
      const answers = several ? target.size / last : target.size;
      return {
        scores: grown(state.scores, tf.reshape(prediction, [-1, isRow ? last : 1])),
        labels: grown(state.labels, tf.reshape(wholeLabels(target), several ? [-1, last] : [-1])),
        weights: grown(state.weights, weightOfEach(answers, weight)),
      };
    },
  };
}

/** Whether both are [batch, labels], of two labels or more. */
function areRows(prediction: tf.Tensor, { rank, shape }: tf.Tensor): boolean {
  return rank === 2 && prediction.rank === 2 && shape[1]! >= 2 &&
    shape.every((size, i) => prediction.shape[i] === size);
}

/**
 * Scores by class of a state that was read. Of logits, two classes are ranked by their difference, more by their softmax.
 *
 * @returns Undefined where a label is no class.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Question, rankedOf } from "./ranked.ts";
 *
 * const scores = { dtype: "float32", shape: [2, 2], data: Float32Array.of(1, 3, 2, 0) } as const;
 * const labels = { dtype: "int32", shape: [2], data: Int32Array.of(1, 0) } as const;
 * const weights = { dtype: "float32", shape: [2], data: Float32Array.of(1, 1) } as const;
 * const [{ scores: sure, positive }] = rankedOf({ scores, labels, weights }, {})!.questions as [Question];
 * assertEquals([sure, positive], [Float64Array.of(2, -2), [true, false]]);
 * ```
 */
export function rankedOf(
  { scores, labels, weights }: HostState<RankedState>,
  { probabilities = false, ignoreIndex }: RankedOptions,
): Ranked | undefined {
  if (labels.shape.length === 2) return ofSeveral({ scores, labels, weights }, ignoreIndex);
  const width = scores.shape[1] ?? 1, isBinary = width <= 2, classes = Math.max(2, width);
  const kept = [...labels.data.keys()].filter((i) => labels.data[i] !== ignoreIndex);
  if (kept.some((i) => !(labels.data[i]! >= 0 && labels.data[i]! < classes))) return undefined;
  const columns = Array.from({ length: isBinary ? 1 : width }, () => new Float64Array(kept.length));
  kept.forEach((row, i) => {
    const at = (column: number) => scores.data[row * width + column]!;
    if (width === 1) columns[0]![i] = at(0);
    else if (width === 2) columns[0]![i] = probabilities ? at(1) : at(1) - at(0);
    else {
      const values = columns.map((_, column) => at(column));
      const shares = probabilities ? values : softmax(values);
      shares.forEach((share, column) => columns[column]![i] = share);
    }
  });
  const weighs = kept.map((i) => weights.data[i]!);
  const positive = (column: number) => kept.map((i) => labels.data[i] === (isBinary ? 1 : column));
  return { questions: columns.map((scores, column) => ({ scores, positive: positive(column), weights: weighs })) };
}

/** Where each answer has a label for every class. */
function ofSeveral(
  { scores, labels, weights }: HostState<RankedState>,
  ignoreIndex: number | undefined,
): Ranked | undefined {
  const width = labels.shape[1]!, count = labels.shape[0]!, isKept = (at: number) => labels.data[at] !== ignoreIndex;
  if (labels.data.some((label, at) => isKept(at) && label !== 0 && label !== 1)) return undefined;
  const question = (size: number, place: (i: number) => number): Question => {
    const kept = Array.from({ length: size }, (_, i) => place(i)).filter(isKept);
    return {
      scores: kept.map((at) => scores.data[at]!),
      positive: kept.map((at) => labels.data[at] === 1),
      weights: kept.map((at) => weights.data[Math.floor(at / width)]!),
    };
  };
  const questions = Array.from({ length: width }, (_, column) => question(count, (row) => row * width + column));
  const rows = Array.from({ length: count }, (_, row) => ({
    question: question(width, (column) => row * width + column),
    weight: weights.data[row]!,
  }));
  return { questions, rows };
}

/** How the areas of classes become one. */
export type RankedAverage = "macro" | "weighted" | "micro" | "samples";

/**
 * The mean of areas, as scikit-learn takes it: a class without labels counts for nothing where labels weigh.
 *
 * @param metric Whose error it is.
 * @param ranked What is judged.
 * @param average Of the classes alike (`macro`), by their labels (`weighted`), of all answers about all classes together
 * (`micro`), or of the answers (`samples`).
 * @param area Of one question.
 * @throws {TypeError} If each answer is of one class, and the mean is to be of the answers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanArea } from "./ranked.ts";
 *
 * const questions = [1, 3].map((score) => ({ scores: [score], positive: [true], weights: [1] }));
 * assertEquals(meanArea("rocAuc", { questions }, "macro", ({ scores }) => scores[0]!), 2);
 * ```
 */
export function meanArea(
  metric: string,
  { questions, rows }: Ranked,
  average: RankedAverage,
  area: (question: Question) => number,
): number {
  const mean = (areas: readonly number[], shares: readonly number[]) =>
    sum(areas.map((area, i) => area * shares[i]!)) / sum(shares);
  if (average === "samples") {
    // As scikit-learn does: what an answer weighs, it weighs in the mean.
    if (rows !== undefined) {
      const alike = ({ question }: (typeof rows)[number]) => ({ ...question, weights: question.weights.map(() => 1) });
      return mean(rows.map((row) => area(alike(row))), rows.map(({ weight }) => weight));
    }
    throw new TypeError(
      `Cannot judge by ${metric} as the average of samples needs a label of 0 or 1 for every class: got answers of one class each. ` +
        'Take "macro", "weighted" or "micro".',
    );
  }
  if (average === "macro") return mean(questions.map(area), questions.map(() => 1));
  if (average === "micro") {
    return area({
      scores: questions.flatMap(({ scores }) => Array.from(scores)),
      positive: questions.flatMap(({ positive }) => positive),
      weights: questions.flatMap(({ weights }) => weights),
    });
  }
  const weightOf = ({ positive, weights }: Question) => sum(weights.filter((_, i) => positive[i]));
  const counted = questions.filter((question) => weightOf(question) > 0);
  return mean(counted.map(area), counted.map(weightOf));
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits), powers = logits.map((logit) => Math.exp(logit - most)), all = sum(powers);
  return powers.map((power) => power / all);
}
