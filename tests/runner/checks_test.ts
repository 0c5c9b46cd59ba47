import { assertEquals, assertThrows } from "@std/assert";
import { cpu, sgd, weight } from "../../mod.ts";
import { checkChain, checkResume } from "../../src/runner/checks.ts";

const chain = { metrics: [], hooks: [], optimizer: sgd({ lr: 0.1 }), engine: cpu() };
const frozen = { name: "frozen", params: { w: weight([], 1, { trainable: false }) }, forward: (x: unknown) => x };

Deno.test("checkChain() refuses to train a model without a trainable weight, but lets it be judged", () => {
  checkChain("validate", ["model"], { ...chain, model: frozen });
  assertThrows(
    () => checkChain("train", ["model"], { ...chain, model: frozen }),
    TypeError,
    "the model must have a trainable weight: got frozen without one",
  );
});

for (const [name, value] of [["epochs", 0], ["steps", 1.5], ["valEvery", -1]] as const) {
  Deno.test(`checkChain() refuses ${name} ${value}`, () => {
    assertThrows(
      () => checkChain("train", [], { ...chain, [name]: value }),
      TypeError,
      `${name} must be a whole number of at least 1: got ${value}`,
    );
  });
}

Deno.test("checkChain() refuses seeds that are no unsigned 32-bit integers", () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) {
    assertThrows(
      () => checkChain("train", [], { ...chain, seed }),
      TypeError,
      `seed must be a whole number from 0 to 4294967295: got ${seed}`,
    );
  }
  checkChain("train", [], { ...chain, seed: 2 ** 32 - 1 });
});

const progress = { step: 30, epoch: 3, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };

Deno.test("checkResume() lets a run go on that is at least as long", () => {
  checkResume(progress, { epochs: 3 });
  checkResume(progress, { epochs: 4 });
  checkResume(progress, { steps: 30 });
});

Deno.test("checkResume() refuses one that is shorter, also by a part of an epoch", () => {
  const refused = (given: typeof progress, length: Parameters<typeof checkResume>[1]) =>
    assertThrows(() => checkResume(given, length), RangeError).message.match(/got (.*?)\./)![1];
  assertEquals(refused(progress, { epochs: 2 }), "a checkpoint after 3 epochs for a run of 2");
  assertEquals(refused({ ...progress, batch: 1 }, { epochs: 3 }), "a checkpoint after 3 epochs for a run of 3");
  assertEquals(refused(progress, { steps: 29 }), "a checkpoint after 30 steps for a run of 29");
});
