/** Maps of several sizes that all know what the smallest one knows: a feature pyramid (Lin et al., 2017). */
import { conv2d } from "../../layers/conv2d.ts";
import { sequential } from "../../layers/sequential.ts";
import type { Mode, Model } from "../../model.ts";
import type { AnyLayer } from "../../tensors/place.ts";
import { relu } from "../../tensors/relu.ts";
import { tf } from "../../tf.ts";
import { model } from "../model.ts";

/** From maps, the largest first, to as many and some smaller ones, all of one number of channels. */
export type Pyramid = Model<readonly tf.Tensor4D[], readonly tf.Tensor4D[]>;

/**
 * A pyramid with torchvision's names.
 *
 * @param channels Of the maps that go in.
 * @param width Channels of those that come out.
 * @param extra How many further maps there are, each half as large as the one before.
 */
export function pyramid(channels: readonly number[], width: number, extra: number): Pyramid {
  const square = (stride: number) =>
    conv2d({ channels: width, filters: width, kernelSize: 3, stride, padding: 1 }) as AnyLayer;
  const more = Array.from({ length: extra }, (_, i) => [`p${6 + i}`, square(2)] as const);
  return model({
    name: "pyramid",
    staticGraph: true,
    params: {
      inner_blocks: each(channels.map((count) => conv2d({ channels: count, filters: width, kernelSize: 1 }))),
      layer_blocks: each(channels.map(() => square(1))),
      ...extra > 0 && { extra_blocks: halving(Object.fromEntries(more)) },
    },
    forward(maps: readonly tf.Tensor4D[], mode: Mode, { inner_blocks, layer_blocks, extra_blocks }) {
      const inner = inner_blocks.forward(maps, mode);
      for (let i = inner.length - 2; i >= 0; i--) {
        const [, height, width] = inner[i]!.shape;
        inner[i] = tf.add(inner[i]!, tf.image.resizeNearestNeighbor(inner[i + 1]!, [height, width]));
      }
      const out = layer_blocks.forward(inner, mode);
      return extra_blocks === undefined ? out : [...out, ...extra_blocks.forward(out.at(-1)!, mode)];
    },
  });
}

/** A convolution for each map. */
function each(layers: readonly AnyLayer[]): Model<readonly tf.Tensor4D[], tf.Tensor4D[]> {
  return model({
    name: "each",
    staticGraph: true,
    params: Object.fromEntries(layers.map((layer, i) => [String(i), sequential(layer) as AnyLayer])),
    forward: (maps: readonly tf.Tensor4D[], mode: Mode, layers) => (
      maps.map((map, i) => (layers[String(i)] as AnyLayer).forward(map, mode) as tf.Tensor4D)
    ),
  });
}

/** Maps of one map, each made of the one before; what is negative is cut off in between. */
function halving(layers: Readonly<Record<string, AnyLayer>>): Model<tf.Tensor4D, tf.Tensor4D[]> {
  return model({
    name: "halving",
    staticGraph: true,
    params: layers,
    forward(map: tf.Tensor4D, mode: Mode, layers) {
      const maps: tf.Tensor4D[] = [];
      for (const layer of Object.values(layers)) {
        maps.push((layer as AnyLayer).forward(maps.length === 0 ? map : relu(maps.at(-1)!), mode));
      }
      return maps;
    },
  });
}
