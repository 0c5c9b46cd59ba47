/** The network: a whitening layer and six convolutions, three of them before a pool. */
import { batchNorm, conv2d, dense, dirac, flatten, gaussian, gelu, maxPool, model, sequential } from "../../mod.ts";
import type { ImageLayer, Mode, Model, tf } from "../../mod.ts";
import { whitening } from "./whitening.ts";

const WIDTHS = [64, 256, 256] as const;

/**
 * From images [batch, 32, 32, 3] to logits [batch, 10].
 *
 * @param filters Of the whitening layer.
 */
export function network(filters: Float32Array): Model<tf.Tensor4D, tf.Tensor2D> {
  const last = WIDTHS.at(-1)!;
  return model({
    name: "cifar94",
    staticGraph: true,
    params: {
      whiten: whitening(filters),
      body: sequential(block(24, WIDTHS[0]), block(WIDTHS[0], WIDTHS[1]), block(WIDTHS[1], WIDTHS[2])),
      head: sequential(
        maxPool({ size: 3 }),
        flatten(),
        // Small logits to begin with, as the labels are smooth.
        dense({ inputs: last, units: 10, bias: false, initializer: gaussian(1 / last) }),
      ),
    },
    forward: (x: tf.Tensor4D, mode: Mode, { whiten, body, head }) =>
      head.forward(body.forward(gelu().forward(whiten.forward(x, mode), mode), mode), mode) as tf.Tensor2D,
  });
}

function block(channels: number, filters: number): ImageLayer {
  return sequential(
    convolution(channels, filters),
    maxPool({ size: 2 }),
    norm(filters),
    gelu(),
    convolution(filters, filters),
    norm(filters),
    gelu(),
  );
}

function convolution(channels: number, filters: number): ImageLayer {
  return conv2d({ channels, filters, kernelSize: 3, padding: 1, bias: false, initializer: dirac() });
}

/** There are few steps for its statistics to follow. */
const norm = (channels: number) => batchNorm({ channels, momentum: 0.4, epsilon: 1e-12, scale: false });
