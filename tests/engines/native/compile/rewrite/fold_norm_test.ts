import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  batchNorm,
  conv2d,
  initialize,
  makeJudgingStep,
  type Model,
  model,
  native,
  relu,
  resnet18,
  sequential,
  tf,
} from "../../../../../mod.ts";
import { foldNorms } from "../../../../../src/engines/native/compile/rewrite/fold_norm.ts";
import type { Trace } from "../../../../../src/engines/native/compile/records.ts";
import { lastPrediction } from "../last_prediction.ts";
import { needLibrary } from "../../need_library.ts";
import { type Line, traceOf } from "../trace_of.ts";

const needed = await needLibrary();
/** x [2, 4, 4, 3] through a convolution of 5 filters, a product and a sum by channel, and a rectifier. */
function prediction({ filter = [1, 1, 3, 5], slope = [5], readTwice = false, flat = false, lasting = false } = {}) {
  const made = [2, 4, 4, 5],
    lines: Line[] = flat ? [["MatMul", [-1, -2], [32, 5]], ["Reshape", [0, -5], made]] : [["Conv2D", [-1, -2], made]];
  const y = lines.length - 1;
  lines.push(["Mul", [y, -3], made], ["BiasAdd", [y + 1, -4], made], ["Relu", [y + 2], made]);
  if (readTwice) lines.push(["Neg", [y], made]);
  const slots = [[2, 4, 4, 3], filter, slope, [5], [4]].map((shape) => ({ shape }));
  return traceOf(slots, lines, { outputs: [y + 3], given: lasting ? [0] : [0, 1, 2, 3, 4] });
}

const names = (trace: Trace) => foldNorms(trace).operations.map(({ name }) => name);

Deno.test("foldNorms() scales the filter and leaves a bias, with the rectifier right after it", () => {
  const folded = foldNorms(prediction());
  assertEquals(folded.operations.map(({ name }) => name), ["Mul", "Conv2D", "BiasAdd", "Relu"]);
  assertEquals(folded.operations.map(({ inputs }) => inputs), [[-2, -3], [-1, 0], [1, -4], [2]]);
  assertEquals(folded.outputs, [3]);
});

Deno.test("foldNorms() makes images of a product of matrices when all is done to it", () => {
  assertEquals(names(prediction({ flat: true })), ["Mul", "MatMul", "BiasAdd", "Relu", "Reshape"]);
});

Deno.test("foldNorms() leaves what is read elsewhere too, filters larger than their outputs, and other products", () => {
  for (const trace of [{ readTwice: true }, { filter: [9, 9, 3, 5] }, { slope: [2, 4, 4, 5] }].map(prediction)) {
    assertEquals(names(trace), trace.operations.map(({ name }) => name));
  }
});

Deno.test("foldNorms() scales a filter of any size where it lasts, as it is scaled once", () => {
  assertEquals(names(prediction({ filter: [9, 9, 3, 5], lasting: true })), ["Mul", "Conv2D", "BiasAdd", "Relu"]);
});

/** Predictions of a compiled step and of an eager one. */
async function both(network: Model<tf.Tensor4D, tf.Tensor>, x: tf.Tensor4D): Promise<Float32Array[]> {
  const engine = await native().open();
  initialize(network, 4);
  for (const [i, weight] of Object.values(network.params).entries()) {
    if (weight.rank === 1) tf.tidy(() => weight.assign(tf.randomUniform(weight.shape, 0.5, 1.5, "float32", i + 1)));
  }
  return [engine, undefined].map((engine) => {
    const judge = makeJudgingStep({ model: network, metrics: [lastPrediction], ...engine && { engine } });
    const predictions: Float32Array[] = [];
    let states: tf.Tensor[] = [lastPrediction.init()];
    for (let i = 0; i < 20; i++) {
      const next = judge(states, x, undefined);
      tf.dispose(states);
      states = next;
      predictions.push(states[0]!.dataSync() as Float32Array);
    }
    tf.dispose(states);
    // After a while by a function for these weights alone.
    for (const prediction of predictions) assertEquals(prediction, predictions[0]);
    return predictions[0]!;
  });
}

const around = (size: number) => ({ channels: 4, filters: 4, kernelSize: size, padding: (size - 1) / 2 });
const networks: Record<string, () => Model<tf.Tensor4D, tf.Tensor>> = {
  "ResNet-18": () => resnet18({ classes: 10 }) as unknown as Model<tf.Tensor4D, tf.Tensor>,
  "1x1 and 3x3 windows, with a bias and without": () =>
    sequential(
      conv2d({ channels: 3, filters: 4, kernelSize: 1, bias: false }),
      batchNorm({ channels: 4 }),
      relu(),
      conv2d({ ...around(3) }),
      batchNorm({ channels: 4 }),
      conv2d({ ...around(3), stride: 2, bias: false }),
      batchNorm({ channels: 4, epsilon: 0.1 }),
    ) as unknown as Model<tf.Tensor4D, tf.Tensor>,
  "an image that is added to two others, one of them with a wide pad and a stride, and used after that": () =>
    model({
      staticGraph: true,
      params: {
        first: conv2d({ ...around(3), channels: 3, bias: false }),
        second: conv2d({ ...around(5), bias: false }),
        third: conv2d({ ...around(7), stride: 2, bias: false }),
        norm: batchNorm({ channels: 4 }),
      },
      forward(x: tf.Tensor4D, mode, { first, second, third, norm }) {
        const y = tf.relu(norm.forward(first.forward(x, mode), mode) as tf.Tensor4D);
        const z = tf.relu(tf.add<tf.Tensor4D>(norm.forward(second.forward(y, mode), mode), y));
        const half = tf.relu(tf.add(norm.forward(third.forward(z, mode), mode), tf.avgPool(y, 2, 2, "valid")));
        return tf.add(tf.avgPool(tf.add(y, z), 2, 2, "valid"), half);
      },
    }),
  "a convolution that is read twice": () =>
    model({
      staticGraph: true,
      params: {
        conv: conv2d({ channels: 3, filters: 4, kernelSize: 1, bias: false }),
        norm: batchNorm({ channels: 4 }),
      },
      forward(x: tf.Tensor4D, mode, { conv, norm }) {
        const y = conv.forward(x, mode);
        return tf.add(norm.forward(y, mode), y);
      },
    }),
};

for (const [name, make] of Object.entries(networks)) {
  Deno.test({
    name: `foldNorms() changes no prediction: ${name}`,
    ...needed,
    async fn() {
      const network = make(), x = tf.randomNormal([4, 16, 16, 3], 0, 1, "float32", 9) as tf.Tensor4D;
      const [folded, plain] = await both(network, x);
      assert(plain!.some((value) => Math.abs(value) > 0.1));
      for (const [i, value] of plain!.entries()) assertAlmostEquals(folded![i]!, value, 1e-4 * (1 + Math.abs(value)));
      tf.dispose([network.params, x]);
    },
  });
}
