import { assert, assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { adamw } from "../../src/optimizers/adam.ts";
import { muon } from "../../src/optimizers/muon.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const model = () => ({
  ...{ "embed/table": weight([8, 4], 1), "body/kernel": weight([4, 6], 1), "body/bias": weight([6], 1) },
  ...{ "conv/kernel": weight([3, 3, 2, 4], 1), "norm/mean": weight([4], 0, { trainable: false }) },
});

Deno.test("muon() keeps a momentum for matrices and filters, and has its companion remember the rest", async () => {
  await cpu().open();
  const slots = muon({ lr: 0.02, except: ["embed"] }).init(model());
  assertEquals(Object.keys(slots), [
    ...["body/kernel/momentum", "conv/kernel/momentum"],
    ...["embed/table/first", "embed/table/second", "body/bias/first", "body/bias/second"],
  ]);
});

Deno.test("muon() moves a filter as the matrix of all its inputs by its outputs", async () => {
  await cpu().open();
  const optimizer = muon({ lr: 1, nesterov: false, momentum: 0 });
  const filter = { w: weight([1, 2, 3, 4], 0) }, kernel = { w: weight([6, 4], 0) };
  const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
  tf.tidy(() => {
    const values = Float32Array.from({ length: 24 }, (_, i) => Math.sin(i * i));
    optimizer.update({ w: tf.tensor(values, [1, 2, 3, 4]) }, optimizer.init(filter), filter, moment);
    optimizer.update({ w: tf.tensor(values, [6, 4]) }, optimizer.init(kernel), kernel, moment);
  });
  assertEquals(filter.w.dataSync(), kernel.w.dataSync());
  assert(kernel.w.dataSync().some((number) => number !== 0));
});

Deno.test("muon() has a companion that follows its rate where none is given", async () => {
  await cpu().open();
  const params = { bias: weight([1], 1) }, optimizer = muon({ lr: (step) => step === 0 ? 0 : 2 });
  const slots = optimizer.init(params);
  const walk = [0, 1].map((step) => {
    tf.tidy(() => optimizer.update({ bias: tf.tensor1d([3]) }, slots, params, { step, steps: 2, stepsPerEpoch: 2 }));
    return Math.round(params.bias.dataSync()[0]! * 1e5) / 1e5;
  });
  assertEquals(walk, [1, 0.97]);
  assertEquals(optimizer.lr(1, { steps: 2, stepsPerEpoch: 2 }), 2);
});

Deno.test("muon() refuses what it cannot work with", () => {
  const unused = "Cannot use muon as every pattern of except must name a weight: got head. The weights are embed/table";
  assertThrows(() => muon({ lr: 0.02, except: ["embed", "head"] }).init(model()), RangeError, unused);
  const scale = "Cannot make muon as scale must be original, matchRms or none: got toString.";
  assertThrows(() => muon({ lr: 0.02, scale: "toString" as never }), RangeError, scale);
  assertThrows(() => muon({ lr: 0.02, companion: adamw as never }), TypeError, "must be an optimizer: got function.");
  assertThrows(
    () => muon({ lr: 0.02, momentum: 1, companion: sgd({ lr: 1 }) }),
    RangeError,
    "momentum must be in [0, 1)",
  );
});
