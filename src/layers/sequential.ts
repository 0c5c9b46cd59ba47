/** Layers in a row. */
import { plainRecord } from "../options/plain.ts";
import type { Mode, Model } from "../model.ts";
import { tf } from "../tf.ts";
import type { Elementwise } from "./activations.ts";
import type { Dense } from "./dense.ts";
import type { Embedding } from "./embedding.ts";
import { type AnyLayer, penaltyOf, place, pretrainedOf } from "../tensors/place.ts";

/** What a layer makes of an input; `never` where it does not take it. */
export type Through<L, X> = L extends Embedding ? ([X] extends [tf.Tensor1D] ? tf.Tensor2D
    : [X] extends [tf.Tensor2D] ? tf.Tensor3D
    : [X] extends [tf.Tensor3D] ? tf.Tensor4D
    : never)
  : L extends Dense ? ([X] extends [tf.Tensor4D] ? never : X extends tf.Tensor ? X : never)
  : L extends Elementwise ? X
  : L extends Model<infer In, infer P> ? ([X] extends [In] ? P : never)
  : never;

/** What a row of layers makes of an input; `never` where two neighbours do not fit. */
export type ThroughAll<L extends readonly unknown[], X> = L extends readonly [infer First, ...infer Rest]
  ? ([X] extends [never] ? never : ThroughAll<Rest, Through<First, X>>)
  : X;

/** What a row of layers takes: what its first layer of a definite input takes. */
export type InputOfRow<L extends readonly unknown[]> = L extends readonly [infer First, ...infer Rest]
  ? (First extends Dense | Embedding ? tf.Tensor2D
    : First extends Elementwise ? InputOfRow<Rest>
    : First extends Model<infer X, infer _> ? X
    : never)
  : tf.Tensor;

/** The row itself where every neighbour takes what it is given, else the sentence that says so. */
export type Fitting<L extends readonly unknown[]> = [ThroughAll<L, InputOfRow<L>>] extends [never]
  ? readonly "a layer does not take what the one before it gives"[]
  : L;

/**
 * Runs layers one after the other. TypeScript refuses neighbours that do not fit, such as an image layer after
 * {@linkcode flatten}. Where shapes do not fit when it runs, the error names both layers and what the first of them gives.
 *
 * Weights: `<place in the row, from 0>/<weight>`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, relu, sequential } from "jsr:@raptor/raptor";
 *
 * const model = sequential(dense({ inputs: 4, units: 8 }), relu(), dense({ inputs: 8, units: 2 }));
 * assertEquals(Object.keys(model.params), ["0/kernel", "0/bias", "2/kernel", "2/bias"]);
 * ```
 */
export function sequential<L extends readonly AnyLayer[]>(
  ...layers: L & Fitting<L>
): Model<InputOfRow<L>, ThroughAll<L, InputOfRow<L>>> {
  const row = (layers as readonly AnyLayer[]).map((layer, i) => place(String(i), layer));
  return Object.freeze({
    name: "sequential",
    settings: plainRecord({ layers }),
    staticGraph: row.every(({ staticGraph }) => staticGraph),
    params: Object.freeze(Object.assign({}, ...row.map(({ params }) => params))),
    ...penaltyOf(layers as readonly AnyLayer[]),
    ...pretrainedOf(row),
    ...layers.at(-1)?.gives && { gives: layers.at(-1)!.gives! },
    forward: (x: InputOfRow<L>, mode: Mode) =>
      row.reduce((y: unknown, layer, i) => {
        try {
          return layer.forward(y, mode);
        } catch (error) {
          throw i === 0 ? error : withNeighbour(error, layers as readonly AnyLayer[], i, y, mode);
        }
      }, x),
  }) as Model<InputOfRow<L>, ThroughAll<L, InputOfRow<L>>>;
}

/** A layer that refuses what the one before it gives is told of beside that one. */
function withNeighbour(error: unknown, layers: readonly AnyLayer[], i: number, y: unknown, { path }: Mode): unknown {
  if (!(error instanceof RangeError) || !(y instanceof tf.Tensor)) return error;
  const at = (i: number) => `${path === undefined ? "" : `${path}/`}${i}`, { message } = error;
  const shape = `[${y.shape.join(", ")}]`;
  // It may be the first one of a row within.
  const isOurs = [" ", "/"].some((end) => message.startsWith(`Cannot run ${at(i)}${end}`));
  if (!isOurs || !message.endsWith(`: got ${shape}.`)) return error;
  const before = `${at(i - 1)} (${layers[i - 1]!.name})`;
  return new RangeError(`${message} It stands behind ${before}, which gives ${shape}.`, { cause: error });
}

/**
 * A layer with a way around it: shortcut(x) + body(x).
 *
 * Weights: `body/<weight>` and `shortcut/<weight>`.
 *
 * @param shortcut Default the input itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relu, residual, tf } from "jsr:@raptor/raptor";
 *
 * const block = residual<tf.Tensor, tf.Tensor>(relu());
 * assertEquals(block.forward(tf.tensor1d([-1, 2]), { training: false, seed: 0 }).arraySync(), [-1, 4]);
 * ```
 */
export function residual<X extends tf.Tensor, P extends tf.Tensor>(
  body: Model<X, P>,
  shortcut?: Model<X, P>,
): Model<X, P> {
  const main = place("body", body);
  const around = shortcut && place("shortcut", shortcut);
  return Object.freeze({
    name: "residual",
    settings: plainRecord({ body, shortcut }),
    staticGraph: (main.staticGraph && (around?.staticGraph ?? true)) ?? false,
    params: Object.freeze({ ...main.params, ...around?.params }),
    ...pretrainedOf(around === undefined ? [main] : [main, around]),
    ...penaltyOf(shortcut === undefined ? [body] : [body, shortcut]),
    forward: (x: X, mode: Mode) => tf.add(around?.forward(x, mode) ?? x, main.forward(x, mode)) as P,
  });
}
