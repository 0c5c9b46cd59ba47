/** A network without its head: the maps that its stages make of an image. */
import type { Mode, Model, Stage } from "../model.ts";
import { given, requireEach, requirePart, settle } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { tf } from "../tf.ts";

/** Which maps. */
export interface FeaturesOptions {
  /** Which stages, from 0, in rising order. Default all. */
  readonly stages?: readonly number[];
}

/** A network that answers maps, and what they are like. */
export interface Features extends Model<tf.Tensor4D, readonly tf.Tensor4D[]> {
  /** Channels of each map. */
  readonly channels: readonly number[];
  /** How many times smaller each map is than the image, along each side. */
  readonly reductions: readonly number[];
}

/**
 * The maps [batch, height, width, channels] of each stage of a network, the largest first, as timm's `features_only`. It has the
 * network's own weights by their names, less the head's and those of stages that are not needed, and begins with its file.
 *
 * {@linkcode resnet50} and its kin answer what comes before the first pool (2 times smaller) and the four layers (4 to 32 times);
 * {@linkcode mobileNetV2} and {@linkcode efficientNetB0} five maps, {@linkcode convNextTiny} four (4 to 32 times).
 *
 * @throws {TypeError} If the network has no stages.
 * @throws {RangeError} If a stage is asked for that it does not have.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { features, resnet18 } from "jsr:@raptor/raptor";
 *
 * const body = features(resnet18(), { stages: [1, 2, 3] });
 * assertEquals([body.channels, body.reductions], [[64, 128, 256], [4, 8, 16]]);
 * assertEquals(Object.keys(body.params).some((name) => name.startsWith("fc/")), false);
 * ```
 */
export function features(model: Model<tf.Tensor4D, unknown>, options: FeaturesOptions = {}): Features {
  requirePart("features", "a model", model, "features(resnet50())");
  const { name, stages: all } = model;
  if (all === undefined) {
    throw new TypeError(
      `Cannot take features of ${name} as it must have stages: got none. ` +
        "Write model({ ..., stages }) with one stage() for each size of its maps.",
    );
  }
  const { stages = all.map((_, i) => i) } = given(options);
  settle("features", options, { stages });
  requireEach("features", "a whole number of at least 0", { stages });
  stages.forEach((at, i) => {
    if (i > 0 && !(at > stages[i - 1]!) || at >= all.length) {
      throw new RangeError(
        `Cannot make features as stages must rise, below the ${all.length} of ${name}: got ${stages.join(", ")}.`,
      );
    }
  });
  const run: readonly Stage[] = all.slice(0, stages.at(-1)! + 1),
    params = Object.assign({}, ...run.map((s) => s.params));
  return Object.freeze({
    name: "features",
    settings: plainRecord({ model, stages }),
    staticGraph: run.every(({ staticGraph }) => staticGraph),
    params: Object.freeze(params),
    ...model.pretrained && { pretrained: model.pretrained },
    channels: Object.freeze(stages.map((i) => all[i]!.channels)),
    reductions: Object.freeze(stages.map((i) => all[i]!.reduction)),
    forward(x: tf.Tensor4D, mode: Mode) {
      const maps: tf.Tensor4D[] = [];
      for (const stage of run) maps.push(stage.forward(maps.at(-1) ?? x, mode));
      return stages.map((i) => maps[i]!);
    },
  });
}
