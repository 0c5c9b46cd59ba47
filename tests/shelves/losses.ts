/** Every loss and its slopes are PyTorch's: the figures of `golden/losses.json`, which `golden/make_losses.py` makes. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as raptor from "../../mod.ts";
import { type EngineInfo, type Loss, makeStep, type Model, sgd, tf, weight } from "../../mod.ts";
import type { Need } from "../needs.ts";

interface Golden {
  readonly shape: number[];
  readonly dtype?: "int32";
  readonly values: number[];
}

interface Row {
  /** The name of the factory, and what it is told. */
  readonly loss: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** By name; a tensor alone has none. */
  readonly prediction: Readonly<Record<string, Golden>>;
  readonly target: Readonly<Record<string, Golden>>;
  readonly value: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const TABLE: readonly Row[] = JSON.parse(await Deno.readTextFile(new URL("golden/losses.json", import.meta.url)));

type Make = (options?: object) => Loss<unknown, unknown>;
const lossOf = ({ loss, options }: Row) =>
  (raptor as unknown as Record<string, Make>)[loss]!(...Object.keys(options).length === 0 ? [] : [options]);
const tensor = ({ shape, dtype, values }: Golden) => tf.tensor(values, shape, dtype ?? "float32");
const together = (named: Readonly<Record<string, tf.Tensor>>) => "" in named ? named[""] : named;
const made = (named: Readonly<Record<string, Golden>>) =>
  Object.fromEntries(Object.entries(named).map(([name, golden]) => [name, tensor(golden)]));
const titled = ({ loss, options }: Row) =>
  `${loss}(${Object.keys(options).length === 0 ? "" : JSON.stringify(options)})`;

/** Small slopes are held against the largest one, as sums of float32 are no better. */
function hold({ value, gradients }: Row, got: number, slopes: Readonly<Record<string, ArrayLike<number>>>): void {
  assertAlmostEquals(got, value, 1e-6 * Math.max(1, Math.abs(value)));
  for (const [name, expected] of Object.entries(gradients)) {
    const largest = Math.max(...expected.map(Math.abs));
    assertEquals(slopes[name]!.length, expected.length);
    expected.forEach((slope, i) => assertAlmostEquals(slopes[name]![i]!, slope, 2e-6 * Math.max(largest, 0.1)));
  }
}

/**
 * Tries the table on an engine.
 *
 * @param name The engine's.
 * @param open Makes it current.
 * @param need What it needs.
 */
export function testLosses(name: string, open: () => Promise<unknown>, need: Partial<Need> = {}): void {
  for (const row of TABLE) {
    Deno.test({
      name: `${titled(row)} and its slopes are those of PyTorch on ${name}`,
      ...need,
      async fn() {
        await open();
        const before = tf.memory().numTensors, names = Object.keys(row.prediction), loss = lossOf(row);
        const tensors = tf.tidy(() => {
          const target = together(made(row.target));
          const judge = (...parts: tf.Tensor[]) =>
            loss(together(Object.fromEntries(names.map((name, i) => [name, parts[i]!]))), target) as tf.Scalar;
          const { value, grads } = tf.valueAndGrads(judge)(Object.values(made(row.prediction)));
          return [value, ...grads];
        });
        const [value, ...slopes] = await Promise.all(tensors.map((tensor) => tensor.data()));
        tf.dispose(tensors);
        assertEquals(tf.memory().numTensors, before);
        hold(row, value![0]!, Object.fromEntries(names.map((name, i) => [name, slopes[i]!])));
      },
    });
  }
}

/**
 * Tries the table in the steps of an engine that compiles them, until they are compiled and repeated.
 *
 * @param name The engine's.
 * @param open Makes it current.
 * @param need What it needs.
 */
export function testLossesInSteps(name: string, open: () => Promise<EngineInfo>, need: Partial<Need> = {}): void {
  for (const row of TABLE) {
    Deno.test({
      name: `${titled(row)} moves as PyTorch's slopes say in a compiled step on ${name}`,
      ...need,
      async fn() {
        const engine = await open(), loss = lossOf(row);
        assertEquals(loss.staticGraph, true);
        const params = Object.fromEntries(
          Object.entries(row.prediction).map((
            [name, { shape, values }],
          ) => [name, weight(shape, () => Float32Array.from(values))]),
        );
        const model: Model<tf.Tensor, unknown> = {
          ...{ name: "given", params, staticGraph: true },
          // What is a weight as it is would be met as itself.
          forward: () => together(Object.fromEntries(Object.entries(params).map(([name, w]) => [name, tf.mul(w, 1)]))),
        };
        const step = makeStep({ model, loss, optimizer: sgd({ lr: 1 }), slots: {}, engine });
        const y = together(made(row.target)), x = tf.zeros([1]), given = made(row.prediction);
        for (let i = 0; i < 6; i++) {
          for (const [name, w] of Object.entries(params)) w.assign(given[name]!);
          const losses = step({ x, y, size: 1 }, { step: i, steps: 6, stepsPerEpoch: 6 }, i) as {
            readonly loss: tf.Scalar;
          };
          const value = losses.loss.dataSync()[0]!;
          tf.dispose(losses as unknown as tf.TensorContainer);
          const slopes = Object.entries(params).map(([name, w]) => {
            const after = w.dataSync();
            return [name, Float64Array.from(row.prediction[name]!.values, (before, i) => before - after[i]!)] as const;
          });
          // A difference of numbers near 50 has the digits of 50.
          const largest = Math.max(...Object.values(row.prediction).flatMap(({ values }) => values.map(Math.abs)));
          assertAlmostEquals(value, row.value, 1e-6 * Math.max(1, Math.abs(row.value)));
          for (const [name, moved] of slopes) {
            row.gradients[name]!.forEach((slope, i) =>
              assertAlmostEquals(moved[i]!, slope, 2e-6 * Math.max(0.1, Math.abs(slope)) + 1.2e-7 * largest)
            );
          }
        }
        step.release?.();
        tf.dispose([x, y, given, params] as unknown as tf.TensorContainer);
      },
    });
  }
}
