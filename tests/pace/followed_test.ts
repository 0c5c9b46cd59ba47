import { assert, assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { dropRate, followed, rate } from "../../src/pace/followed.ts";
import {
  arrays,
  cpu,
  dense,
  dropout,
  type Engine,
  linear,
  meanSquaredError,
  type Model,
  native,
  runner,
  sequential,
  sgd,
  stochasticDepth,
  tf,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const at = (step: number) => ({ step, steps: 10, stepsPerEpoch: 5 });

Deno.test("followed() hands out numbers as they are, and schedules at the step", () => {
  const follow = followed("adam", {
    "a finite number of at least 0": { lr: (step, { steps }) => step / steps },
    "in [0, 1)": { beta1: 0.9 },
  });
  assertEquals(follow(at(3))("kernel"), { lr: 0.3, beta1: 0.9 });
  assertEquals(follow(at(5))("bias"), { lr: 0.5, beta1: 0.9 });
});

Deno.test("followed() puts in what a weight has of its own", () => {
  const follow = followed("sgd", { "a finite number of at least 0": { lr: 0.1, weightDecay: 0.5 } });
  const own = (weight: string, numbers: Readonly<Record<string, number>>) =>
    weight === "bias" ? { ...numbers, weightDecay: 0 } : numbers;
  const numbersOf = follow({ ...at(0), own });
  assertEquals([numbersOf("kernel"), numbersOf("bias")], [{ lr: 0.1, weightDecay: 0.5 }, { lr: 0.1, weightDecay: 0 }]);
});

Deno.test("followed() refuses a number at once, and what a schedule says when it says it", () => {
  const text = "Cannot make sgd as momentum must be in [0, 1): got 1.";
  assertThrows(() => followed("sgd", { "in [0, 1)": { momentum: 1 } }), RangeError, text);
  const follow = followed("sgd", { "in [0, 1)": { momentum: (step: number) => step / 4 } });
  assertEquals(follow(at(3))("kernel"), { momentum: 0.75 });
  assertThrows(() => follow(at(4)), RangeError, text);
});

Deno.test("rate() keeps a schedule and makes one of a number", () => {
  const schedule = (step: number) => step;
  assertStrictEquals(rate("sgd", schedule), schedule);
  assertEquals(rate("sgd", 0)(3, { steps: 4, stepsPerEpoch: 4 }), 0);
});

Deno.test("rate() refuses a number that cannot be one", () => {
  const error = assertThrows(() => rate("sgd", -1), RangeError);
  assertEquals(error.message, "Cannot make sgd as lr must be a finite number of at least 0: got -1.");
});

const needed = await needLibrary();
const moment = (step: number) => ({ step, steps: 11, stepsPerEpoch: 11 });

Deno.test("dropRate() refuses a rate out of its range, now or in the pass, and a pass that is nowhere", () => {
  assertThrows(() => dropRate("dropout", 1), RangeError, "rate must be in [0, 1): got 1");
  assertThrows(() => dropRate("dropout", () => 2)({ moment: moment(0) }), RangeError, "rate must be in [0, 1): got 2");
  assertThrows(() => dropRate("dropout", () => 0.5)({}), TypeError, "got one without moment");
});

Deno.test("dropout() and stochasticDepth() drop as much as their schedule says, by the masks of a fixed rate", async () => {
  await cpu().open();
  const x = tf.ones([64, 8]), rate = linear(0, 0.8);
  for (const make of [dropout, stochasticDepth]) {
    for (const step of [0, 5, 10]) {
      const [moved, fixed] = [make({ rate }), make({ rate: 0.08 * step })].map((layer) =>
        layer.forward(x, { training: true, seed: 3, moment: moment(step) }).dataSync()
      );
      for (const [i, value] of moved!.entries()) assertAlmostEquals(value, fixed![i]!, 1e-6);
    }
  }
});

const engines: readonly (readonly [string, () => Engine, { readonly ignore: boolean }])[] = [
  ["cpu", () => cpu(), { ignore: false }],
  ["wasm", () => wasm(), { ignore: false }],
  ["native, eager", () => native({ compile: false }), needed],
  ["native, compiled", () => native(), needed],
];
const x = Array.from({ length: 16 }, (_, i) => [Math.sin(i), Math.cos(i)]), y = x.map(([a]) => [a!]);

for (const [name, engine, need] of engines) {
  Deno.test({
    name: `dropout() by a schedule is told where a run is: ${name}`,
    ...need,
    async fn() {
      const rates: number[] = [], rate = linear(0, 0.5);
      const heard = Object.assign((step: number, span: Parameters<typeof rate>[1]) => {
        const now = rate(step, span);
        rates.push(now);
        return now;
      }, {});
      const network = sequential(
        dense({ inputs: 2, units: 4 }),
        dropout({ rate: heard }),
        dense({ inputs: 4, units: 1 }),
      );
      const { model } = await runner({ log: false, interrupt: false }).model(network as Model<tf.Tensor, tf.Tensor>)
        .data(arrays({ x, y, batchSize: 4 })).loss(meanSquaredError()).optimizer(sgd({ lr: 0.1 })).engine(engine())
        .train({ epochs: 3 });
      assertEquals(rates.length, 12);
      for (const [i, value] of rates.entries()) assertAlmostEquals(value, 0.5 * i / 11, 1e-6);
      assert(Object.values(model.params).every((weight) => weight.dataSync().every(Number.isFinite)));
    },
  });
}
