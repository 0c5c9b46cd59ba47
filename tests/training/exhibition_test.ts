import { assert, assertEquals } from "@std/assert";
import { cpu, type Engine, type Hook, mlp, native, runner, sgd, type Shows, tf, wasm } from "../../mod.ts";
import { arrays, findLibtensorflow, mae, meanSquaredError } from "../../mod.ts";
import { need } from "../needs.ts";

const x = Array.from({ length: 12 }, (_, i) => [i / 12, 1 - i / 12]), y = x.map(([a, b]) => [a! - 2 * b!]);

interface Seen {
  readonly step: number;
  readonly gradient?: number[];
  readonly weight?: number[];
  readonly prediction?: number[];
  readonly batch?: number;
}

async function seen(engine: Engine, shown?: Shows) {
  const list: Seen[] = [];
  const numbers = (tensor: unknown) => Array.from((tensor as tf.Tensor).dataSync());
  const watch: Hook = Object.assign(function watch(event: Parameters<Hook>[0]) {
    if (event.type !== "step" && event.type !== "val" || event.shown === undefined) return;
    const { gradients, weights, prediction, x, y } = event.shown;
    assertEquals([x === undefined, y === undefined], [prediction === undefined, prediction === undefined]);
    list.push({
      step: event.type === "step" ? event.step : -event.batch,
      ...gradients && { gradient: numbers(gradients["dense1.weight"] ?? Object.values(gradients)[0]) },
      ...weights && { weight: numbers(Object.values(weights)[0]) },
      ...prediction !== undefined && { prediction: numbers(prediction), batch: (x as tf.Tensor).shape[0]! },
    });
  }, shown && { needs: { shown } });
  const { model } = await runner({ log: false, interrupt: false })
    .model(mlp({ sizes: [2, 1] }))
    .data(arrays({ x, y, valX: x, valY: y, batchSize: 4 }))
    .loss(meanSquaredError())
    .evaluator(mae())
    .optimizer(sgd({ lr: 0.1 }))
    .engine(engine)
    .hook(watch)
    .train({ epochs: 4 });
  const weights = Object.values(model.params).map((weight) => numbers(weight));
  tf.dispose(model.params as never);
  return { list, weights };
}

const here = await need(
  "libtensorflow",
  "deno run -A tools/install_native.ts",
  () => findLibtensorflow() !== undefined,
);
const ENGINES = [["cpu", cpu, {}], ["wasm", wasm, {}], ["native", native, here], [
  "native, eager",
  () => native({ compile: false }),
  here,
]] as const;

for (const [name, engine, need] of ENGINES) {
  Deno.test({
    ...{
      name: `exhibition() shows what was asked for, when it was, and changes nothing that is learnt, on ${name}`,
      ...need,
    },
    async fn() {
      const plain = await seen(engine());
      assertEquals(plain.list, []);
      const before = tf.memory().numTensors;
      const { list, weights } = await seen(engine(), { gradients: 5, weights: 4, steps: 3, val: 2 });
      assertEquals(tf.memory().numTensors, before);
      assertEquals(weights, plain.weights);
      const at = (key: keyof Seen) => list.filter((one) => one[key] !== undefined).map(({ step }) => step);
      assertEquals(at("gradient"), [5, 10]);
      assertEquals(at("weight"), [4, 8, 12]);
      // Of each validation the first and the third batch, below 0.
      assertEquals(at("prediction"), [3, -1, -3, 6, -1, -3, 9, -1, -3, 12, -1, -3]);
      assert(list.every(({ batch = 4 }) => batch === 4));
      assertEquals(list.at(-1)!.weight, undefined);
      assertEquals(list.find(({ step }) => step === 12)!.weight, weights[0]);
    },
  });

  Deno.test({
    ...{ name: `exhibition() shows gradients that the weights have moved by, on ${name}`, ...need },
    async fn() {
      const { list } = await seen(engine(), { gradients: 1, weights: 1 });
      assertEquals(list.length, 12);
      for (const [i, { weight, gradient }] of list.entries()) {
        const next = list[i + 1];
        if (next === undefined) continue;
        for (const [j, value] of weight!.entries()) {
          assert(Math.abs(next.weight![j]! - (value - 0.1 * next.gradient![j]!)) < 1e-6);
        }
        assert(gradient!.some((value) => value !== 0));
      }
    },
  });
}
