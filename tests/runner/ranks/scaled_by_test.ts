import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  arrays,
  byPart,
  chain,
  clipByNorm,
  cosine,
  cpu,
  ema,
  type Optimizer,
  tf,
  weight,
} from "../../../mod.ts";
import { fasterBy, largerBatches } from "../../../src/runner/ranks/scaled_by.ts";

await cpu().open();

const moment = { step: 0, steps: 9, stepsPerEpoch: 9 };
/** Where a weight is after an update, and what the log has. */
const moved = (optimizer: Optimizer) => {
  const params = { "a/w": weight([], 0) };
  tf.tidy(() => optimizer.update({ "a/w": tf.scalar(0.5) }, optimizer.init(params), params, moment));
  return [
    params["a/w"].dataSync()[0]!,
    ...Object.values(optimizer.rates?.(0, moment) ?? { lr: optimizer.lr(0, moment) }),
  ];
};

Deno.test("fasterBy multiplies the rate of what moves weights, whatever is around it, and that of a schedule, once", () => {
  const adams = (factor: number) => adam({ lr: cosine(0.01 * factor) });
  const around: readonly ((inner: Optimizer) => Optimizer)[] = [
    (inner) => inner,
    (inner) => ema(chain(clipByNorm(0.3), inner)),
    (inner) => accumulate(1, inner),
    (inner) => byPart({ a: inner }),
  ];
  for (const wrap of around) {
    const [told, asked] = [fasterBy(wrap(adams(1)), 3), wrap(adams(3))].map(moved);
    for (const [i, value] of told!.entries()) assertAlmostEquals(value, asked![i]!, 1e-7);
  }
});

Deno.test("largerBatches makes batches of more, and refuses a dataset that cannot", () => {
  const data = arrays({ x: [[0], [1], [2], [3], [4]], y: [0, 1, 0, 1, 0], batchSize: 2 }),
    larger = largerBatches(data, 2);
  assertEquals([larger.batchSize, larger.batches?.train, data.batchSize], [4, 2, 2]);
  assertThrows(
    () => largerBatches({ name: "mine", train: () => [] }, 2),
    TypeError,
    "Cannot scale the batches of mine",
  );
});
