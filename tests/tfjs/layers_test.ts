/**
 * A small model of each kind of tfjs's layers learns for two steps: losses, weights and predictions are those of tfjs's plain JavaScript,
 * whose operations tests of their own hold to closed forms, differences and PyTorch.
 */
import { assert } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { draws } from "./random.ts";

type Layer = Parameters<InstanceType<typeof tf.Sequential>["add"]>[0];
interface Row {
  readonly input: readonly number[];
  readonly layers: () => readonly Layer[];
  /** Where the input is names of things. */
  readonly names?: boolean;
}

const { layers: l } = tf;
const row = (input: readonly number[], ...layers: (() => Layer)[]): Row => ({
  input,
  layers: () => layers.map((make) => make()),
});
const flat = () => l.flatten(), end = () => l.dense({ units: 2 });
const filters = (size: number) => () => l.conv2d({ filters: size, kernelSize: 2 });
const activations = [
  ...["linear", "relu", "relu6", "elu", "selu", "sigmoid", "hardSigmoid", "softplus", "softsign", "tanh", "softmax"],
  ...["swish", "mish", "gelu"],
] as const;

const rows: Readonly<Record<string, Row>> = {
  ...Object.fromEntries(activations.map((activation) => {
    return [`dense, ${activation}`, row([5], () => l.dense({ units: 4, activation: activation as "relu" }), end)];
  })),
  ...Object.fromEntries((["same", "valid"] as const).flatMap((padding) => {
    const options = { padding, strides: 2, kernelSize: 3 }, pool = { padding, strides: 2 };
    return Object.entries({
      conv1d: row([9, 3], () => l.conv1d({ ...options, filters: 4, activation: "relu" }), flat, end),
      conv2d: row([7, 6, 3], () => l.conv2d({ ...options, filters: 4, activation: "relu" }), flat, end),
      conv3d: row([4, 5, 4, 2], () => l.conv3d({ filters: 3, kernelSize: 2, padding }), flat, end),
      conv2dTranspose: row([4, 3, 3], () => l.conv2dTranspose({ ...options, filters: 2 }), flat, end),
      separableConv2d: row([5, 5, 2], () => l.separableConv2d({ filters: 3, kernelSize: 3, padding }), flat, end),
      depthwiseConv2d: row([6, 6, 3], () => l.depthwiseConv2d({ ...options, strides: [2, 2] }), flat, end),
      maxPooling1d: row([9, 3], () => l.maxPooling1d({ poolSize: 3, ...pool }), flat, end),
      averagePooling1d: row([9, 3], () => l.averagePooling1d({ poolSize: 3, ...pool }), flat, end),
      maxPooling2d: row([7, 7, 3], filters(3), () => l.maxPooling2d({ poolSize: 3, ...pool }), flat, end),
      averagePooling2d: row([7, 7, 3], filters(3), () => l.averagePooling2d({ poolSize: 3, ...pool }), flat, end),
      maxPooling3d: row([5, 5, 5, 2], () => l.maxPooling3d({ poolSize: 2, ...pool }), flat, end),
      averagePooling3d: row([5, 5, 5, 2], () => l.averagePooling3d({ poolSize: 2, ...pool }), flat, end),
    }).map(([name, made]) => [`${name}, ${padding}`, made]);
  })),
  ...Object.fromEntries((["same", "valid"] as const).flatMap((padding) => {
    const apart = { filters: 3, kernelSize: 2, padding, dilationRate: 2 };
    return Object.entries({
      conv1d: row([9, 2], () => l.conv1d({ ...apart, strides: 2 }), flat, end),
      conv2d: row([6, 5, 2], () => l.conv2d({ ...apart, activation: "relu" }), flat, end),
      "conv2d, stride 2": row([7, 6, 2], () => l.conv2d({ ...apart, strides: 2 }), flat, end),
      conv3d: row([4, 3, 4, 1], () => l.conv3d({ ...apart, filters: 2 }), flat, end),
    }).map(([name, made]) => [`${name} whose taps lie apart, ${padding}`, made]);
  })),
  "batchNormalization": row([5], () => l.dense({ units: 4 }), () => l.batchNormalization(), end),
  "batchNormalization of images": row([4, 4, 3], filters(4), () => l.batchNormalization(), flat, end),
  "batchNormalization along the first axis": row([3, 4, 5], () => l.batchNormalization({ axis: 1 }), flat, end),
  "bidirectional": row([4, 3], () => l.bidirectional({ layer: l.lstm({ units: 3 }), mergeMode: "sum" }), end),
  "convLstm2d": row([2, 4, 4, 2], () => l.convLstm2d({ filters: 2, kernelSize: 3 }), flat, end),
  "cropping2D": row([5, 5, 2], filters(2), () => l.cropping2D({ cropping: [[1, 1], [0, 2]] }), flat, end),
  "embedding, masked": {
    ...row([6], () => l.embedding({ inputDim: 10, outputDim: 4, maskZero: true }), () => l.lstm({ units: 3 }), end),
    names: true,
  },
  "globalAveragePooling2d": row([5, 4, 3], filters(3), () => l.globalAveragePooling2d({}), end),
  "globalMaxPooling1d": row([5, 3], () => l.conv1d({ filters: 3, kernelSize: 2 }), () => l.globalMaxPooling1d(), end),
  "gru": row([4, 3], () => l.gru({ units: 4, returnSequences: true }), () => l.gru({ units: 3 }), end),
  "layerNormalization": row([5, 4], () => l.layerNormalization(), flat, end),
  "layerNormalization over two axes": row([5, 4], () => l.layerNormalization({ axis: [1, 2] }), flat, end),
  "leakyReLU": row([5], () => l.dense({ units: 4 }), () => l.leakyReLU({}), end),
  "lstm": row([4, 3], () => l.lstm({ units: 4, returnSequences: true }), () => l.lstm({ units: 3 }), end),
  "masking": row([4, 3], () => l.masking({ maskValue: 0 }), () => l.simpleRNN({ units: 3 }), end),
  "permute and repeatVector": row([4], () => l.repeatVector({ n: 3 }), () => l.permute({ dims: [2, 1] }), flat, end),
  "prelu, shared along rows": row([4, 5, 3], filters(2), () => l.prelu({ sharedAxes: [2] }), flat, end),
  "timeDistributed": row([4, 5], () => l.timeDistributed({ layer: l.dense({ units: 3 }) }), flat, end),
  "upSampling2d": row([3, 3, 2], () => l.upSampling2d({ size: [2, 2] }), flat, end),
  "zeroPadding2d": row([3, 3, 2], () => l.zeroPadding2d({ padding: [[1, 2], [0, 1]] }), flat, end),
};

/** Losses, a prediction and all weights after two steps. */
function learnt({ input, layers, names = false }: Row): number[] {
  return tf.tidy(() => {
    const first = tf.input({ shape: [...input] });
    const last = layers().reduce((x, layer) => layer.apply(x) as typeof first, first);
    const model = tf.model({ inputs: first, outputs: last }), d = draws("layers");
    model.setWeights(
      model.getWeights().map((weight, i) => {
        const drawn = d.tensor(weight.shape);
        // Variances, and what may stand in their place, are above 0.
        return weight.rank === 1 && i % 2 === 1 ? tf.add(tf.abs(drawn), 0.5) : drawn;
      }),
    );
    model.compile({ optimizer: tf.train.sgd(0.05), loss: "meanSquaredError" });
    const given = d.tensor([4, ...input]), x = names ? tf.floor(tf.mul(tf.abs(given), 4)) : given;
    const y = d.tensor([4, ...last.shape.slice(1) as number[]]);
    const step = (model as unknown as { makeTrainFunction(): (data: tf.Tensor[]) => tf.Scalar[] }).makeTrainFunction();
    const losses = [0, 1].flatMap(() => step([x, y]).map((loss) => loss.dataSync()[0]!));
    return [...losses, ...[model.predict(x) as tf.Tensor, ...model.getWeights()].flatMap((t) => [...t.dataSync()])];
  });
}

await cpu().open();
const right = new Map(Object.entries(rows).map(([name, made]) => [name, learnt(made)]));

for (
  const [engine, needed] of [[wasm({ threads: 2 }), {}], [native(), await needLibrary()]] as const
) {
  Deno.test({
    name: `${engine.name}() teaches tfjs's layers as plain JavaScript does`,
    ...needed,
    fn: async (t) => {
      await engine.open();
      for (const [name, made] of Object.entries(rows)) {
        await t.step(name, () => {
          const expected = right.get(name)!, told = learnt(made);
          told.forEach((value, i) => {
            const wanted = expected[i]!;
            assert(
              Math.abs(value - wanted) <= 1e-3 * Math.max(1, Math.abs(wanted)),
              `number ${i} is ${value}, not ${wanted}`,
            );
          });
        });
      }
    },
  });
}
