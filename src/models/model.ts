/** Models written by hand: weights and layers by name, and what to do with them. */
import { given, requireRange, settle } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import type { Mode, Model, Params, Stage } from "../model.ts";
import { weightsFrom } from "../options/weights_from.ts";
import type { WeightsFrom } from "../pretrained.ts";
import { tf } from "../tf.ts";
import type { Settings } from "../settings.ts";
import { type AnyLayer, penaltyOf, place, pretrainedOf } from "../tensors/place.ts";

/** Weights and layers by name. */
export type ModelParts = Readonly<Record<string, tf.Variable | AnyLayer>>;

/** What a model is made of. */
export interface ModelOptions<X, P, Parts extends ModelParts> {
  /** A word for logs and checkpoints. Default `model`. */
  readonly name?: string;
  /** Its weights and layers. A layer's weights are named `<layer>/<weight>`. */
  readonly params: Parts;
  /** How it was made, as plain data, where it is made by a function of yours. Default its weights and layers. */
  readonly settings?: Settings;
  /**
   * Whether `forward` asks for the same operations whenever its input has the same shape; see {@linkcode Model}. It counts
   * only where it holds for all layers too. Default false.
   */
  readonly staticGraph?: boolean;
  /** Whether `forward` goes on from a past; see {@linkcode Model}. Default false. */
  readonly continues?: boolean;
  /**
   * The file that it begins with, in place of weights that are drawn: a path or an address, or either with how the names of
   * the file are read. Default none.
   */
  readonly weights?: string | URL | WeightsFrom;
  /** Of a network of images: its stages of these very layers, for {@linkcode features}. Default none. */
  readonly stages?: readonly Stage[];
  /** The name of the last layer, which may have other classes than the file of `weights`. Default none. */
  readonly head?: string;
  /**
   * Computes the prediction. Where a step of one's own runs the parts one by one, it may be left out: such a model
   * predicts nothing by itself.
   *
   * @param parts The weights and layers of `params`, each in its place: run these layers, so that errors name their
   *   paths and two dropouts draw different masks.
   */
  forward(x: X, mode: Mode, parts: Parts): P;
}

/** The layers of a model by name, each in its place. */
export type LayersOf<Parts extends ModelParts> = {
  readonly [K in keyof Parts as Parts[K] extends AnyLayer ? K : never]: Extract<Parts[K], AnyLayer>;
};

/** A model whose layers can be run one by one, in a step of one's own. */
export interface ModelOfParts<X, P, Parts extends ModelParts> extends Model<X, P> {
  /** Its layers. */
  readonly parts: LayersOf<Parts>;
}

/**
 * A model of your own.
 *
 * @throws {TypeError} If a part is neither a weight nor a layer, or its name holds a `/`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, initialize, model, tf } from "jsr:@raptor/raptor";
 *
 * const twice = model({
 *   params: { head: dense({ inputs: 3, units: 2 }) },
 *   forward: (x: tf.Tensor2D, mode, { head }) => tf.mul(head.forward(x, mode), 2),
 * });
 * initialize(twice, 1);
 * assertEquals(Object.keys(twice.params), ["head/kernel", "head/bias"]);
 * assertEquals(twice.forward(tf.zeros([1, 3]), { training: false, seed: 0 }).shape, [1, 2]);
 * ```
 */
export function model<X, P, const Parts extends ModelParts>(
  options: ModelOptions<X, P, Parts>,
): ModelOfParts<X, P, Parts>;
/** A model of parts that a step of one's own runs one by one. */
export function model<const Parts extends ModelParts>(
  options: Omit<ModelOptions<unknown, never, Parts>, "forward">,
  // What is not run takes anything.
  // deno-lint-ignore no-explicit-any
): ModelOfParts<any, never, Parts>;
export function model<X, P, const Parts extends ModelParts>(
  options: Omit<ModelOptions<X, P, Parts>, "forward"> & Partial<Pick<ModelOptions<X, P, Parts>, "forward">>,
): ModelOfParts<X, P, Parts> {
  const { name = "model", params: members, settings, staticGraph = false, forward = () => noPrediction(name) } = given(
    options,
  );
  const { weights, head, stages, continues = false } = given(options);
  settle("model", options, { name, params: members, settings, staticGraph, continues, weights, head, stages, forward });
  requireRange("model", "an object", { params: members });
  const { pretrained: own = [] } = weightsFrom(name, weights, head);
  const params: Record<string, tf.Variable> = {};
  const parts: Record<string, tf.Variable | AnyLayer> = {};
  for (const [key, part] of Object.entries(members)) {
    if (part instanceof tf.Variable) {
      if (key === "" || key.includes("/")) {
        throw new TypeError(`Cannot make ${name} as the name of a weight is a word without "/": got "${key}".`);
      }
      params[key] = parts[key] = part;
    } else if (typeof part?.forward === "function") {
      const layer = parts[key] = place(key, part);
      Object.assign(params, layer.params);
    } else {
      throw new TypeError(
        `Cannot make ${name} as params holds weights and layers: got ${typeof part} at "${key}".\n` +
          `Make weights by weight(shape, initializer).`,
      );
    }
  }
  Object.freeze(parts);
  const layers = Object.values(parts).filter((part) => !(part instanceof tf.Variable)) as AnyLayer[];
  return Object.freeze({
    name,
    settings: plainRecord(settings ?? { params: members, weights }),
    staticGraph: staticGraph && layers.every((layer) => layer.staticGraph),
    ...continues && { continues },
    params: Object.freeze(params) as Params,
    ...stages && { stages: Object.freeze([...stages]) },
    parts: Object.freeze(
      Object.fromEntries(Object.entries(parts).filter(([, part]) => !(part instanceof tf.Variable))),
    ) as LayersOf<Parts>,
    // Its own file last: it may hold parts that have files too.
    ...pretrainedOf([...layers, { pretrained: own } as unknown as AnyLayer]),
    ...penaltyOf(Object.values(members).filter((part): part is AnyLayer => !(part instanceof tf.Variable))),
    forward: (x: X, mode: Mode) => forward(x, mode, parts as Parts),
  });
}

function noPrediction(name: string): never {
  throw new TypeError(
    `Cannot predict by ${name} as it must have a forward(): got none. Write model({ params, forward }), or run its parts.`,
  );
}
