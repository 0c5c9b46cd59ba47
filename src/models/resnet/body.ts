/** What residual networks are made of: a beginning, stages of blocks that halve and widen the maps, and an end that tells classes. */
import { given, requireOneOf, requireRange, settle } from "../../options/settle.ts";
import type { Mode, Model } from "../../model.ts";
import type { WeightsFrom } from "../../pretrained.ts";
import { relu as rectify } from "../../tensors/relu.ts";
import { tf } from "../../tf.ts";
import { batchNorm } from "../../layers/batch_norm.ts";
import { conv2d } from "../../layers/conv2d.ts";
import { dense } from "../../layers/dense.ts";
import { kaimingNormal } from "../../tensors/initializers.ts";
import { model } from "../model.ts";
import type { AnyLayer } from "../../tensors/place.ts";
import { type ImageLayer, maxPool } from "../../layers/pools.ts";
import { refuse } from "../../shapes/refuse.ts";
import { stage } from "../stage.ts";
import { sequential } from "../../layers/sequential.ts";

/** What one residual network differs by from another. */
export interface Architecture {
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  /** Whether a block narrows its channels within to a fourth of what comes out. */
  readonly bottleneck?: true;
  /** Channels of the beginning, and of the first stage within. Default 64. */
  readonly width?: number;
  /** Groups of the convolution of 3x3 in a bottleneck. Default 1. */
  readonly groups?: number;
  /** Channels of a group in the first stage. Default 64. */
  readonly perGroup?: number;
  /** What a network begins with, unless it is told. Default `"imagenet"`. */
  readonly stem?: Stem;
}

/**
 * A convolution of 7x7 and a pool, which make images four times smaller, or one of 3x3, which leaves the pixels of small images.
 */
export type Stem = "imagenet" | "cifar";

interface Options {
  readonly classes?: number;
  readonly channels?: number;
  readonly outputStride?: 8 | 16 | 32;
  readonly stem?: Stem;
  readonly weights?: string | URL | WeightsFrom;
}

/**
 * A residual network with torchvision's names.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 */
export function residualNetwork(
  name: string,
  { depths, bottleneck, width: first = 64, groups = 1, perGroup = 64, stem: own = "imagenet" }: Architecture,
  options: Options,
): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = own === "cifar" ? 10 : 1000, channels = 3, stem = own, weights } = given(options);
  const begin = stem === "cifar" ? 1 : 4, whole = begin << (depths.length - 1);
  const { outputStride = whole } = given(options);
  const values = { classes, channels, outputStride: options?.outputStride, stem: options?.stem, weights };
  const settings = settle(name, options, values as Required<Options>);
  requireRange(name, "a whole number of at least 1", { classes, channels });
  requireOneOf(name, ["imagenet", "cifar"], { stem });
  requireOneOf(name, bottleneck && begin === 4 ? [8, 16, 32] : [whole], { outputStride });
  const expansion = bottleneck ? 4 : 1;
  let width = first, reduction = begin, dilation = 1;
  const layers = depths.map((depth, stage) =>
    sequential(...Array.from({ length: depth }, (_, i): AnyLayer => {
      const [inputs, planes] = [width, first << stage], shrinks = i === 0 && stage > 0;
      width = planes * expansion;
      const inner = bottleneck ? Math.floor(planes * perGroup / 64) * groups : planes;
      const how = { inputs, inner, outputs: width, groups };
      const block = bottleneck ? narrowed : plain;
      if (shrinks && reduction < outputStride) {
        reduction *= 2;
        return block({ ...how, stride: 2, dilation });
      }
      // The first block of a stage still looks as far as the stage before.
      const reach = dilation;
      if (shrinks) dilation *= 2;
      return block({ ...how, stride: 1, dilation: reach });
    })) as ImageLayer
  );
  const conv1 = begin === 4 ? convolution(channels, first, 7, { stride: 2 }) : convolution(channels, first, 3);
  const beginning = { conv1, bn1: batchNorm({ channels: first }) };
  const pool = begin === 4 && { maxpool: maxPool({ size: 3, stride: 2, padding: 1 }) };
  const stages = [
    stage({
      ...{ channels: first, reduction: begin === 4 ? 2 : 1, params: beginning },
      forward: (x, mode, { conv1, bn1 }) => rectify(bn1.forward(conv1.forward(x, mode), mode)),
    }),
    ...layers.map((layer, i) =>
      stage({
        ...{ channels: (first << i) * expansion, reduction: Math.min(begin << i, outputStride) },
        params: { ...i === 0 && pool, [`layer${i + 1}`]: layer },
      })
    ),
  ];
  const named = Object.fromEntries(layers.map((layer, i) => [`layer${i + 1}`, layer]));
  return model({
    name,
    settings,
    staticGraph: true,
    head: "fc",
    ...weights !== undefined && { weights },
    stages,
    params: { ...beginning, ...pool, ...named, fc: dense({ inputs: width, units: classes }) },
    forward(x: tf.Tensor4D, mode: Mode, { fc }) {
      if (x.rank !== 4 || x.shape[3] !== channels) {
        throw refuse(name, mode, `images [batch, height, width, ${channels}]`, x);
      }
      return fc.forward(tf.mean(stages.reduce((y, stage) => stage.forward(y, mode), x), [1, 2]), mode);
    },
  });
}

interface Block {
  readonly inputs: number;
  readonly inner: number;
  readonly outputs: number;
  readonly stride: number;
  readonly dilation: number;
  readonly groups: number;
}

/** Two convolutions of 3x3. */
function plain({ inputs, inner, outputs, stride }: Block): ImageLayer {
  return model({
    name: "plain",
    staticGraph: true,
    params: {
      conv1: convolution(inputs, inner, 3, { stride }),
      bn1: batchNorm({ channels: inner }),
      conv2: convolution(inner, outputs, 3),
      bn2: batchNorm({ channels: outputs }),
      ...downsample(inputs, outputs, stride),
    },
    forward(x: tf.Tensor4D, mode: Mode, { conv1, bn1, conv2, bn2, downsample }) {
      const y = rectify(bn1.forward(conv1.forward(x, mode), mode));
      return rectify(tf.add(bn2.forward(conv2.forward(y, mode), mode), downsample?.forward(x, mode) ?? x));
    },
  });
}

/** A convolution of 3x3 between two of 1x1, which narrow and widen the channels. */
function narrowed({ inputs, inner, outputs, stride, dilation, groups }: Block): ImageLayer {
  return model({
    name: "bottleneck",
    staticGraph: true,
    params: {
      conv1: convolution(inputs, inner, 1),
      bn1: batchNorm({ channels: inner }),
      conv2: convolution(inner, inner, 3, { stride, dilation, groups }),
      bn2: batchNorm({ channels: inner }),
      conv3: convolution(inner, outputs, 1),
      bn3: batchNorm({ channels: outputs }),
      ...downsample(inputs, outputs, stride),
    },
    forward(x: tf.Tensor4D, mode: Mode, { conv1, bn1, conv2, bn2, conv3, bn3, downsample }) {
      let y = rectify(bn1.forward(conv1.forward(x, mode), mode));
      y = rectify(bn2.forward(conv2.forward(y, mode), mode));
      return rectify(tf.add(bn3.forward(conv3.forward(y, mode), mode), downsample?.forward(x, mode) ?? x));
    },
  });
}

/** The shortcut of a block whose output has another shape than its input. */
function downsample(inputs: number, outputs: number, stride: number): { readonly downsample?: ImageLayer } {
  if (inputs === outputs && stride === 1) return {};
  return { downsample: sequential(convolution(inputs, outputs, 1, { stride }), batchNorm({ channels: outputs })) };
}

function convolution(
  channels: number,
  filters: number,
  kernelSize: number,
  { stride = 1, dilation = 1, groups = 1 } = {},
): ImageLayer {
  const padding = (kernelSize - 1) / 2 * dilation, initializer = kaimingNormal();
  return conv2d({ channels, filters, kernelSize, stride, padding, dilation, groups, bias: false, initializer });
}
