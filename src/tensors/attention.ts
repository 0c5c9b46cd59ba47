/** Scaled dot-product attention: what each place of a sequence takes from the others. */
import { after } from "./kernel.ts";
import { mayBeDerivedAgain } from "./gradients/tape.ts";
import { softmax } from "./softmax.ts";
import { tf } from "../tf.ts";

/** How places attend to each other. */
export interface AttentionOptions {
  /** Whether a place sees only itself and those before it; the queries are the last places of the keys. Default false. */
  readonly causal?: boolean;
  /** 1 where a place may look and 0 where not, spread over [batch, heads, queries, keys]. Default everywhere. */
  readonly seen?: tf.Tensor | undefined;
  /** What becomes of the shares before the values are mixed, such as dropout, for each block. It must be linear. Default nothing. */
  readonly dropping?: (shares: tf.Tensor4D, block: number) => tf.Tensor4D;
  /**
   * Queries that are worked on at a time. The shares of one block are there at a time, in gradients too. Default all, or as many as
   * have 128 MiB of shares.
   */
  readonly block?: number | undefined;
}

/**
 * softmax(q · kᵀ / sqrt(size)) · v (Vaswani et al., 2017), as PyTorch's `scaled_dot_product_attention` with `enable_gqa`.
 *
 * In blocks the shares are never there as a whole, and are computed again for gradients (Dao et al., 2022, whose blocks
 * divide the keys too): memory grows with the number of places and not with its square. Causal blocks leave out what is ahead of them.
 *
 * @param q What each place asks for, [batch, heads, queries, size].
 * @param k What each place answers to, [batch, kvHeads, keys, size]; as many or fewer heads, each for several of the queries'.
 * @param v What each place gives, of the shape of k.
 * @returns What each place gets, of the shape of q.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { attend } from "./attention.ts";
 *
 * const [same, v] = [tf.zeros([1, 1, 2, 1]) as tf.Tensor4D, tf.tensor4d([2, 4], [1, 1, 2, 1])];
 * assertEquals([...attend(same, same, v).dataSync()], [3, 3]);
 * assertEquals([...attend(same, same, v, { causal: true }).dataSync()], [2, 3]);
 * assertEquals([...attend(same, same, v, { seen: tf.tensor1d([0, 1]), block: 1 }).dataSync()], [4, 4]);
 * ```
 */
export function attend(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, options: AttentionOptions = {}): tf.Tensor4D {
  const { block = queriesAtOnce([q.shape[0], q.shape[1]], k.shape[2]), dropping = (shares) => shares } = options,
    queries = q.shape[2];
  // The queries are scaled and not the scores, which are more where sequences are longer than a head is wide.
  const scaled = tf.mul(q, 1 / Math.sqrt(q.shape[3])) as tf.Tensor4D;
  const spanFrom = (from: number) => spanOf(from, { block, queries, all: k.shape[2], causal: options.causal ?? false });
  if (block >= queries) return mixed(dropping(sharesOf(scaled, k, options, spanFrom(0)), 0), v);
  const blocks = Array.from({ length: Math.ceil(queries / block) }, (_, i) => spanFrom(i * block));
  const answer = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, span: Span, i: number) =>
    tf.tidy(() => mixed(dropping(sharesOf(rowsOf(q, span), keysOf(k, span), options, span), i), keysOf(v, span)));
  if (mayBeDerivedAgain()) return tf.concat(blocks.map((span, i) => answer(scaled, k, v, span, i)), 2);
  const op = tf.customGrad((...given) => {
    const [q, k, v, save] = given as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, (kept: tf.Tensor[]) => void];
    // The mask too, which the pass that made it would dispose of.
    save([q, k, v, ...options.seen ? [options.seen] : []]);
    const answers: tf.Tensor4D[] = [];
    for (const [i, span] of blocks.entries()) answers.push(answer(inTurn(q, answers), k, v, span, i));
    return {
      value: tf.concat(answers, 2),
      gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => {
        const [q, k, v, seen] = kept as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor?], dq: tf.Tensor[] = [];
        let dk: tf.Tensor | undefined, dv: tf.Tensor | undefined;
        for (const [i, span] of blocks.entries()) {
          const [a, b, c] = tf.tidy(() => {
            const rows = rowsOf(inTurn(q, dq.length > 0 ? dq : [dy]), span), slope = rowsOf(dy as tf.Tensor4D, span);
            const [keys, values] = [keysOf(k, span), keysOf(v, span)];
            const shares = sharesOf(rows, keys, { ...options, seen }, span), dropped = dropping(shares, i);
            const along = tf.mul(dropping(scoresOf(slope, values), i), shares);
            const scores = tf.sub(along, tf.mul(tf.sum(along, -1, true), shares)) as tf.Tensor4D;
            const whole = (slope: tf.Tensor4D) => filled(slope, k.shape[2]);
            return [
              mixed(scores, keys),
              whole(turned(scores, rows, keys)),
              whole(turned(dropped, slope, values)),
            ] as const;
          });
          const before = [dk, dv];
          dq.push(a);
          dk = dk ? tf.add(dk, b) : b;
          dv = dv ? tf.add(dv, c) : c;
          if (before[0] !== undefined) tf.dispose([...before as tf.Tensor[], b, c]);
        }
        return [tf.concat(dq, 2), dk!, dv!];
      },
    };
  });
  return op(scaled, k, v) as tf.Tensor4D;
}

/** Shares that are worked on at a time where nobody says: 128 MiB of them. */
const AT_ONCE = 2 ** 25;

/**
 * How many queries are worked on at a time where nobody says.
 *
 * @param heads Sequences, and heads of each.
 * @param keys What each query looks at.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { queriesAtOnce } from "./attention.ts";
 *
 * assertEquals(queriesAtOnce([8, 12], 1024), 341);
 * ```
 */
export function queriesAtOnce([sequences, heads]: readonly [number, number], keys: number): number {
  return Math.max(1, Math.floor(AT_ONCE / (sequences * heads * keys)));
}

/** Some of the queries, and the keys that they may look at. */
interface Span {
  readonly from: number;
  readonly count: number;
  /** Which of the places that are looked at the first of them has. */
  readonly place: number;
  /** How many queries there are in all. */
  readonly queries: number;
  /** The first of the keys. */
  readonly keys: number;
}

function spanOf(
  from: number,
  { block, queries, all, causal }: {
    readonly block: number;
    readonly queries: number;
    /** How many keys there are. */
    readonly all: number;
    readonly causal: boolean;
  },
): Span {
  const count = Math.min(block, queries - from), place = all - queries + from;
  // What lies ahead of all of them is not looked at.
  return { from, count, place, queries, keys: causal && queries <= all ? place + count : all };
}

/** The blocks are worked on one after the other, so that the shares of one are there at a time. */
function inTurn(q: tf.Tensor4D, done: readonly tf.Tensor[]): tf.Tensor4D {
  return done.length === 0 ? q : after(q, done.at(-1)!);
}

function rowsOf(x: tf.Tensor4D, { from, count }: Span): tf.Tensor4D {
  return tf.slice(x, [0, 0, from, 0], [x.shape[0], x.shape[1], count, x.shape[3]]);
}

function keysOf(x: tf.Tensor4D, { keys }: Span): tf.Tensor4D {
  return keys === x.shape[2] ? x : tf.slice(x, [0, 0, 0, 0], [x.shape[0], x.shape[1], keys, x.shape[3]]);
}

/** As many rows as there are keys, those that were not looked at of 0. */
function filled(x: tf.Tensor4D, keys: number): tf.Tensor4D {
  return x.shape[2] === keys ? x : tf.pad(x, [[0, 0], [0, 0], [0, keys - x.shape[2]], [0, 0]]);
}

/** What each of some queries takes of the keys, [batch, heads, queries, keys]. */
function sharesOf(
  rows: tf.Tensor4D,
  k: tf.Tensor4D,
  { causal = false, seen }: AttentionOptions,
  { from, count, place, queries, keys }: Span,
): tf.Tensor4D {
  let scores = scoresOf(rows, k);
  if (causal) scores = tf.add(scores, ahead(count, keys, place));
  if (seen !== undefined) {
    // A mask of its own for each query or key is cut as those are.
    const begin = seen.shape.map(() => 0), size = [...seen.shape], [row, column] = [seen.rank - 2, seen.rank - 1];
    if (row >= 0 && size[row] === queries && count < queries) begin[row] = from, size[row] = count;
    if (size[column]! > keys) size[column] = keys;
    const part = String(size) === String(seen.shape) ? seen : tf.slice(seen, begin, size);
    scores = tf.add(scores, tf.mul(tf.sub(1, tf.cast(part, "float32")), HIDDEN));
  }
  return softmax(scores);
}

/** rows · kᵀ, where a head of k is that of several heads of the rows. */
function scoresOf(rows: tf.Tensor4D, k: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, queries] = rows.shape;
  return tf.reshape(tf.matMul(grouped(rows, k), k, false, true), [batch, heads, queries, k.shape[2]]);
}

/** shares · v. */
function mixed(shares: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, queries] = shares.shape;
  return tf.reshape(tf.matMul(grouped(shares, v), v), [batch, heads, queries, v.shape[3]]);
}

/** sharesᵀ · rows, summed over the heads that share one of `like`. */
function turned(shares: tf.Tensor4D, rows: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D {
  return tf.matMul(grouped(shares, like), grouped(rows, like), true, false);
}

/** As many heads as `like` has: those that share one of them stand one below the other. */
function grouped(x: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D {
  const [batch, heads, rows, size] = x.shape, kvHeads = like.shape[1];
  return heads === kvHeads ? x : tf.reshape(x, [batch, kvHeads, heads / kvHeads * rows, size]);
}

/** A number of which e to the power is 0. */
const HIDDEN = -1e9;

/** [queries, keys]: 0 where a place may look, and HIDDEN where it would look ahead; the first query is the place `first`. */
function ahead(queries: number, keys: number, first: number): tf.Tensor2D {
  const column = tf.range(0, keys, 1, "int32"), row = tf.reshape(tf.range(first, first + queries, 1, "int32"), [-1, 1]);
  return tf.mul(tf.cast(tf.greater(column, row), "float32"), HIDDEN);
}
