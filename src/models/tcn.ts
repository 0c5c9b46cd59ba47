/** Temporal convolutional networks: series by convolutions that see the past alone, each block twice as far. */
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { gaussian } from "../tensors/initializers.ts";
import { tf } from "../tf.ts";
import { conv1d } from "../layers/conv1d.ts";
import { dense } from "../layers/dense.ts";
import { dropout as dropping } from "../layers/dropout.ts";
import { relu } from "../layers/activations.ts";
import { model } from "./model.ts";

/** How such a network is made. */
export interface TcnOptions {
  /** Numbers of each place that go in. */
  readonly channels: number;
  /** Numbers of each place that come out. */
  readonly outputs: number;
  /** Filters of each block; block i sees 2^i times as far as the first. Default [25, 25, 25, 25]. */
  readonly hidden?: readonly number[];
  /** Places under a kernel. Default 3. */
  readonly kernelSize?: number;
  /** The share that is dropped after each convolution in training, in [0, 1). Default 0.2. */
  readonly dropout?: number;
}

/**
 * A TCN (Bai et al., 2018), without its weight norms: from series [batch, places, channels] to [batch, places, outputs], of which no place sees
 * those behind it. It sees 1 + 2 · (kernelSize - 1) · (2^blocks - 1) places.
 *
 * Weights: `network/0/conv1/kernel`, `network/0/conv2/bias`, `network/0/downsample/kernel` where a block's channels change, ...,
 * `linear/kernel` and `linear/bias`, drawn from a normal distribution of deviation 0.01 as theirs.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, tcn, tf } from "jsr:@raptor/raptor";
 *
 * const network = tcn({ channels: 2, outputs: 1, hidden: [8, 8, 8] });
 * initialize(network, 1);
 * assertEquals(network.forward(tf.zeros([4, 50, 2]), { training: false, seed: 0 }).shape, [4, 50, 1]);
 * ```
 */
export function tcn(options: TcnOptions): Model<tf.Tensor3D, tf.Tensor3D> {
  const { channels, outputs, hidden = [25, 25, 25, 25], kernelSize = 3, dropout = 0.2 } = given(options);
  const settings = settle("tcn", options, { channels, outputs, hidden, kernelSize, dropout });
  requireRange("tcn", "a whole number of at least 1", { channels, outputs, kernelSize });
  requireEach("tcn", "a whole number of at least 1", { hidden });
  requireRange("tcn", "in [0, 1)", { dropout });
  const rows = hidden.map((filters, i) => {
    return [String(i), block(i === 0 ? channels : hidden[i - 1]!, filters, kernelSize, 2 ** i, dropout)];
  });
  return model({
    name: "tcn",
    settings,
    staticGraph: true,
    params: {
      network: model({
        staticGraph: true,
        params: Object.fromEntries(rows) as Readonly<Record<string, Model<tf.Tensor3D, tf.Tensor3D>>>,
        forward: (x: tf.Tensor3D, mode: Mode, parts) =>
          Object.values(parts).reduce((y, block) => block.forward(y, mode), x),
      }),
      linear: dense({ inputs: hidden.at(-1)!, units: outputs, initializer: gaussian(0.01) }),
    },
    forward(x: tf.Tensor3D, mode: Mode, { network, linear }) {
      if (x.rank !== 3 || x.shape[2] !== channels) throw refuse("tcn", mode, `series [batch, places, ${channels}]`, x);
      return linear.forward(network.forward(x, mode), mode);
    },
  });
}

/** Two convolutions and a way around them. */
function block(channels: number, filters: number, kernelSize: number, dilation: number, rate: number) {
  const conv = (channels: number, kernelSize: number) =>
    conv1d({ channels, filters, kernelSize, dilation, padding: "causal", initializer: gaussian(0.01) });
  return model({
    name: "block",
    staticGraph: true,
    params: {
      conv1: conv(channels, kernelSize),
      drop1: dropping({ rate }),
      conv2: conv(filters, kernelSize),
      drop2: dropping({ rate }),
      act: relu(),
      ...channels !== filters && { downsample: conv(channels, 1) },
    },
    forward(x: tf.Tensor3D, mode: Mode, { conv1, drop1, conv2, drop2, act, downsample }) {
      const y = drop1.forward(act.forward(conv1.forward(x, mode), mode), mode);
      const z = drop2.forward(act.forward(conv2.forward(y, mode), mode), mode);
      return act.forward(tf.add(z, downsample?.forward(x, mode) ?? x) as tf.Tensor3D, mode);
    },
  });
}
