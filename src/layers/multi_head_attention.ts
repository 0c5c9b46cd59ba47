/** Attention with several heads: places of a sequence take from each other what they ask for. */
import { given, requireRange, settle } from "../options/settle.ts";
import type { Mode, Model } from "../model.ts";
import { attend } from "../tensors/attention.ts";
import { place } from "../tensors/place.ts";
import { mixSeed } from "../tensors/random.ts";
import { rotated } from "../tensors/rotated.ts";
import { fanInUniform } from "../tensors/initializers.ts";
import type { Initializer } from "../tensors/weight.ts";
import { tf } from "../tf.ts";
import { refuse } from "../shapes/refuse.ts";
import { dense } from "./dense.ts";
import { dropout as dropping } from "./dropout.ts";

/** How attention is made. */
export interface MultiHeadAttentionOptions {
  /** Numbers of each place, in and out. */
  readonly units: number;
  /** Heads, each of units / heads numbers. */
  readonly heads: number;
  /**
   * Heads of keys and values, each for heads / kvHeads of the queries' (Ainslie et al., 2023); 1 is multi-query attention. Default
   * `heads`.
   */
  readonly kvHeads?: number;
  /** Whether a place sees only itself and those before it. Default false. */
  readonly causal?: boolean;
  /**
   * Whether places are told by turning queries and keys (Su et al., 2021), and the base of the angles if not 10,000. Default false.
   */
  readonly rotary?: boolean | number;
  /** Queries that are worked on at a time, so that long sequences need less memory. Default all, or as many as take 128 MiB. */
  readonly block?: number;
  /** The share of looks that are dropped in training, in [0, 1). Default 0. */
  readonly dropout?: number;
  /** Whether to add biases. Default true. */
  readonly bias?: boolean;
  /** How the kernel of queries, keys and values is drawn. Default uniform in ±sqrt(6 / (4 * units)), as in PyTorch. */
  readonly initializer?: Initializer;
  /** How the kernel that joins the heads is drawn. Default as `initializer`, else as {@linkcode dense} does. */
  readonly outInitializer?: Initializer;
}

/** A sequence that attends to itself or to another one, and what it may look at. */
export interface Attending {
  /** What asks, [batch, places, units]. */
  readonly x: tf.Tensor3D;
  /** What is looked at, [batch, places there, units]. Default x itself. */
  readonly memory?: tf.Tensor3D;
  /** How many places of what is looked at there are, [batch]; those behind are padding, at which nobody looks. Default all. */
  readonly lengths?: tf.Tensor1D | undefined;
  /** 1 where a place may look and 0 where not, [places, places there] or [batch, places, places there]. Default everywhere. */
  readonly mask?: tf.Tensor2D | tf.Tensor3D | undefined;
}

/**
 * Attention (Vaswani et al., 2017) of a sequence [batch, places, units] to itself, or of {@linkcode Attending} to another one, to
 * the shape of what asks, as PyTorch's `MultiheadAttention`.
 *
 * Biases begin at 0. Weights: `qkv/kernel` [units, units + 2 * kvUnits] and `qkv/bias` for queries, keys and values, in this order, each of
 * them head by head, with kvUnits = units / heads * kvHeads; `out/kernel` [units, units] and `out/bias`. PyTorch's `in_proj_weight` and
 * `out_proj.weight` are these kernels turned.
 *
 * @throws {RangeError} If an option is out of range, `heads` does not divide `units` or `kvHeads` not `heads`; in `forward`, if the input does
 *   not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { initialize, multiHeadAttention, tf } from "jsr:@raptor/raptor";
 *
 * const layer = multiHeadAttention({ units: 8, heads: 2, causal: true });
 * initialize(layer, 1);
 * const first = (x: tf.Tensor3D) => layer.forward(x, { training: false, seed: 0 }).arraySync()[0]![0];
 * const x = tf.randomNormal([1, 5, 8]) as tf.Tensor3D;
 * // The first place does not look at those behind it.
 * assertEquals(first(x), first(tf.slice(x, [0, 0, 0], [1, 1, 8])));
 * ```
 */
export function multiHeadAttention(options: MultiHeadAttentionOptions): Model<tf.Tensor3D | Attending, tf.Tensor3D> {
  const { units, heads, kvHeads = heads, causal = false, rotary = false, block, dropout = 0, bias = true } = given(
    options,
  );
  const { initializer, outInitializer = initializer } = given(options), size = units / heads, kvUnits = size * kvHeads;
  const usual = { name: "fanInUniform", fanIn: 2 / 3 * units };
  const values = { units, heads, kvHeads, causal, rotary, block, dropout, bias };
  const settings = settle("multiHeadAttention", options, {
    ...values,
    initializer: initializer ?? usual,
    outInitializer,
  });
  requireRange("multiHeadAttention", "a whole number of at least 1", { units, heads, kvHeads, block: block ?? 1 });
  requireRange("multiHeadAttention", "true or false", { causal, bias });
  requireRange("multiHeadAttention", "in [0, 1)", { dropout });
  if (typeof rotary !== "boolean") requireRange("multiHeadAttention", "a finite number above 0", { rotary });
  const must = (rule: string, got: string) => new RangeError(`Cannot make multiHeadAttention as ${rule}: got ${got}.`);
  if (units % heads !== 0) throw must("heads must divide units", `${heads} heads of ${units} units`);
  if (heads % kvHeads !== 0) throw must("kvHeads must divide heads", `${kvHeads} for ${heads} heads`);
  if (rotary !== false && size % 2 !== 0) throw must("rotary heads must have an even number of units", String(size));
  // Glorot's bound for a matrix [units, 3 * units].
  const inner = { initializer: initializer ?? fanInUniform(2 / 3 * units), bias, biasInitializer: 0 };
  const outer = { ...outInitializer && { initializer: outInitializer }, bias, biasInitializer: 0 };
  const qkv = place("qkv", dense({ inputs: units, units: units + 2 * kvUnits, ...inner }));
  const out = place("out", dense({ inputs: units, units, ...outer }));
  const drop = place("drop", dropping({ rate: dropout }));
  const { "qkv/kernel": kernel, "qkv/bias": offset } = qkv.params as Record<string, tf.Variable>;
  /** Some columns of what `qkv` computes, of one sequence alone. */
  const part = (x: tf.Tensor3D, from: number, count: number) => {
    const product = tf.matMul(
      tf.reshape(x, [-1, units]),
      tf.slice(kernel as unknown as tf.Tensor2D, [0, from], [units, count]),
    );
    const moved = offset ? tf.add(product, tf.slice(offset as unknown as tf.Tensor1D, from, count)) : product;
    return tf.reshape(moved, [x.shape[0], x.shape[1], count]) as tf.Tensor3D;
  };
  const byHead = (x: tf.Tensor3D, count: number) =>
    tf.transpose(tf.reshape(x, [x.shape[0], x.shape[1], count, size]), [0, 2, 1, 3]) as tf.Tensor4D;
  /** Queries, keys and values of one sequence; where they are as many, they are turned together. */
  const ofOne = (x: tf.Tensor3D, mode: Mode): Heads => {
    const all = qkv.forward(x, mode), [batch, places] = x.shape;
    if (kvHeads === heads) {
      return tf.unstack(tf.transpose(tf.reshape(all, [batch, places, 3, heads, size]), [2, 0, 3, 1, 4])) as Heads;
    }
    const [queries, keys, values] = tf.split(all, [units, kvUnits, kvUnits], 2) as tf.Tensor3D[];
    return [byHead(queries!, heads), byHead(keys!, kvHeads), byHead(values!, kvHeads)];
  };
  const ofTwo = (x: tf.Tensor3D, memory: tf.Tensor3D): Heads => {
    const [keys, values] = tf.split(part(memory, units, 2 * kvUnits), 2, 2) as tf.Tensor3D[];
    return [byHead(part(x, 0, units), heads), byHead(keys!, kvHeads), byHead(values!, kvHeads)];
  };
  return Object.freeze({
    name: "multiHeadAttention",
    settings,
    staticGraph: dropout === 0,
    params: Object.freeze({ ...qkv.params, ...out.params }),
    forward(given: tf.Tensor3D | Attending, mode: Mode): tf.Tensor3D {
      const { x, memory, lengths, mask } = given instanceof tf.Tensor ? { x: given } as Attending : given;
      for (const sequence of [x, memory ?? x]) {
        if (sequence?.rank !== 3 || sequence.shape[2] !== units || sequence.shape[0] !== x.shape[0]) {
          throw refuse("multiHeadAttention", mode, `[batch, places, ${units}]`, sequence);
        }
      }
      const [batch, places] = x.shape;
      let [q, k, v] = memory === undefined || memory === x ? ofOne(x, mode) : ofTwo(x, memory);
      const past = memory === undefined ? mode.past : undefined;
      if (rotary !== false) {
        const how = { from: past?.places ?? 0, ...typeof rotary === "number" && { base: rotary } };
        [q, k] = [rotated(q, how), rotated(k, how)];
      }
      if (past !== undefined) [k, v] = past.extend(mode.path ?? "", [k, v], 2) as [tf.Tensor4D, tf.Tensor4D];
      const seen = seenOf(mode, { lengths, mask }, [batch, places, k.shape[2]]);
      const dropAt = (shares: tf.Tensor4D, i: number) =>
        drop.forward(shares, i === 0 ? mode : { ...mode, seed: mixSeed(mode.seed, `block${i}`) });
      const mixed = attend(q, k, v, { causal, seen, block, dropping: dropAt });
      const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, places, units]) as tf.Tensor3D;
      return out.forward(joined, mode);
    },
  });
}

/** Queries, keys and values, head by head: [batch, heads, places, size]. */
type Heads = [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** One mask of what is padding and of what is hidden, spread over [batch, heads, places, places there]. */
function seenOf(
  mode: Mode,
  { lengths, mask }: Pick<Attending, "lengths" | "mask">,
  [batch, places, there]: readonly [number, number, number],
): tf.Tensor | undefined {
  const refused = (takes: string, got: tf.Tensor) => refuse("multiHeadAttention", mode, takes, got);
  if (lengths !== undefined && String(lengths.shape) !== String(batch)) throw refused(`lengths [${batch}]`, lengths);
  if (mask !== undefined && ![`${places},${there}`, `${batch},${places},${there}`].includes(String(mask.shape))) {
    throw refused(`a mask [${places}, ${there}] or [${batch}, ${places}, ${there}]`, mask);
  }
  const shown = lengths && tf.cast(
    tf.less(tf.range(0, there, 1, "float32"), tf.reshape(tf.cast(lengths, "float32"), [batch, 1, 1, 1])),
    "float32",
  );
  const open = mask && tf.cast(mask.rank === 3 ? tf.expandDims(mask, 1) : mask, "float32");
  return shown && open ? tf.mul(shown, open) : shown ?? open;
}
