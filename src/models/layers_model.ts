/** Takes a model of tfjs-layers (Keras style) as a model of Raptor. */
import { plainRecord } from "../options/plain.ts";
import type { Mode, Model } from "../model.ts";
import { tf } from "../tf.ts";

/** A model of tfjs-layers: a `tf.Sequential` or a functional `tf.LayersModel`. */
export type LayersModel = tf.LayersModel;

type Layer = tf.LayersModel["layers"][number] & { readonly layers?: readonly Layer[] };
/** A variable of tfjs-layers, with the part that its declaration hides. */
interface LayerVariable {
  readonly originalName: string;
  readonly val: tf.Variable;
  readonly constraint: unknown;
}

/**
 * A tfjs-layers model as a Raptor model over the same weights.
 *
 * A weight's name is `<layer>/<weight>`. Where a layer was not given a name, its class and its place among the layers
 * of that class name it (`dense_1/kernel`), so that names do not depend on what else the program has made. Weights of
 * frozen layers are not trained; batch normalisation keeps its running statistics; dropout draws with tfjs's own
 * generator, so that a resumed run draws other masks.
 *
 * @param model Built: its first layer knows its input's shape.
 * Regularizers of its weights are its penalty, which the step adds to the loss; those of a layer that is used twice once.
 *
 * @throws {TypeError} If the model is not built, or a weight has a constraint.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { layersModel, tf } from "jsr:@raptor/raptor";
 *
 * const keras = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * const model = layersModel(keras);
 * assertEquals(Object.keys(model.params), ["dense_1/kernel", "dense_1/bias"]);
 * assertEquals(model.forward(tf.zeros([1, 3]), { training: false, seed: 0 }).shape, [1, 2]);
 * ```
 */
export function layersModel(model: LayersModel): Model<tf.Tensor, tf.Tensor> {
  if (!Array.isArray(model?.layers)) {
    throw new TypeError(
      `Cannot take a tfjs-layers model as it must be one: got ${model}. Write layersModel(tf.sequential(...)).`,
    );
  }
  if (model.layers.length === 0 || model.layers.some(({ built }) => !built)) {
    throw new TypeError(
      `Cannot take the tfjs-layers model ${model.name} as it must be built: got layers that do not know their input.\n` +
        `Give its first layer an inputShape.`,
    );
  }
  const layers = (model.layers as Layer[]).flatMap(leaves);
  const bound = layers.flatMap(constrained);
  if (bound.length > 0) {
    throw new TypeError(
      `Cannot take the tfjs-layers model ${model.name} as constraints of weights are not applied: got one on ` +
        `${bound.join(", ")}.\nLeave it out, or keep the weight in bounds within a layer of your own.`,
    );
  }
  // Layer by layer, since tfjs leaves out those of models within models.
  const penalized = [...new Set(layers)].filter(({ losses }) => losses.length > 0);
  const penalty = () => tf.addN(penalized.flatMap((layer) => layer.calculateLosses())) as tf.Scalar;
  return Object.freeze({
    ...penalized.length > 0 && { penalty },
    name: model.name,
    ...ending(layers.at(-1)!),
    settings: plainRecord({ layers: model.layers.map((layer) => layer.getClassName()) }),
    params: Object.freeze(Object.fromEntries(weights(model.layers as Layer[]))),
    forward: (x: tf.Tensor, { training }: Mode) => model.apply(x, { training }) as tf.Tensor,
  });
}

/** What a last layer says of its answers: a softmax, or a sigmoid, makes probabilities. */
function ending(last: Layer): Pick<Model<never, unknown>, "gives"> {
  const { activation } = last.getConfig(), kind = last.getClassName().toLowerCase();
  const isOne = [activation, kind].some((name) => name === "softmax" || name === "sigmoid");
  return isOne ? { gives: "probabilities" } : {};
}

/** A layer, or those that it is made of. */
function leaves(layer: Layer): readonly Layer[] {
  return layer.layers?.flatMap(leaves) ?? [layer];
}

/** The weights of a layer that tfjs would keep in bounds. */
function constrained({ weights }: Layer): string[] {
  return (weights as unknown as LayerVariable[]).filter(({ constraint }) => constraint)
    .map(({ originalName }) => originalName);
}

function weights(layers: readonly Layer[], prefix = ""): [string, tf.Variable][] {
  const seen = new Map<string, number>();
  return layers.flatMap((layer) => {
    const path = prefix + localName(layer, seen);
    if (layer.layers !== undefined) return weights(layer.layers, `${path}/`);
    return (layer.weights as unknown as LayerVariable[]).map(({ originalName, val }): [string, tf.Variable] => [
      `${path}/${originalName.slice(originalName.indexOf(`${layer.name}/`) + layer.name.length + 1)}`,
      val,
    ]);
  });
}

/** The layer's name, where tfjs's own numbering over the whole program gives way to one over the model. */
function localName(layer: Layer, seen: Map<string, number>): string {
  const kind = layer.getClassName();
  const automatic = /^(.*)_([^_]*?)(\d+)$/.exec(layer.name);
  if (automatic?.[2] !== kind) return layer.name;
  const count = (seen.get(kind) ?? 0) + 1;
  seen.set(kind, count);
  return `${automatic[1]}_${count}`;
}
