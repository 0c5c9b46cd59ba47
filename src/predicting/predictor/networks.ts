/**
 * What a checkpoint may name: the networks and layers of the shelf, in one closed table. A name that is not here makes nothing, and
 * what is here is imported when it is asked for, so that a checkpoint cannot name code.
 */
import { isRecord } from "../../options/is_record.ts";
import { tf } from "../../tf.ts";
import type { AnyLayer } from "../../tensors/place.ts";
import type { Plain, Settings } from "../../settings.ts";
import { ofCheckpoint } from "./of_checkpoint.ts";

// Each takes options of its own, which its factory checks.
// deno-lint-ignore no-explicit-any
type Factory = (...given: any[]) => AnyLayer;
type Shelf = Readonly<Record<string, () => Promise<Factory>>>;

const of = <N extends string>(file: () => Promise<Readonly<Record<N, unknown>>>, ...names: readonly N[]): Shelf =>
  Object.fromEntries(names.map((name) => [name, async () => (await file())[name] as Factory]));

/** The networks and layers that a checkpoint may name. */
export const NETWORKS: Shelf = Object.freeze({
  ...of(() => import("../../models/resnet.ts"), "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"),
  ...of(() => import("../../models/resnext.ts"), "resnext50", "resnext101", "wideResnet50", "wideResnet101"),
  ...of(() => import("../../models/resnet_small.ts"), "resnet20", "resnet32", "resnet44", "resnet56", "resnet110"),
  ...of(() => import("../../models/mobile_net_v2.ts"), "mobileNetV2"),
  ...of(() => import("../../models/mobile_net_v3.ts"), "mobileNetV3Large", "mobileNetV3Small"),
  ...of(() => import("../../models/efficient_net.ts"), "efficientNetB0"),
  ...of(() => import("../../models/conv_next.ts"), "convNextTiny"),
  ...of(() => import("../../models/vit.ts"), "vit"),
  ...of(() => import("../../models/unet.ts"), "unet"),
  ...of(() => import("../../models/deep_lab_v3.ts"), "deepLabV3"),
  ...of(() => import("../../models/fcos.ts"), "fcos"),
  ...of(() => import("../../models/mlp.ts"), "mlp"),
  ...of(() => import("../../models/gpt.ts"), "gpt"),
  ...of(() => import("../../models/vgg.ts"), "vgg11", "vgg13", "vgg16", "vgg19"),
  ...of(() => import("../../models/swin.ts"), "swin"),
  ...of(() => import("../../models/mlp_mixer.ts"), "mlpMixer"),
  ...of(() => import("../../models/tcn.ts"), "tcn"),
  ...of(() => import("../../models/ft_transformer.ts"), "ftTransformer"),
  ...of(() => import("../../models/bert.ts"), "bert", "bertClassifier", "bertMaskedLanguage"),
  ...of(() => import("../../models/tabular.ts"), "tabular"),
  ...of(() => import("../../layers/sequential.ts"), "sequential", "residual"),
  ...of(() => import("../../layers/dense.ts"), "dense"),
  ...of(() => import("../../layers/conv2d.ts"), "conv2d"),
  ...of(() => import("../../layers/conv1d.ts"), "conv1d"),
  ...of(() => import("../../layers/conv3d.ts"), "conv3d"),
  ...of(() => import("../../layers/conv_transpose_1d.ts"), "convTranspose1d"),
  ...of(() => import("../../layers/conv_transpose_2d.ts"), "convTranspose2d"),
  ...of(() => import("../../layers/conv_transpose_3d.ts"), "convTranspose3d"),
  ...of(() => import("../../layers/batch_norm.ts"), "batchNorm"),
  ...of(() => import("../../layers/group_norm.ts"), "groupNorm", "instanceNorm"),
  ...of(() => import("../../layers/layer_norm.ts"), "layerNorm"),
  ...of(() => import("../../layers/rms_norm.ts"), "rmsNorm"),
  ...of(() => import("../../layers/dropout.ts"), "dropout", "spatialDropout", "alphaDropout"),
  ...of(() => import("../../layers/drop_block.ts"), "dropBlock"),
  ...of(() => import("../../layers/stochastic_depth.ts"), "stochasticDepth"),
  ...of(() => import("../../layers/embedding.ts"), "embedding"),
  ...of(() => import("../../layers/positional_embedding.ts"), "positionalEmbedding"),
  ...of(() => import("../../layers/multi_head_attention.ts"), "multiHeadAttention"),
  ...of(() => import("../../layers/transformer_block.ts"), "transformerBlock"),
  ...of(() => import("../../layers/transformer_decoder_block.ts"), "transformerDecoderBlock"),
  ...of(() => import("../../layers/recurrent.ts"), "gru", "lstm"),
  ...of(() => import("../../layers/sinusoidal_positions.ts"), "sinusoidalPositions"),
  ...of(() => import("../../layers/squeeze_excite.ts"), "squeezeExcite"),
  ...of(() => import("../../layers/upsample.ts"), "upsample"),
  ...of(() => import("../../layers/prelu.ts"), "prelu"),
  ...of(() => import("../../layers/cumulative_link.ts"), "cumulativeLink"),
  ...of(() => import("../../layers/flatten.ts"), "flatten"),
  ...of(() => import("../../layers/pools.ts"), "maxPool", "avgPool", "globalAvgPool", "globalMaxPool"),
  ...of(() => import("../../layers/pools.ts"), "adaptiveAvgPool", "adaptiveMaxPool"),
  ...of(() => import("../../layers/pools_1d.ts"), "maxPool1d", "avgPool1d", "globalAvgPool1d", "globalMaxPool1d"),
  ...of(() => import("../../layers/pools_1d.ts"), "adaptiveAvgPool1d", "adaptiveMaxPool1d"),
  ...of(() => import("../../layers/pools_3d.ts"), "maxPool3d", "avgPool3d", "globalAvgPool3d", "globalMaxPool3d"),
  ...of(() => import("../../layers/pools_3d.ts"), "adaptiveAvgPool3d", "adaptiveMaxPool3d"),
  ...of(() => import("../../layers/activations.ts"), "relu", "relu6", "leakyRelu", "gelu", "silu", "tanh", "sigmoid"),
  ...of(() => import("../../layers/activations.ts"), "hardSigmoid", "hardSwish", "geluTanh"),
});

/**
 * Makes a network anew, as its settings say; its weights are not drawn.
 *
 * @param settings As `model.settings` and its name, or as a checkpoint has them.
 * @throws {TypeError} If it, or a layer of it, is none of the shelf, or was made by what settings cannot keep, such as a function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mlp } from "jsr:@raptor/raptor";
 * import { networkOf } from "./networks.ts";
 *
 * const { name, settings } = mlp({ sizes: [2, 3, 1] });
 * const again = await networkOf({ name, ...settings });
 * assertEquals([again.name, again.settings], [name, settings]);
 * ```
 */
export async function networkOf(settings: Settings): Promise<AnyLayer> {
  requireFew(settings);
  const made: AnyLayer[] = [],
    weightsOf = ({ params }: AnyLayer) => Object.values(params as Record<string, tf.Variable>);
  const whole = await ofCheckpoint(
    { doing: "make the layers of a checkpoint", hint: HANDED },
    () => madeOf(settings, made),
  )
    .catch((error) => {
      tf.dispose(made.flatMap(weightsOf));
      throw error;
    });
  // Of a network that another looks through, the last layers are not asked for.
  const kept = new Set(weightsOf(whole));
  tf.dispose(made.flatMap(weightsOf).filter((weight) => !kept.has(weight)));
  return whole;
}

const HANDED = "Hand the model over, made as for its training: predictor(path, { model }).";

/** More parts within each other, and in all, than any network has; those of a file may be made to use the stack up. */
const DEEPEST = 60, MOST = 20_000;

function requireFew(settings: Settings): void {
  let parts = 0;
  const look = (value: Plain | undefined, depth: number): void => {
    if (typeof value !== "object" || value === null) return;
    if (depth > DEEPEST || ++parts > MOST) {
      throw new TypeError(
        `Cannot make the model of a checkpoint as it must have at most ${MOST} parts, ${DEEPEST} within each other: got more. ` +
          HANDED,
      );
    }
    for (const each of Object.values(value)) look(each, depth + 1);
  };
  look(settings, 0);
}

/** @param made Each layer that is made is noted there. */
async function madeOf(settings: Settings, made: AnyLayer[]): Promise<AnyLayer> {
  const { name, model, ...options } = settings;
  // What `pretrained` has made is the model that it was made of, with the name of that one.
  if (isNamed(model) && model.name === name && "weights" in options) return await madeOf(model, made);
  const factory = typeof name === "string" && Object.hasOwn(NETWORKS, name) ? NETWORKS[name] : undefined;
  if (factory === undefined || model !== undefined) {
    throw new TypeError(
      `Cannot make the model of a checkpoint as it must be a network of the shelf: got ${name ?? "none"}. ` +
        "Hand it over, made as for its training: predictor(path, { model }).",
    );
  }
  const make = await factory(), parts = await partsOf(options, made);
  const noted = (layer: AnyLayer) => {
    made.push(layer);
    return layer;
  };
  try {
    if (name === "sequential") return noted(make(...parts.layers as AnyLayer[]));
    if (name === "residual") {
      return noted(make(parts.body, ...parts.shortcut === undefined ? [] : [parts.shortcut]));
    }
    return noted(Object.keys(parts).length === 0 ? make() : make(parts));
  } catch (error) {
    throw new TypeError(
      `Cannot make ${name} anew as its settings must be numbers, words and layers of the shelf: ` +
        `${(error as Error).message} Hand the model over: predictor(path, { model }).`,
      { cause: error },
    );
  }
}

/** What only says how weights begin: they have others. */
const BEGINNING = /^weights$|[iI]nitializer$/;

async function partsOf(options: Settings, made: AnyLayer[]): Promise<Record<string, unknown>> {
  const given = Object.entries(options).filter(([name, value]) => !BEGINNING.test(name) && value !== null);
  return Object.fromEntries(
    await Promise.all(given.map(async ([name, value]) => [name, await optionOf(name, value, made)])),
  );
}

/** What makes a layer is told by its name: the norm of a transformer's blocks. */
async function optionOf(name: string, value: Plain, made: AnyLayer[]): Promise<unknown> {
  if (name === "norm" && typeof value === "string" && Object.hasOwn(NETWORKS, value)) return await NETWORKS[value]!();
  return await partOf(value, made);
}

async function partOf(value: Plain, made: AnyLayer[]): Promise<unknown> {
  if (isNamed(value)) return await madeOf(value, made);
  return Array.isArray(value) ? await Promise.all(value.map((part) => partOf(part, made))) : value;
}

function isNamed(value: Plain | undefined): value is Settings {
  return isRecord(value) && typeof value.name === "string";
}
