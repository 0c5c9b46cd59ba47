/** Whether an engine keeps what the tables of this folder say. */
import { assert } from "@std/assert";
import type { EngineInfo } from "../../../src/engine.ts";
import { tf } from "../../../src/tf.ts";
import { first, type Row, second } from "./gradients.ts";
import { numberPads } from "./number_pads.ts";
import * as pytorch from "./pytorch_values.ts";
import { type Truth, truths } from "./values.ts";
import { wholeNumbers } from "./whole_numbers.ts";

type Compile = EngineInfo["compile"];

/** Runs all tables on an open engine, as steps of a test; compiled too where the engine compiles. */
export async function hold(t: Deno.TestContext, { name, compile }: EngineInfo): Promise<void> {
  const modes: readonly (readonly [string, Compile])[] = compile === undefined
    ? [["", undefined]]
    : [["", undefined], [", compiled", compile]];
  for (const [how, mode] of modes) {
    for (const truth of [...truths, ...wholeNumbers, ...numberPads]) {
      if (truth.not?.includes(name)) continue;
      await t.step(`${truth.name}${how}`, () => holds(truth, mode));
    }
    for (const [row, { output, gradients }] of Object.entries(pytorch.first)) {
      await t.step(
        `the gradient of ${row} is PyTorch's${how}`,
        () => agrees(first[row]!, [output, ...gradients], slopes, mode),
      );
    }
    for (const [row, { gradients }] of Object.entries(pytorch.second)) {
      await t.step(
        `the gradient of the gradient of ${row} is PyTorch's${how}`,
        () => agrees(second[row]!, gradients, twice, mode),
      );
    }
  }
}

/** What a step answers at its third time, when it is compiled. */
function third(step: () => tf.Tensor[], compile: Compile): tf.Tensor[] {
  const run = compile?.(step) ?? step;
  for (let i = 0; i < 2 && compile !== undefined; i++) tf.dispose(run());
  return run();
}

async function holds({ run, want }: Truth, compile: Compile): Promise<void> {
  const before = tf.memory().numTensors;
  if (want instanceof RegExp) {
    let said: string | undefined;
    try {
      const [made] = third(() => tf.tidy(() => [run()]), compile);
      await made!.data();
      tf.dispose(made!);
    } catch (error) {
      said = (error as Error).message;
    }
    assert(said !== undefined && want.test(said), `it must be refused by ${want}: got ${said ?? "an answer"}`);
    return;
  }
  const [made] = third(() => tf.tidy(() => [run()]), compile);
  close(await made!.data(), want);
  tf.dispose(made!);
  assert(tf.memory().numTensors === before, `${tf.memory().numTensors - before} tensors are left`);
}

async function agrees(
  row: Row,
  want: readonly (readonly number[])[],
  compute: (row: Row, inputs: tf.Tensor[]) => tf.Tensor[],
  compile: Compile,
): Promise<void> {
  const inputs = row.shapes.map((shape, i) => wave(shape, 0.3 + i));
  const made = third(() => tf.tidy(() => compute(row, inputs)), compile);
  for (const [i, values] of want.entries()) close(await made[i]!.data(), values);
  tf.dispose([...inputs, ...made]);
}

/** The output, and the gradients of its weighed sum. */
function slopes({ run }: Row, inputs: tf.Tensor[]): tf.Tensor[] {
  const y = run(...inputs);
  return [y, ...tf.grads(run)(inputs, wave(y.shape, 2))];
}

/** The gradients of the weighed sum of the squares of those. */
function twice({ run }: Row, inputs: tf.Tensor[]): tf.Tensor[] {
  const penalty = (...given: tf.Tensor[]) => {
    const loss = (...again: tf.Tensor[]) => {
      const y = run(...again);
      return tf.sum(tf.mul(y, wave(y.shape, 2)));
    };
    return tf.grads(loss)(given).map((slope) => tf.sum(tf.mul(tf.square(slope), wave(slope.shape, 1))))
      .reduce((a, b) => tf.add(a, b));
  };
  const { grads } = tf.engine().gradients(() => penalty(...inputs) as tf.Scalar, inputs, undefined, true);
  return inputs.map((input, i) => grads[i] ?? tf.zeros(input.shape));
}

/** The numbers sin(0.7 i + phase). */
function wave(shape: readonly number[], phase: number): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => Math.sin(0.7 * i + phase)),
    [...shape],
  );
}

function close(actual: ArrayLike<number>, expected: readonly number[]): void {
  const largest = Math.max(1, ...expected.filter(Number.isFinite).map(Math.abs));
  const isClose = actual.length === expected.length &&
    expected.every((value, i) => Object.is(value, actual[i]) || Math.abs(actual[i]! - value) <= 2e-4 * largest);
  assert(isClose, `it is [${Array.from(actual)}], not [${expected}]`);
}
