/** A part of a network of images after which it has maps of another size: what detectors and U-Nets take from it. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Stage } from "../model.ts";
import type { tf } from "../tf.ts";
import { model, type ModelParts } from "./model.ts";

/** What comes out of a stage, and what makes it. */
export interface StageOptions<Parts extends ModelParts> {
  /** Channels of its maps. */
  readonly channels: number;
  /** How many times smaller its maps are than the image, along each side. */
  readonly reduction: number;
  /** The weights and layers that it runs, by the names that they have in the network. */
  readonly params: Parts;
  /** Makes its maps of those of the stage before, or of the images. Default all parts, one after the other. */
  readonly forward?: (x: tf.Tensor4D, mode: Mode, parts: Parts) => tf.Tensor4D;
}

/**
 * A stage of a network, from maps [batch, height, width, channels] to smaller ones. A {@linkcode model} that is given its `stages`,
 * first ones first, hands them to {@linkcode features}; it runs them itself, so that no stage is written twice.
 *
 * @throws {RangeError} If a number is no whole number above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { conv2d, stage } from "jsr:@raptor/raptor";
 *
 * const conv = conv2d({ channels: 3, filters: 8, kernelSize: 2, stride: 2 });
 * const first = stage({ channels: 8, reduction: 2, params: { conv } });
 * assertEquals(Object.keys(first.params), ["conv/kernel", "conv/bias"]);
 * ```
 */
export function stage<const Parts extends ModelParts>(options: StageOptions<Parts>): Stage {
  const { channels, reduction, params, forward = inARow } = given(options);
  const settings = settle("stage", options, { channels, reduction, params, forward: given(options).forward });
  requireRange("stage", "a whole number of at least 1", { channels, reduction });
  return Object.freeze({
    ...model({ name: "stage", settings, staticGraph: true, params, forward }),
    channels,
    reduction,
  });
}

function inARow(x: tf.Tensor4D, mode: Mode, parts: ModelParts): tf.Tensor4D {
  return Object.values(parts).reduce((y, part) => "forward" in part ? part.forward(y, mode) : y, x);
}
