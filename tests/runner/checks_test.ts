import { assert, assertEquals, assertThrows } from "@std/assert";
import { accuracy, cifar10, cpu, mlp, sgd, weight } from "../../mod.ts";
import { checkChain, checkData } from "../../src/runner/checks.ts";

const chain = { metrics: [], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
const frozen = { name: "frozen", params: { w: weight([], 1, { trainable: false }) }, forward: (x: unknown) => x };

Deno.test("checkChain() refuses to train a model without a trainable weight, but lets it be judged", () => {
  checkChain("validate", ["model"], { ...chain, model: frozen }, {});
  assertThrows(
    () => checkChain("train", ["model"], { ...chain, model: frozen }, { epochs: 1 }),
    TypeError,
    "the model must have a trainable weight: got frozen without one",
  );
});

for (const [name, value] of [["epochs", 0], ["steps", 1.5], ["samples", -1]] as const) {
  Deno.test(`checkChain() refuses ${name} ${value}`, () => {
    assertThrows(
      () => checkChain("train", [], chain, { [name]: value }),
      TypeError,
      `${name} must be a whole number of at least 1: got ${value}`,
    );
  });
}

Deno.test("checkChain() refuses a score that the logs would write over", () => {
  // The keys of a line of MMEngine's scalars.json, and the samples.
  for (const name of ["data_time", "epoch", "iter", "lr", "memory", "samples", "step", "time"]) {
    assertThrows(
      () => checkChain("train", [], { ...chain, metrics: [{ ...accuracy(), name }] as never }, { epochs: 1 }),
      TypeError,
      `the logs call something of their own ${name}: got a score of that name`,
    );
  }
});

const OPTIONS =
  "epochs, steps, samples, minutes, valEvery, valBegin, batchesPerEpoch, limit, overfit, dryRun, resume, " +
  "weights and nonFinite";

Deno.test("checkChain() refuses parts of another kind, with what was meant where a factory was not called", () => {
  const parts = {
    ...{ model: mlp, data: cifar10, optimizer: sgd, engine: "wasm", loss: {}, metrics: [accuracy], hooks: [undefined] },
  };
  const { message } = assertThrows(() => checkChain("train", [], parts as never, { epochs: 1 }), TypeError);
  assertEquals(message.split("\n  - ").slice(1), [
    ".model() takes what has forward(): got the function mlp; call it: mlp()",
    ".data() takes what has train(): got the function cifar10; call it: cifar10()",
    ".optimizer() takes what has update(): got the function sgd; call it: sgd()",
    ".engine() takes what has open(): got string",
    ".evaluator() takes what has update(): got the function accuracy; call it: accuracy()",
    ".loss() takes a function: got object",
    ".hook() takes a function: got undefined",
  ]);
});

Deno.test("checkChain() refuses seeds that are no unsigned 32-bit integers", () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
    assertThrows(
      () => checkChain("train", [], { ...chain, seed }, { epochs: 1 }),
      TypeError,
      `seed must be "random" or a whole number from 0 to 4294967295: got ${seed}`,
    );
  }
  checkChain("train", [], { ...chain, seed: 2 ** 32 - 1 }, { epochs: 1 });
});

for (
  const [options, reason] of [
    [{}, "a run has a length: got no epochs, steps, samples or minutes; write .train({ epochs: 5 })"],
    [undefined, `the options of .train() come as an object of ${OPTIONS}: got undefined.`],
    [{ epoch: 2 }, `the options of .train() are ${OPTIONS}: got epoch. Did you mean epochs?`],
    [{ epochs: 1, steps: 5 }, "a run is counted in one of epochs, steps and samples: got epochs 1 and steps 5"],
    [{ steps: 1, samples: 5 }, "a run is counted in one of epochs, steps and samples: got steps 1 and samples 5"],
    [{ minutes: 0 }, "minutes must be a finite number above 0: got 0"],
    [{ epochs: 1, minutes: Infinity }, "minutes must be a finite number above 0: got Infinity"],
    [{ steps: 9, valEvery: 0.25 }, "valEvery must be a whole number of at least 1: got 0.25"],
    [
      { epochs: 9, valEvery: [[5, 2], [5, 1]] },
      "valEvery must be pairs of where it begins, each later than the last, and a finite number above 0: got [5,1]",
    ],
    [
      { steps: 9, valEvery: [[0, 2.5]] },
      "valEvery must be pairs of where it begins, each later than the last, and a whole number of at least 1: got [0,2.5]",
    ],
    [
      { epochs: 9, valEvery: [] },
      "valEvery must be pairs of where it begins, each later than the last, and a finite number above 0: got an empty list",
    ],
    [{ epochs: 9, valBegin: -1 }, "valBegin must be a finite number of at least 0: got -1"],
    [{ epochs: 1.5 }, "epochs must be a whole number of at least 1: got 1.5"],
    [{ epochs: 1, valEvery: NaN }, "valEvery must be a finite number above 0: got NaN"],
    [{ epochs: 1, resume: "" }, "resume must be true, false or the path of a checkpoint: got an empty one"],
    [{ epochs: 1, weights: 3 }, "weights must be true, false or the path of a checkpoint: got 3"],
    [{ epochs: 1, resume: 3 }, "resume must be true, false or the path of a checkpoint: got 3"],
  ] as const
) {
  Deno.test(`checkChain() refuses to train with ${JSON.stringify(options)}`, () => {
    const { message } = assertThrows(() => checkChain("train", [], chain, options), TypeError);
    assert(message.includes(`\n  - ${reason}`), message);
  });
}

Deno.test("checkChain() refuses an option that a judgement does not know", () => {
  const reason = "the options of .test() come as an object of checkpoint: got last.";
  assertThrows(() => checkChain("test", [], chain, "last"), TypeError, reason);
  const unknown = "the options of .validate() are checkpoint: got checkpont. Did you mean checkpoint?";
  assertThrows(() => checkChain("validate", [], chain, { checkpont: true }), TypeError, unknown);
});
const numbers = { name: "numbers", train: () => [] }, judged = { ...numbers, val: () => [] };

for (
  const [call, data, parts, reason] of [
    [
      "train",
      numbers,
      { metrics: [accuracy()] },
      "an evaluator needs validation data: got numbers without val(), to be judged by accuracy",
    ],
    [
      "train",
      { ...numbers, test: () => [] },
      { metrics: [accuracy()], workDir: "work", checkpoint: { best: "accuracy" } },
      "the hook checkpoint needs the score accuracy: got a run that is never judged",
    ],
    [
      "train",
      judged,
      {},
      "validation data needs an evaluator: got numbers with val() and no metric; call .evaluator(), as in .evaluator(accuracy())",
    ],
    [
      "validate",
      { ...numbers, test: () => [] },
      { metrics: [accuracy()] },
      ".validate() needs batches to be judged on: got numbers without val()",
    ],
    ["test", numbers, { metrics: [accuracy()] }, ".test() needs batches to be judged on: got numbers without any"],
  ] as const
) {
  Deno.test(`checkChain() refuses to ${call} as ${reason}`, () => {
    const options = call === "train" ? { epochs: 1 } : {};
    const whole = { ...chain, ...parts, data };
    const { message } = assertThrows(() => checkChain(call, [], whole, options), TypeError);
    assert(message.includes(`\n  - ${reason}`), message);
    // Which passes there are is sure once the dataset is open.
    const later = { ...whole, data: { ...data, open: () => Promise.resolve() } };
    checkChain(call, [], later, options);
    assertThrows(() => checkData(call, later), TypeError, reason);
  });
}

Deno.test("checkChain() lets a dataset pass whose passes fit the rest", () => {
  checkChain("train", [], { ...chain, data: numbers }, { epochs: 1 });
  checkChain("train", [], { ...chain, data: judged, metrics: [accuracy()] }, { epochs: 1 });
  // Metrics are for the last judgement here.
  checkChain("train", [], { ...chain, data: { ...numbers, test: () => [] }, metrics: [accuracy()] }, { epochs: 1 });
});

Deno.test("checkChain() refuses to judge without an evaluator", () => {
  for (const call of ["validate", "test"] as const) {
    assertThrows(
      () => checkChain(call, ["evaluator"], { ...chain, data: judged }, {}),
      TypeError,
      `call .evaluator() before .${call}()`,
    );
  }
});
