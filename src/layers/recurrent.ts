/** Recurrent layers: what stands at each place of a sequence depends on all places before it. */
import type { Mode, Model } from "../model.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { refuse } from "../shapes/refuse.ts";
import { dropped } from "../tensors/dropped.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import { mixSeed } from "../tensors/random.ts";
import { scan, type States } from "../tensors/scan.ts";
import { weight } from "../tensors/weight.ts";
import { tf } from "../tf.ts";

/** How a recurrent layer is made. */
export interface RecurrentOptions {
  /** Numbers of each place that go in. */
  readonly inputs: number;
  /** Numbers of a state. */
  readonly units: number;
  /** Layers, each of which takes what the one before gives. Default 1. */
  readonly layers?: number;
  /** Whether each layer reads from the end as well; its results stand behind those from the beginning. Default false. */
  readonly bidirectional?: boolean;
  /** Whether to add biases. Default true. */
  readonly bias?: boolean;
  /** The share that is dropped between layers in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /**
   * What comes out: `"all"` is the state at each place, [batch, places, units · directions]; `"last"` that of the last layer at the end of
   * each sequence, [batch, units · directions]; `"states"` all of it by name. Default `"all"`.
   */
  readonly output?: "all" | "last" | "states";
}

/** Sequences of which more is known than their places. */
export interface Sequences {
  /** What stands at the places, [batch, places, inputs]. */
  readonly x: tf.Tensor3D;
  /** How many places each sequence has, [batch]; what stands behind them is not read, and comes out as 0. Default all. */
  readonly lengths?: tf.Tensor1D;
  /** The states to begin with, [layers · directions, batch, units]. Default 0. */
  readonly h?: tf.Tensor3D;
  /** Of an {@linkcode lstm}: the cells to begin with, of the same shape. Default 0. */
  readonly c?: tf.Tensor3D;
}

/** All that a recurrent layer knows when it is done. */
export interface RecurrentStates {
  /** The state of the last layer at each place, [batch, places, units · directions]. */
  readonly y: tf.Tensor3D;
  /** The states at the end of each sequence, [layers · directions, batch, units]. */
  readonly h: tf.Tensor3D;
  /** Of an {@linkcode lstm}: the cells there. */
  readonly c?: tf.Tensor3D;
}

/** A recurrent layer, by what comes out. */
export type Recurrent<P> = Model<tf.Tensor3D | Sequences, P>;

/** One step: what a place says to each gate, [batch, gates · units], and the states, to the next states. */
type Cell = (says: tf.Tensor2D, states: States, recall: (h: tf.Tensor2D) => tf.Tensor2D) => States;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997), as PyTorch's `LSTM` with `batch_first`: with the gates i, f, g and o,
 * c = sigmoid(f) · c + sigmoid(i) · tanh(g), and h = sigmoid(o) · tanh(c).
 *
 * Weights have PyTorch's names and layout: `weight_ih_l0` [4 · units, inputs], `weight_hh_l0` [4 · units, units], `bias_ih_l0` and
 * `bias_hh_l0` [4 · units], then `..._l0_reverse`, `..._l1` and so on; all are drawn uniformly from ±1 / sqrt(units).
 *
 * @throws {RangeError} If an option is out of range; in `forward`, if the input does not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, lstm, tf } from "jsr:@raptor/raptor";
 *
 * const layer = lstm({ inputs: 3, units: 8, layers: 2, bidirectional: true, output: "last" });
 * initialize(layer, 1);
 * // Two sequences, of which the second has two places.
 * const x = { x: tf.ones([2, 5, 3]) as tf.Tensor3D, lengths: tf.tensor1d([5, 2], "int32") };
 * assertEquals(layer.forward(x, { training: false, seed: 0 }).shape, [2, 16]);
 * ```
 */
export function lstm(options: RecurrentOptions & { readonly output?: "all" }): Recurrent<tf.Tensor3D>;
/** The same, of which the end of each sequence comes out. */
export function lstm(options: RecurrentOptions & { readonly output: "last" }): Recurrent<tf.Tensor2D>;
/** The same, of which all comes out. */
export function lstm(options: RecurrentOptions & { readonly output: "states" }): Recurrent<RecurrentStates>;
export function lstm(options: RecurrentOptions): Recurrent<never> {
  return recurrent("lstm", 4, ["h", "c"], options, (says, [h, c], recall) => {
    const gates = tf.split(tf.add(says, recall(h!)), 4, 1) as tf.Tensor2D[];
    const [i, f, g, o] = [tf.sigmoid(gates[0]!), tf.sigmoid(gates[1]!), tf.tanh(gates[2]!), tf.sigmoid(gates[3]!)];
    const cell = tf.add(tf.mul(f, c!), tf.mul(i, g)) as tf.Tensor2D;
    return [tf.mul(o, tf.tanh(cell)) as tf.Tensor2D, cell];
  });
}

/**
 * Gated recurrent units (Cho et al., 2014), as PyTorch's `GRU` with `batch_first`: with the gates r, z and n, of which the last is
 * tanh(what the place says + sigmoid(r) · what h says), h = (1 - sigmoid(z)) · n + sigmoid(z) · h.
 *
 * Weights and errors are those of {@linkcode lstm}, with 3 · units in place of 4 · units.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gru, initialize, tf } from "jsr:@raptor/raptor";
 *
 * const layer = gru({ inputs: 3, units: 8 });
 * initialize(layer, 1);
 * assertEquals(layer.forward(tf.ones([2, 5, 3]), { training: false, seed: 0 }).shape, [2, 5, 8]);
 * ```
 */
export function gru(options: RecurrentOptions & { readonly output?: "all" }): Recurrent<tf.Tensor3D>;
/** The same, of which the end of each sequence comes out. */
export function gru(options: RecurrentOptions & { readonly output: "last" }): Recurrent<tf.Tensor2D>;
/** The same, of which all comes out. */
export function gru(options: RecurrentOptions & { readonly output: "states" }): Recurrent<RecurrentStates>;
export function gru(options: RecurrentOptions): Recurrent<never> {
  return recurrent("gru", 3, ["h"], options, (says, [h], recall) => {
    const here = tf.split(says, 3, 1), before = tf.split(recall(h!), 3, 1);
    const r = tf.sigmoid(tf.add(here[0]!, before[0]!)), z = tf.sigmoid(tf.add(here[1]!, before[1]!));
    const n = tf.tanh(tf.add(here[2]!, tf.mul(r, before[2]!)));
    return [tf.add(n, tf.mul(z, tf.sub(h!, n))) as tf.Tensor2D];
  });
}

function recurrent(
  name: "lstm" | "gru",
  gates: number,
  remembers: readonly ("h" | "c")[],
  options: RecurrentOptions,
  cell: Cell,
): Recurrent<never> {
  const { inputs, units, layers = 1, bidirectional = false, bias = true, dropout = 0, output = "all" } = given(options);
  const settings = settle(name, options, { inputs, units, layers, bidirectional, bias, dropout, output });
  requireRange(name, "a whole number of at least 1", { inputs, units, layers });
  requireRange(name, "true or false", { bidirectional, bias });
  requireRange(name, "in [0, 1)", { dropout });
  requireOneOf(name, ["all", "last", "states"], { output });
  const ways = bidirectional ? ["", "_reverse"] : [""], initializer = fanInUniform(units);
  const params: Record<string, tf.Variable> = {};
  for (let layer = 0; layer < layers; layer++) {
    for (const way of ways) {
      const taken = layer === 0 ? inputs : units * ways.length;
      params[`weight_ih_l${layer}${way}`] = weight([gates * units, taken], initializer);
      params[`weight_hh_l${layer}${way}`] = weight([gates * units, units], initializer);
      if (!bias) continue;
      params[`bias_ih_l${layer}${way}`] = weight([gates * units], initializer);
      params[`bias_hh_l${layer}${way}`] = weight([gates * units], initializer);
    }
  }
  const linear = (x: tf.Tensor, which: "ih" | "hh", at: string) => {
    const product = tf.matMul(x as tf.Tensor2D, params[`weight_${which}_${at}`] as unknown as tf.Tensor2D, false, true);
    return bias ? tf.add(product, params[`bias_${which}_${at}`]!) as tf.Tensor2D : product as tf.Tensor2D;
  };
  return Object.freeze({
    name,
    settings,
    staticGraph: dropout === 0,
    params: Object.freeze(params),
    forward(given: tf.Tensor3D | Sequences, mode: Mode): never {
      const { x, lengths, ...begun } = given instanceof tf.Tensor ? { x: given } : given as Sequences;
      if (x?.rank !== 3 || x.shape[2] !== inputs) throw refuse(name, mode, `[batch, places, ${inputs}]`, x);
      const [batch, places] = x.shape;
      if (lengths !== undefined && String(lengths.shape) !== String(batch)) {
        throw refuse(name, mode, `lengths [${batch}]`, lengths);
      }
      const starts = remembers.map((which) =>
        beginning(name, mode, begun[which], [layers * ways.length, batch, units])
      );
      const ends: States[] = [];
      let row = x as tf.Tensor3D;
      for (let layer = 0; layer < layers; layer++) {
        if (layer > 0 && dropout > 0 && mode.training) {
          row = dropped(row, row.shape, dropout, mixSeed(mode.seed, `l${layer}`));
        }
        const sides = ways.map((way, i) => {
          const at = `l${layer}${way}`, all = linear(tf.reshape(row, [batch * places, -1]), "ih", at);
          const says = tf.unstack(tf.reshape(all, [batch, places, gates * units]), 1);
          const states = starts.map((start) => start[layer * ways.length + i]!);
          const step = (place: tf.Tensor, states: States) =>
            cell(place as tf.Tensor2D, states, (h) => linear(h, "hh", at));
          const { each, end } = scan(says, states, step, { lengths, reverse: i === 1 });
          ends.push(end);
          return tf.stack([...each], 1) as tf.Tensor3D;
        });
        row = sides.length === 1 ? sides[0]! : tf.concat(sides, 2);
      }
      if (output === "all") return row as never;
      if (output === "last") return tf.concat(ends.slice(-ways.length).map(([h]) => h!), 1) as never;
      const named = remembers.map((which, j) => [which, tf.stack(ends.map((end) => end[j]!))]);
      return { y: row, ...Object.fromEntries(named) } as never;
    },
  });
}

/** The states that each layer and direction begins with. */
function beginning(
  name: string,
  mode: Mode,
  given: tf.Tensor3D | undefined,
  shape: [number, number, number],
): readonly tf.Tensor2D[] {
  const [count, batch, units] = shape;
  if (given === undefined) return Array.from({ length: count }, () => tf.zeros([batch, units]) as tf.Tensor2D);
  if (String(given.shape) !== String(shape)) throw refuse(name, mode, `states [${shape.join(", ")}]`, given);
  return tf.unstack(given) as tf.Tensor2D[];
}
