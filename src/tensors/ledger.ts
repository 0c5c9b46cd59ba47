/**
 * Small numbers that both the host and a snapshot know, such as how many steps are in a sum: what decides on the host
 * must not be read from the device, and what outlives the run must be in a variable.
 */
import { tf } from "../tf.ts";
import { weight } from "./weight.ts";

const known = Symbol("known");

interface Known {
  readonly numbers: readonly number[];
  /** The data that held them; another one says that someone else has written. */
  readonly data: object;
}

type Ledger = tf.Variable & { [known]?: Known };

/**
 * Makes a variable of a list of numbers, float32, that does not learn.
 *
 * @param size How many numbers; each is 0 at first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ledger, numbersOf, writeNumbers } from "./ledger.ts";
 *
 * const steps = ledger(1);
 * writeNumbers(steps, [numbersOf(steps)[0]! + 1]);
 * assertEquals([numbersOf(steps), steps.arraySync()], [[1], [1]]);
 * ```
 */
export function ledger(size: number): tf.Variable {
  const made = weight([size], 0, { trainable: false });
  return Object.assign(made, { [known]: { numbers: Array(size).fill(0), data: made.dataId } });
}

/** Whether a variable was made by {@linkcode ledger}. */
export function isLedger(variable: tf.Variable): boolean {
  return known in variable;
}

/**
 * What a ledger holds, known without a read.
 *
 * It is read from the device where someone else has assigned to it since, once.
 */
export function numbersOf(variable: tf.Variable): readonly number[] {
  const { numbers, data } = (variable as Ledger)[known]!;
  if (data === variable.dataId) return numbers;
  const read = Array.from(variable.dataSync());
  Object.assign(variable, { [known]: { numbers: read, data: variable.dataId } });
  return read;
}

/** Writes numbers into a ledger, as many as it holds. */
export function writeNumbers(variable: tf.Variable, numbers: readonly number[]): void {
  tf.tidy(() => variable.assign(tf.tensor1d([...numbers])));
  Object.assign(variable, { [known]: { numbers, data: variable.dataId } });
}
