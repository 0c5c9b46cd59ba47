/** Scaled dot-product attention: what each place of a sequence takes from the others. */
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
  /** Queries that are worked on at a time. The shares of one block are there at a time, in gradients too. Default all. */
  readonly block?: number | undefined;
}

/**
 * softmax(q · kᵀ / sqrt(size)) · v (Vaswani et al., 2017), as PyTorch's `scaled_dot_product_attention` with `enable_gqa`.
 *
 * With `block` the shares are never there as a whole, and are computed again for gradients (Dao et al., 2022, whose blocks
 * divide the keys too): memory grows with the number of places and not with its square.
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
  const { block = q.shape[2], dropping = (shares) => shares } = options;
  // The queries are scaled and not the scores, which are more where sequences are longer than a head is wide.
  const scaled = tf.mul(q, 1 / Math.sqrt(q.shape[3])) as tf.Tensor4D;
  if (block >= q.shape[2]) return mixed(dropping(sharesOf(scaled, k, 0, options), 0), v);
  const blocks = Array.from({ length: Math.ceil(q.shape[2] / block) }, (_, i) => ({ i, from: i * block }));
  const answer = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, i: number, from: number) =>
    tf.tidy(() => mixed(dropping(sharesOf(rowsOf(q, from, block), k, from, options, q), i), v));
  const run = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D) =>
    tf.concat(blocks.map(({ i, from }) => answer(q, k, v, i, from)), 2);
  if (mayBeDerivedAgain()) return run(scaled, k, v);
  const op = tf.customGrad((...given) => {
    const [q, k, v, save] = given as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, (kept: tf.Tensor[]) => void];
    // The mask too, which the pass that made it would dispose of.
    save([q, k, v, ...options.seen ? [options.seen] : []]);
    return {
      value: run(q, k, v),
      gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => {
        const [q, k, v, seen] = kept as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor?], dq: tf.Tensor[] = [];
        let dk: tf.Tensor | undefined, dv: tf.Tensor | undefined;
        for (const { i, from } of blocks) {
          const [a, b, c] = tf.tidy(() => {
            const rows = rowsOf(q, from, block), slope = rowsOf(dy as tf.Tensor4D, from, block);
            const shares = sharesOf(rows, k, from, { ...options, seen }, q), dropped = dropping(shares, i);
            const along = tf.mul(dropping(scoresOf(slope, v), i), shares);
            const scores = tf.sub(along, tf.mul(tf.sum(along, -1, true), shares)) as tf.Tensor4D;
            return [mixed(scores, k), turned(scores, rows, k), turned(dropped, slope, v)] as const;
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

function rowsOf(x: tf.Tensor4D, from: number, block: number): tf.Tensor4D {
  const count = Math.min(block, x.shape[2] - from);
  return tf.slice(x, [0, 0, from, 0], [x.shape[0], x.shape[1], count, x.shape[3]]);
}

/** What each of some queries takes of the keys, [batch, heads, queries, keys]; the first of them is the query `from` of all. */
function sharesOf(
  rows: tf.Tensor4D,
  k: tf.Tensor4D,
  from: number,
  { causal = false, seen }: AttentionOptions,
  all: tf.Tensor4D = rows,
): tf.Tensor4D {
  let scores = scoresOf(rows, k);
  if (causal) scores = tf.add(scores, ahead(rows.shape[2], k.shape[2], k.shape[2] - all.shape[2] + from));
  if (seen !== undefined) {
    // A mask of its own for each query is cut as the queries are.
    const axis = seen.rank - 2, own = axis >= 0 && seen.shape[axis] === all.shape[2] && rows.shape[2] < all.shape[2];
    const part = own
      ? tf.slice(
        seen,
        seen.shape.map((_, i) => i === axis ? from : 0),
        seen.shape.map((side, i) => i === axis ? rows.shape[2] : side),
      )
      : seen;
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
