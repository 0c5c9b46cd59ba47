/** Small networks of images that a seed draws: layers, their settings, an optimizer. */
import * as r from "../../../../mod.ts";
import { draws } from "../../../tfjs/random.ts";

/** A network, and what it learns by. */
export interface Drawn {
  /** What it is made of, for errors. */
  readonly name: string;
  readonly model: r.Model<r.tf.Tensor4D, r.tf.Tensor2D>;
  readonly optimizer: r.Optimizer;
  /** Height, width and channels of an image. */
  readonly image: readonly [number, number, number];
}

/** How many classes all of them have. */
export const CLASSES = 4;

const ACTIVATIONS = [r.relu, r.gelu, r.silu, r.leakyRelu, r.hardSwish, r.relu6, r.tanh, r.sigmoid];
const OPTIMIZERS: readonly (() => r.Optimizer)[] = [
  () => r.sgd({ lr: 0.05 }),
  () => r.sgd({ lr: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-3 }),
  () => r.adam({ lr: 1e-2 }),
  () => r.chain(r.clipByNorm(0.5), r.sgd({ lr: 0.1 })),
  () => r.rmsprop({ lr: 1e-3 }),
  () => r.adamax({ lr: 1e-2 }),
];

/** The network of a seed. */
export function drawNetwork(seed: number): Drawn {
  const d = draws("network", seed), layers: r.AnyLayer[] = [], image = [6 + d.int(8), 6 + d.int(8), 2 * (1 + d.int(3))];
  let [height, width, channels] = image as [number, number, number];
  const rest: (() => r.AnyLayer)[] = [
    () => r.batchNorm({ channels }),
    () => r.groupNorm({ channels, groups: channels % 2 === 0 ? 2 : 1 }),
    () => r.layerNorm({ units: channels }),
    () => r.dropout({ rate: 0.3 }),
    () => r.squeezeExcite({ channels, squeezed: 1 + d.int(channels) }),
    ...ACTIVATIONS,
  ];
  const convolve = () => {
    const kernelSize = 1 + d.int(3), stride = 1 + d.int(2), padding = d.int(kernelSize);
    const groups = d.pick([1, 1, 1, channels]), filters = groups * (1 + d.int(Math.max(1, 12 / groups)));
    const sides = [height, width].map((side) => Math.floor((side + 2 * padding - kernelSize) / stride) + 1);
    if (Math.min(...sides) < 2) return;
    layers.push(r.conv2d({ channels, filters, kernelSize, stride, padding, groups, bias: d.int(2) === 0 }));
    [height, width, channels] = [...sides, filters] as [number, number, number];
  };
  const pool = () => {
    if (Math.min(height, width) < 4) return;
    layers.push(d.pick([r.maxPool, r.avgPool])({ size: 2, stride: 2 }));
    [height, width] = [Math.floor(height / 2), Math.floor(width / 2)];
  };
  for (let i = 2 + d.int(5); i > 0; i--) d.pick([convolve, convolve, pool, () => layers.push(d.pick(rest)())])();
  const isFlat = d.int(2) === 0;
  layers.push(isFlat ? r.flatten() : r.globalAvgPool());
  layers.push(r.dense({ inputs: isFlat ? height * width * channels : channels, units: CLASSES }));
  const model = r.sequential(...layers as [r.AnyLayer]) as unknown as Drawn["model"];
  r.initialize(model, seed);
  return {
    name: `network ${seed}, ${JSON.stringify(layers.map(({ name, settings }) => [name, settings]))}`,
    ...{ model, optimizer: d.pick(OPTIMIZERS)(), image: image as [number, number, number] },
  };
}
