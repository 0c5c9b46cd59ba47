/**
 * What the host knows of labels before a step: where all of a batch are classes, the engine need not judge each of them in the step. What a
 * step is made of may then be repeated only for labels of which that is known again.
 */
import type { tf } from "../tf.ts";
import { tensorsIn } from "./tensors_in.ts";

/** How many classes there must be at least, for labels from 0 on. */
const fewest = new WeakMap<object, number>();
/** Hears on how many classes an answer rests. */
let heard: ((classes: number) => void) | undefined;

/**
 * Takes down what labels are.
 *
 * @param labels int32.
 * @param numbers The same on the host.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { areClasses, classesAmong, noteLabels, trustingLabels } from "./class_range.ts";
 *
 * const labels = tf.tensor1d([0, 7], "int32");
 * noteLabels(labels, Int32Array.of(0, 7));
 * const asked: number[] = [];
 * const answers = trustingLabels(() => [areClasses(labels, 10), areClasses(labels, 7)], (classes) => asked.push(classes));
 * assertEquals([answers, asked, classesAmong(labels)], [[true, false], [10], 8]);
 * ```
 */
export function noteLabels(labels: tf.Tensor, numbers: Int32Array): void {
  let most = -1;
  for (let i = 0; i < numbers.length; i++) {
    const label = numbers[i]!;
    if (label < 0) return;
    if (label > most) most = label;
  }
  fewest.set(labels.dataId, most + 1);
}

/** How many classes there must be at least for all labels in a target; undefined where that is not known of each tensor of whole numbers. */
export function classesAmong(target: unknown): number | undefined {
  let classes = 0;
  for (const tensor of tensorsIn(target)) {
    if (tensor.dtype !== "int32") continue;
    const known = fewest.get(tensor.dataId);
    if (known === undefined) return undefined;
    classes = Math.max(classes, known);
  }
  return classes;
}

/**
 * Runs what may rest on labels that are classes; else each is judged.
 *
 * @param take Hears how many classes there were where it does: it holds of no label that is not below that.
 */
export function trustingLabels<T>(run: () => T, take: (classes: number) => void): T {
  const before = heard;
  heard = take;
  try {
    return run();
  } finally {
    heard = before;
  }
}

/** Whether labels are classes for sure, and whoever runs this may rest on it. */
export function areClasses(labels: tf.Tensor, classes: number): boolean {
  const needed = heard && fewest.get(labels.dataId);
  if (needed === undefined || needed > classes) return false;
  heard!(classes);
  return true;
}
