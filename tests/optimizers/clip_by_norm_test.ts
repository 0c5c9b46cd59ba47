import { assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { accumulate, chain, cpu, on, runner, sgd } from "../../mod.ts";
import { clipByNorm } from "../../src/optimizers/clip_by_norm.ts";
import { tf } from "../../src/tf.ts";
import { halfSquare, points } from "../toy.ts";

const moment = { step: 0, steps: 1, stepsPerEpoch: 1 };

function learning(values: readonly number[]) {
  const { val: _, ...data } = points(values);
  return data;
}

Deno.test("clipByNorm() measures all gradients together", () => {
  const { a, b } = clipByNorm(6.5).transform({ a: tf.tensor1d([3, 4]), b: tf.scalar(12) }, {}, {}, moment);
  [...a!.dataSync(), ...b!.dataSync()].forEach((number, i) => assertAlmostEquals(number, [1.5, 2, 6][i]!, 1e-5));
});

Deno.test("clipByNorm() measures by any norm, as PyTorch's clip_grad_norm_ does", () => {
  const scaled = (norm: number) => {
    const { a, b } = clipByNorm(1, { norm }).transform({ a: tf.tensor1d([3, -4]), b: tf.scalar(5) }, {}, {}, moment);
    return [...a!.dataSync(), ...b!.dataSync()];
  };
  for (const [norm, size] of [[1, 12], [3, Math.cbrt(27 + 64 + 125)], [Infinity, 5], [2, Math.sqrt(50)]] as const) {
    scaled(norm).forEach((number, i) => assertAlmostEquals(number, [3, -4, 5][i]! / (size + 1e-6), 1e-6));
  }
});

Deno.test("clipByNorm() leaves small gradients and none alone", () => {
  const { a } = clipByNorm(5.1).transform({ a: tf.tensor1d([3, 4]) }, {}, {}, moment);
  assertEquals(a!.arraySync(), [3, 4]);
  assertEquals(clipByNorm(1).transform({ a: tf.zeros([2]) }, {}, {}, moment).a!.arraySync(), [0, 0]);
  assertEquals(clipByNorm(1).transform({}, {}, {}, moment), {});
});

Deno.test("clipByNorm() refuses a norm that is not above 0", () => {
  const error = assertThrows(() => clipByNorm(0), RangeError);
  assertEquals(error.message, "Cannot make clipByNorm as max must be a finite number above 0: got 0.");
  assertThrows(() => clipByNorm(1, { norm: 0 }), RangeError, "norm must be at least 1, or Infinity: got 0.");
});

Deno.test("clipByNorm() logs the norm of before, beside the losses of the steps that move", async () => {
  const reports: Record<string, readonly number[]>[] = [];
  const slope = tf.tidy(() => tf.variable(tf.scalar(0)) as unknown as tf.Tensor) as unknown as tf.Variable;
  const model = { name: "line", params: { slope }, forward: (x: tf.Tensor1D) => tf.mul(x, slope) as tf.Tensor1D };
  await runner({ log: false }).model(model).data(learning([3, 3, 3, 3])).loss(halfSquare).engine(cpu())
    .optimizer(accumulate(2, chain(clipByNorm(1), sgd({ lr: 1 }))))
    .hook(on("report", ({ losses }) => void reports.push(losses)))
    .train({ epochs: 1 });
  // Gradients of 3 and, after a step of 1, of 2.
  assertEquals(reports.map(({ grad_norm }) => grad_norm!.map(Math.round)), [[3, 2]]);
  assertEquals(reports[0]!.loss!.length, 4);
});

Deno.test("clipByNorm() tells of a gradient that is not finite by the norm", async () => {
  const slope = tf.tidy(() => tf.variable(tf.scalar(0)) as unknown as tf.Tensor) as unknown as tf.Variable;
  const model = {
    name: "root",
    params: { slope },
    forward: (x: tf.Tensor1D) => tf.mul(x, tf.sqrt(slope)) as tf.Tensor1D,
  };
  const run = runner({ log: false }).model(model).data(learning([3])).loss(halfSquare).engine(cpu())
    .optimizer(chain(clipByNorm(1), sgd({ lr: 1 }))).train({ epochs: 1 });
  await assertRejects(() => run, RangeError, "grad_norm must be finite: got Infinity at step 1");
});
