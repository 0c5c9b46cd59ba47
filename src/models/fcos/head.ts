/** What a detector says of each place of its maps: the same few convolutions for all sizes. */
import { relu } from "../../layers/activations.ts";
import { conv2d } from "../../layers/conv2d.ts";
import { groupNorm } from "../../layers/group_norm.ts";
import type { ImageLayer } from "../../layers/pools.ts";
import { sequential } from "../../layers/sequential.ts";
import type { Mode, Model } from "../../model.ts";
import { gaussian } from "../../tensors/initializers.ts";
import type { DenseBoxes } from "../../tensors/boxes.ts";
import { relu as rectify } from "../../tensors/relu.ts";
import { tf } from "../../tf.ts";
import { model } from "../model.ts";

/** What each place is taken for at first: an object with this chance, so that the loss is not that of thousands of mistakes. */
const PRIOR = 0.01;

/**
 * The head of FCOS with torchvision's names.
 *
 * @param width Channels of the maps.
 * @param classes To tell apart.
 * @param depth Convolutions before the last one.
 */
export function head(
  width: number,
  classes: number,
  depth: number,
): Model<readonly tf.Tensor4D[], Omit<DenseBoxes, "places">> {
  return model({
    name: "head",
    staticGraph: true,
    params: {
      classification_head: model({
        name: "classification_head",
        staticGraph: true,
        params: { conv: tower(width, depth), cls_logits: last(width, classes, -Math.log((1 - PRIOR) / PRIOR)) },
        forward: (map: tf.Tensor4D, mode: Mode, { conv, cls_logits }) =>
          cls_logits.forward(conv.forward(map, mode), mode),
      }),
      regression_head: model({
        name: "regression_head",
        staticGraph: true,
        params: { conv: tower(width, depth), bbox_reg: last(width, 4, 0), bbox_ctrness: last(width, 1, 0) },
        forward(map: tf.Tensor4D, mode: Mode, { conv, bbox_reg, bbox_ctrness }) {
          const y = conv.forward(map, mode);
          return [rectify(bbox_reg.forward(y, mode)), bbox_ctrness.forward(y, mode)] as const;
        },
      }),
    },
    forward(maps: readonly tf.Tensor4D[], mode: Mode, { classification_head, regression_head }) {
      const logits = maps.map((map) => rows(classification_head.forward(map, mode)));
      const others = maps.map((map) => regression_head.forward(map, mode).map(rows));
      return {
        logits: tf.concat(logits, 1),
        sides: tf.concat(others.map(([sides]) => sides!), 1),
        centers: tf.squeeze(tf.concat(others.map(([, centers]) => centers!), 1), [2]) as tf.Tensor2D,
      };
    },
  });
}

/** The places of a map, one after the other. */
function rows(map: tf.Tensor4D): tf.Tensor3D {
  return tf.reshape(map, [map.shape[0], map.shape[1] * map.shape[2], map.shape[3]]);
}

function tower(width: number, depth: number): ImageLayer {
  const groups = [32, 16, 8, 4, 2, 1].find((groups) => width % groups === 0)!;
  return sequential(
    ...Array.from({ length: depth }, () => [
      conv2d({
        channels: width,
        filters: width,
        kernelSize: 3,
        padding: 1,
        initializer: gaussian(0.01),
        biasInitializer: 0,
      }),
      groupNorm({ channels: width, groups }),
      relu(),
    ]).flat() as never,
  ) as ImageLayer;
}

function last(channels: number, filters: number, bias: number): ImageLayer {
  return conv2d({ channels, filters, kernelSize: 3, padding: 1, initializer: gaussian(0.01), biasInitializer: bias });
}
