/** How likely labels are over all ways to spread them over the frames of a sequence, in logarithms. */
import { tf } from "../tf.ts";

/** The logarithm of nothing, as a number whose slopes are numbers. */
const NOTHING = -1e30;

/**
 * The forward pass of connectionist temporal classification (Graves et al., 2006): labels with blanks between and around them,
 * of which each may last, and blanks between labels that differ may be left out.
 *
 * @param chances Logarithms, [batch, frames, classes].
 * @param labels [batch, length], int32; what is below 0 is padding at the end.
 * @param frames [batch], int32: how many frames of each sequence are there. Default all.
 * @param blank The class that says nothing.
 * @returns [batch]: log-likelihoods, -1e30 or less where there is no way; NaN where a label is none.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { alignments } from "./alignments.ts";
 *
 * const even = tf.fill([1, 2, 2], Math.log(1 / 2)) as tf.Tensor3D;
 * const [likely] = alignments(even, tf.tensor2d([[1]], [1, 1], "int32"), undefined, 0).dataSync();
 * assertAlmostEquals(likely!, Math.log(3 / 4), 1e-6);
 * ```
 */
export function alignments(
  chances: tf.Tensor3D,
  labels: tf.Tensor2D,
  frames: tf.Tensor1D | undefined,
  blank: number,
): tf.Tensor1D {
  const [batch, time, classes] = chances.shape, places = 2 * labels.shape[1] + 1;
  const whole = (value: number) => tf.scalar(value, "int32");
  const there = tf.cast(tf.greaterEqual(labels, whole(0)), "int32");
  const odd = tf.any(
    tf.logicalOr(tf.greaterEqual(labels, whole(classes)), tf.equal(labels, whole(blank))),
    1,
  );
  const safe = tf.minimum(tf.maximum(labels, whole(0)), whole(classes - 1));
  const known = tf.add(tf.mul(safe, there), tf.mul(tf.sub(whole(1), there), whole(blank))) as tf.Tensor2D;
  const said = withBlanks(known, blank);
  const emitted = emissions(chances, said);
  const jumping = places > 2 ? jumps(said, blank) : undefined;
  const at = (frame: number) => tf.reshape(tf.slice(emitted, [0, frame, 0], [batch, 1, places]), [batch, places]);
  // The first frame says nothing or the first label; where there is none, nothing has been said.
  const begin = (open: number) => tf.tensor1d(Array.from({ length: places }, (_, i) => i < open ? 0 : NOTHING));
  const within = (frame: number, next: tf.Tensor, ways: tf.Tensor) =>
    frames === undefined ? next : tf.where(tf.reshape(tf.greater(frames, whole(frame)), [batch, 1]), next, ways);
  let ways = within(0, tf.add(at(0), begin(2)), tf.tile(tf.reshape(begin(1), [1, places]), [batch, 1]));
  for (let frame = 1; frame < time; frame++) {
    const from = [ways, shifted(ways, 1), ...jumping ? [tf.add(shifted(ways, 2), jumping)] : []];
    ways = within(frame, tf.add(tf.logSumExp(tf.stack(from, -1), -1), at(frame)), ways);
  }
  const last = tf.mul(2, tf.reshape(tf.sum(there, 1), [batch, 1])), column = tf.range(0, places, 1, "int32");
  const ends = tf.logicalOr(tf.equal(column, last), tf.equal(column, tf.sub(last, whole(1))));
  const likely = tf.logSumExp(tf.add(ways, tf.mul(tf.sub(1, tf.cast(ends, "float32")), NOTHING)), -1);
  return tf.where(odd, NaN, likely) as tf.Tensor1D;
}

const nothing = (batch: number, places: number) => tf.fill([batch, places], NOTHING);

/** [batch, 2 length + 1]: a blank before each label, and one at the end. */
function withBlanks(labels: tf.Tensor2D, blank: number): tf.Tensor2D {
  const [batch, length] = labels.shape;
  const end = tf.fill([batch, 1], blank, "int32");
  if (length === 0) return end as tf.Tensor2D;
  const pairs = tf.stack([tf.fill([batch, length], blank, "int32"), labels], 2);
  return tf.concat([tf.reshape(pairs, [batch, 2 * length]), end], 1) as tf.Tensor2D;
}

/** What each frame gives to each place, [batch, frames, places]. */
function emissions(chances: tf.Tensor3D, said: tf.Tensor2D): tf.Tensor3D {
  const [batch, time, classes] = chances.shape, places = said.shape[1];
  const rows = tf.reshape(tf.transpose(chances, [0, 2, 1]), [batch * classes, time]);
  const offsets = tf.reshape(tf.range(0, batch * classes, classes, "int32"), [batch, 1]);
  const picked = tf.gather(rows, tf.reshape(tf.add(said, offsets), [-1]) as tf.Tensor1D);
  return tf.transpose(tf.reshape(picked, [batch, places, time]), [0, 2, 1]) as tf.Tensor3D;
}

/** What it costs to leave out the blank before each place: 0 from a label to one that is another. */
function jumps(said: tf.Tensor2D, blank: number): tf.Tensor {
  const [batch, places] = said.shape;
  const [here, before] = [2, 0].map((from) => tf.slice(said, [0, from], [batch, places - 2]));
  const free = tf.logicalAnd(tf.notEqual(here!, tf.scalar(blank, "int32")), tf.notEqual(here!, before!));
  return tf.concat([nothing(batch, 2), tf.mul(tf.sub(1, tf.cast(free, "float32")), NOTHING)], 1);
}

/** The same a few places later, from nothing. */
function shifted(ways: tf.Tensor, by: number): tf.Tensor {
  const [batch, places] = ways.shape as [number, number];
  if (places <= by) return nothing(batch, places);
  return tf.concat([nothing(batch, by), tf.slice(ways, [0, 0], [batch, places - by])], 1);
}
