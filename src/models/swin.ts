/** Swin transformers for images, with the architecture, names and first weights of torchvision. */
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { refuse } from "../shapes/refuse.ts";
import { gaussian } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { tf } from "../tf.ts";
import { gelu } from "../layers/activations.ts";
import { conv2d } from "../layers/conv2d.ts";
import { dense } from "../layers/dense.ts";
import { layerNorm } from "../layers/layer_norm.ts";
import type { ImageLayer } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import { stochasticDepth } from "../layers/stochastic_depth.ts";
import { model } from "./model.ts";
import { stage } from "./stage.ts";
import { windowAttention } from "./swin/window_attention.ts";

/** How a Swin transformer is made. Without options it is Swin-T. */
export interface SwinOptions {
  /** Classes to tell apart: the logits that come out. Default 1000. */
  readonly classes?: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** Height and width of a patch, in pixels. Default 4. */
  readonly patchSize?: number;
  /** Height and width of a window, in patches. Default 7. */
  readonly windowSize?: number;
  /** Numbers of each place in the first stage; each further one has twice as many. Default 96. */
  readonly units?: number;
  /** Blocks of each stage. Default [2, 2, 6, 2]. */
  readonly layers?: readonly number[];
  /** Heads of each stage. Default [3, 6, 12, 24]. */
  readonly heads?: readonly number[];
  /** The share of examples of which the last block's parts are left out in training, in [0, 1); of the first block none. Default 0.2. */
  readonly depthDropout?: number;
  /**
   * The file that it begins with, such as torchvision's `swin_t`: a path or an address, or either with how the names of the file are
   * read. With other `classes` than the file has, `head` begins as drawn. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
}

const drawn = { initializer: gaussian(0.02), biasInitializer: 0 } as const;

/**
 * A Swin transformer (Liu et al., 2021): 28,288,354 trainable numbers with 1000 classes.
 *
 * As in torchvision, weights are named `features/0/0/kernel`, `features/1/0/attn/relative_position_bias_table`, `features/2/reduction/kernel`,
 * `head/bias` and so on. Images are [batch, height, width, channels], float32 and about normalised, of sides that are multiples of `patchSize`.
 *
 * @throws {RangeError} If an option is out of range, or a stage's heads do not divide its units; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { features, initialize, swin, tf } from "jsr:@raptor/raptor";
 *
 * const small = swin({ classes: 10, units: 8, layers: [1, 1], heads: [1, 2], windowSize: 4 });
 * initialize(small, 1);
 * assertEquals(small.forward(tf.zeros([3, 32, 32, 3]), { training: false, seed: 0 }).shape, [3, 10]);
 * assertEquals(features(small).reductions, [4, 8]);
 * ```
 */
export function swin(options: SwinOptions = {}): Model<tf.Tensor4D, tf.Tensor2D> {
  const { classes = 1000, channels = 3, patchSize = 4, windowSize = 7, units = 96, depthDropout = 0.2 } = given(
    options,
  );
  const { layers = [2, 2, 6, 2], heads = [3, 6, 12, 24], weights } = given(options);
  const numbers = { classes, channels, patchSize, windowSize, units };
  const settings = settle("swin", options, { ...numbers, layers, heads, depthDropout, weights });
  requireRange("swin", "a whole number of at least 1", numbers);
  requireEach("swin", "a whole number of at least 1", { layers, heads });
  requireRange("swin", "in [0, 1)", { depthDropout });
  if (layers.length !== heads.length || heads.some((count, i) => (units << i) % count !== 0)) {
    throw new RangeError(
      `Cannot make swin as heads must divide the units of each stage, ${
        layers.map((_, i) => units << i).join(", ")
      }: ` +
        `got ${heads.join(", ")}.`,
    );
  }
  const first = model({
    staticGraph: true,
    params: {
      "0": conv2d({ channels, filters: units, kernelSize: patchSize, stride: patchSize }),
      "2": layerNorm({ units }),
    },
    forward: (x: tf.Tensor4D, mode: Mode, parts) => parts[2].forward(parts[0].forward(x, mode), mode),
  });
  const features: AnyLayer[] = [first], total = layers.reduce((sum, count) => sum + count, 0);
  let done = 0;
  layers.forEach((count, i) => {
    if (i > 0) features.push(merging(units << (i - 1)));
    const row = Array.from({ length: count }, (_, j) => {
      const rate = total > 1 ? depthDropout * done++ / (total - 1) : 0;
      return block(units << i, heads[i]!, windowSize, j % 2 === 0 ? 0 : Math.floor(windowSize / 2), rate) as AnyLayer;
    });
    features.push(sequential(...row));
  });
  const width = units << (layers.length - 1);
  const stages = layers.map((_, i) => {
    const what = { channels: units << i, reduction: patchSize << i };
    const parts = Object.fromEntries(features.slice(2 * i, 2 * i + 2).map((layer, j) => [String(2 * i + j), layer]));
    return stage({ ...what, params: { features: stage({ ...what, params: parts }) } });
  });
  return model({
    name: "swin",
    settings,
    staticGraph: true,
    head: "head",
    ...weights !== undefined && { weights },
    stages,
    params: {
      features: sequential(...features) as ImageLayer,
      norm: layerNorm({ units: width }),
      head: dense({ inputs: width, units: classes, ...drawn }),
    },
    forward(x: tf.Tensor4D, mode: Mode, { features, norm, head }) {
      if (x.rank !== 4 || x.shape[3] !== channels || x.shape[1] % patchSize !== 0 || x.shape[2] % patchSize !== 0) {
        const takes = `images [batch, height, width, ${channels}] of sides that are multiples of ${patchSize}`;
        throw refuse("swin", mode, takes, x);
      }
      return head.forward(tf.mean(norm.forward(features.forward(x, mode), mode), [1, 2]) as tf.Tensor2D, mode);
    },
  });
}

/** Four neighbours become one place of twice as many numbers. */
function merging(units: number): ImageLayer {
  return model({
    name: "merging",
    staticGraph: true,
    params: {
      reduction: dense({ inputs: 4 * units, units: 2 * units, bias: false, initializer: gaussian(0.02) }),
      norm: layerNorm({ units: 4 * units }),
    },
    forward(x: tf.Tensor4D, mode: Mode, { reduction, norm }) {
      const [batch, height, width] = x.shape, [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
      const even = tf.pad(x, [[0, 0], [0, 2 * rows - height], [0, 2 * columns - width], [0, 0]]);
      const split = tf.reshape(even, [batch, rows, 2, columns, 2, units]);
      // Down first, then to the right, as torchvision has them.
      const four = tf.reshape(tf.transpose(split, [0, 1, 3, 4, 2, 5]), [
        batch,
        rows,
        columns,
        4 * units,
      ]) as tf.Tensor4D;
      return reduction.forward(norm.forward(four, mode), mode);
    },
  });
}

/** A block with its norms before its parts: attention in windows, then a perceptron for each place. */
function block(units: number, heads: number, window: number, shift: number, rate: number): ImageLayer {
  const mlp = model({
    staticGraph: true,
    params: {
      "0": dense({ inputs: units, units: 4 * units, ...drawn }),
      "1": gelu(),
      "3": dense({ inputs: 4 * units, units, ...drawn }),
    },
    forward: (x: tf.Tensor4D, mode: Mode, parts) =>
      parts[3].forward(parts[1].forward(parts[0].forward(x, mode), mode), mode),
  });
  return model({
    name: "block",
    staticGraph: true,
    params: {
      norm1: layerNorm({ units }),
      attn: windowAttention({ units, heads, window, shift }),
      norm2: layerNorm({ units }),
      mlp,
      depth1: stochasticDepth({ rate }),
      depth2: stochasticDepth({ rate }),
    },
    forward(x: tf.Tensor4D, mode: Mode, { norm1, attn, norm2, mlp, depth1, depth2 }) {
      const y = tf.add(x, depth1.forward(attn.forward(norm1.forward(x, mode), mode), mode)) as tf.Tensor4D;
      return tf.add(y, depth2.forward(mlp.forward(norm2.forward(y, mode), mode), mode)) as tf.Tensor4D;
    },
  });
}
