import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  batchNorm,
  conv2d,
  initialize,
  makeJudgingStep,
  metric,
  type Model,
  model,
  native,
  relu,
  resnet18,
  sequential,
  tf,
} from "../../../mod.ts";
import { foldNorms } from "../../../src/engines/native/fold_norm.ts";
import type { Operation, Trace } from "../../../src/engines/native/trace.ts";
import { needLibrary } from "./need_library.ts";

const needed = await needLibrary();
const FLOAT = 1;

/** x [2, 4, 4, 3] through a convolution of 5 filters, a norm and a rectifier. */
function prediction({ training = false, filter = [1, 1, 3, 5], readTwice = false } = {}): Trace {
  const made = (name: string, inputs: number[], first: number, results = 1): Operation => ({
    name,
    attributes: name !== "FusedBatchNorm" ? [] : [
      { name: "epsilon", type: 2, value: 0.25 },
      { name: "is_training", type: 3, value: training },
    ],
    inputs,
    slots: 6,
    first,
    results: Array.from({ length: results }, (_, i) => ({ shape: i === 0 ? [2, 4, 4, 5] : [5], dtype: FLOAT })),
  });
  const slots = [[2, 4, 4, 3], filter, [5], [5], [5], [5]].map((shape) => ({ shape, dtype: FLOAT }));
  const operations = [
    made("Conv2D", [-1, -2], 0),
    made("FusedBatchNorm", [0, -3, -4, -5, -6], 1, 5),
    made("Relu", [1], 6),
    ...readTwice ? [made("Neg", [0], 7)] : [],
  ];
  return { operations, slots, varying: new Set(), outputs: [6], reads: [] };
}

const names = (trace: Trace) => foldNorms(trace).operations.map(({ name }) => name);

Deno.test("foldNorms() scales the filter and leaves a bias, with the rectifier right after it", () => {
  const folded = foldNorms(prediction());
  assertEquals(folded.operations.map(({ name }) => name), [
    ...["Add", "Rsqrt", "Mul", "Mul", "Sub", "Mul"],
    ...["Conv2D", "BiasAdd", "Relu"],
  ]);
  assertEquals(folded.slots.at(-1), { dtype: FLOAT, shape: [], values: [0.25] });
  assertEquals(folded.outputs, [folded.operations.at(-1)!.first]);
});

Deno.test("foldNorms() makes a product and a sum of a norm that cannot go into a convolution", () => {
  const apart = ["Add", "Rsqrt", "Mul", "Mul", "Sub", "Mul", "BiasAdd", "Relu"];
  assertEquals(names(prediction({ readTwice: true })), ["Conv2D", ...apart, "Neg"]);
  assertEquals(names(prediction({ filter: [9, 9, 3, 5] })), ["Conv2D", ...apart]);
});

Deno.test("foldNorms() leaves what trains, and a norm of which more than the result is read", () => {
  const read = prediction();
  for (const trace of [prediction({ training: true }), { ...read, outputs: [6, 2] }]) {
    assertEquals(names(trace), trace.operations.map(({ name }) => name));
  }
});

/** Predictions of a compiled step and of an eager one. */
async function both(network: Model<tf.Tensor4D, tf.Tensor>, x: tf.Tensor4D): Promise<Float32Array[]> {
  const engine = await native().open();
  initialize(network, 4);
  for (const [i, weight] of Object.values(network.params).entries()) {
    if (weight.rank === 1) tf.tidy(() => weight.assign(tf.randomUniform(weight.shape, 0.5, 1.5, "float32", i + 1)));
  }
  const last = metric({
    name: "last",
    better: "lower",
    init: () => tf.zeros([1]),
    update: (_, prediction: tf.Tensor) => tf.clone(prediction),
    compute: (state) => tf.sum(state) as tf.Scalar,
  });
  return [engine, undefined].map((engine) => {
    const judge = makeJudgingStep({ model: network, metrics: [last], ...engine && { engine } });
    let states: tf.Tensor[] = [last.init()];
    for (let i = 0; i < 5; i++) {
      const next = judge(states, x, undefined);
      tf.dispose(states);
      states = next;
    }
    return states[0]!.dataSync() as Float32Array;
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
