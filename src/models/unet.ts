/** Networks that tell the class of every pixel: down to what an image shows, and up again to where. */
import { batchNorm } from "../layers/batch_norm.ts";
import { conv2d } from "../layers/conv2d.ts";
import { relu } from "../layers/activations.ts";
import { type ImageLayer, maxPool } from "../layers/pools.ts";
import { sequential } from "../layers/sequential.ts";
import type { Mode, Model } from "../model.ts";
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { refuse } from "../shapes/refuse.ts";
import { kaimingNormal } from "../tensors/initializers.ts";
import type { AnyLayer } from "../tensors/place.ts";
import { resizedTo } from "../tensors/resized_to.ts";
import { tf } from "../tf.ts";
import { features } from "./features.ts";
import { model } from "./model.ts";
import { stage } from "./stage.ts";

/** How a U-Net is made. */
export interface UnetOptions {
  /** Classes to tell apart: the logits of each pixel. */
  readonly classes: number;
  /** Channels of the images. Default 3. */
  readonly channels?: number;
  /** Channels on the way down, each at half the size of the one before. Default [64, 128, 256, 512, 1024]. */
  readonly widths?: readonly number[];
  /** A network with stages that goes down instead, such as `resnet18({ weights })`; `widths` is then that of its maps. Default none. */
  readonly backbone?: Model<tf.Tensor4D, unknown>;
  /** The file that it begins with; with other `classes` than the file has, `head` begins as drawn. Default none. */
  readonly weights?: string | URL | WeightsFrom;
}

/** From images [batch, height, width, channels] to logits [batch, height, width, classes]. */
export type Segmenter = Model<tf.Tensor4D, tf.Tensor4D>;

/**
 * U-Net (Ronneberger et al., 2015): two convolutions of 3x3 at each size on the way down, and on the way up two more over what
 * came from below, twice as large, beside what was there on the way down. Borders are padded and each convolution is normalised, as
 * is usual today, so that there are logits for every pixel of images of any size.
 *
 * Weights: `encoder/...` of the network that goes down, `up0/...` for each size on the way up, lowest first, and `head/...`.
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 * @throws {TypeError} If `backbone` has no stages.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, tf, unet } from "jsr:@raptor/raptor";
 *
 * const network = unet({ classes: 2, widths: [4, 8, 8] });
 * initialize(network, 1);
 * assertEquals(network.forward(tf.zeros([1, 10, 13, 3]), { training: false, seed: 0 }).shape, [1, 10, 13, 2]);
 * ```
 */
export function unet(options: UnetOptions): Segmenter {
  const { classes, channels = 3, widths = [64, 128, 256, 512, 1024], backbone, weights } = given(options);
  const told = backbone === undefined ? { widths } : { widths: undefined, backbone };
  const settings = settle("unet", options, { classes, channels, ...told, backbone, weights });
  requireRange("unet", "a whole number of at least 1", { classes, channels });
  requireEach("unet", "a whole number of at least 1", { widths });
  const down = features(backbone ?? encoder(channels, widths));
  const ups: Record<string, AnyLayer> = {};
  let width = down.channels.at(-1)!;
  for (let i = down.channels.length - 2; i >= 0; i--) {
    const beside = down.channels[i]!;
    ups[`up${down.channels.length - 2 - i}`] = twice(width + beside, beside);
    width = beside;
  }
  return model({
    ...{ name: "unet", settings, staticGraph: true, head: "head", ...weights !== undefined && { weights } },
    params: { encoder: down as AnyLayer, ...ups, head: conv2d({ channels: width, filters: classes, kernelSize: 1 }) },
    forward(x: tf.Tensor4D, mode: Mode, { encoder, head, ...ups }) {
      if (x.rank !== 4 || x.shape[3] !== channels) {
        throw refuse("unet", mode, `images [batch, height, width, ${channels}]`, x);
      }
      const maps: readonly tf.Tensor4D[] = encoder!.forward(x, mode);
      const y = Object.values(ups as Readonly<Record<string, AnyLayer>>).reduce((below, up, i) => {
        const beside = maps[maps.length - 2 - i]!;
        return up.forward(tf.concat([resizedTo(below, [beside.shape[1], beside.shape[2]]), beside], 3), mode);
      }, maps.at(-1)!);
      return resizedTo(head.forward(y, mode), [x.shape[1], x.shape[2]]);
    },
  });
}

/** The way down, as the paper has it. */
function encoder(channels: number, widths: readonly number[]): Model<tf.Tensor4D, unknown> {
  const stages = widths.map((width, i) => {
    const convolutions = twice(i === 0 ? channels : widths[i - 1]!, width);
    const params = i === 0
      ? { down0: convolutions }
      : { [`pool${i}`]: maxPool({ size: 2, stride: 2 }), [`down${i}`]: convolutions };
    return stage({ channels: width, reduction: 2 ** i, params });
  });
  return model({
    ...{ name: "encoder", staticGraph: true, stages },
    params: {},
    forward: (x: tf.Tensor4D, mode: Mode) => stages.reduce((y, stage) => stage.forward(y, mode), x),
  });
}

function twice(inputs: number, width: number): ImageLayer {
  const convolution = (channels: number) =>
    conv2d({ channels, filters: width, kernelSize: 3, padding: 1, bias: false, initializer: kaimingNormal() });
  return sequential(
    ...[convolution(inputs), batchNorm({ channels: width }), relu()] as const,
    ...[convolution(width), batchNorm({ channels: width }), relu()] as const,
  ) as ImageLayer;
}
