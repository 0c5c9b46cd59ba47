/** Attention within windows of an image, which may be shifted, with a learnt share of the way between two places. */
import type { Mode } from "../../model.ts";
import { gaussian } from "../../tensors/initializers.ts";
import { softmax } from "../../tensors/softmax.ts";
import { weight } from "../../tensors/weight.ts";
import { waysOf } from "../../tensors/window_ways.ts";
import { tf } from "../../tf.ts";
import { dense } from "../../layers/dense.ts";
import type { ImageLayer } from "../../layers/pools.ts";
import { model } from "../model.ts";

/** How windows attend. */
interface WindowAttentionOptions {
  readonly units: number;
  readonly heads: number;
  /** Height and width of a window, in places. */
  readonly window: number;
  /** Places that windows are shifted by; less where they are as large as the image. */
  readonly shift: number;
}

const drawn = { initializer: gaussian(0.02), biasInitializer: 0 } as const;

/** Attention from [batch, height, width, units] to the same shape; weights as torchvision's `ShiftedWindowAttention`. */
export function windowAttention({ units, heads, window, shift }: WindowAttentionOptions): ImageLayer {
  const places = window * window, size = units / heads;
  return model({
    name: "windowAttention",
    staticGraph: true,
    params: {
      qkv: dense({ inputs: units, units: 3 * units, ...drawn }),
      proj: dense({ inputs: units, units, ...drawn }),
      relative_position_bias_table: weight([(2 * window - 1) ** 2, heads], gaussian(0.02)),
    },
    forward(x: tf.Tensor4D, mode: Mode, { qkv, proj, relative_position_bias_table: table }) {
      const [batch, height, width] = x.shape;
      const [rows, columns] = [Math.ceil(height / window), Math.ceil(width / window)], windows = rows * columns;
      const sides = [rows * window, columns * window] as const;
      const shifts = sides.map((side) => window >= side ? 0 : shift) as [number, number];
      const padded = tf.pad(x, [[0, 0], [0, sides[0] - height], [0, sides[1] - width], [0, 0]]);
      const cut = tf.reshape(rolled(padded, shifts), [batch, rows, window, columns, window, units]);
      const inWindows = tf.reshape(tf.transpose(cut, [0, 1, 3, 2, 4, 5]), [batch * windows, places, units]);
      const all = tf.reshape(qkv.forward(inWindows as tf.Tensor3D, mode), [batch * windows, places, 3, heads, size]);
      const [q, k, v] = tf.unstack(tf.transpose(all, [2, 0, 3, 1, 4])) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const scores = tf.reshape(tf.matMul(tf.mul(q, 1 / Math.sqrt(size)), k, false, true), [
        ...[batch, windows, heads, places, places],
      ]);
      const way = tf.gather(table as unknown as tf.Tensor2D, tf.tensor1d(waysOf(window), "int32"));
      let moved = tf.add(scores, tf.reshape(tf.transpose(way), [1, 1, heads, places, places]));
      if (shifts[0] + shifts[1] > 0) {
        const hidden = tf.tensor(hiddenOf(sides, window, shifts), [1, windows, 1, places, places]);
        moved = tf.add(moved, hidden);
      }
      const shares = tf.reshape(softmax(moved), [batch * windows, heads, places, places]) as tf.Tensor4D;
      const mixed = tf.reshape(tf.transpose(tf.matMul(shares, v), [0, 2, 1, 3]), [batch * windows, places, units]);
      const out = tf.reshape(proj.forward(mixed as tf.Tensor3D, mode), [batch, rows, columns, window, window, units]);
      const whole = tf.reshape(tf.transpose(out, [0, 1, 3, 2, 4, 5]), [batch, ...sides, units]) as tf.Tensor4D;
      return tf.slice(rolled(whole, [-shifts[0], -shifts[1]]), [0, 0, 0, 0], [batch, height, width, units]);
    },
  });
}

/** What is moved up and to the left, and over the edge to the other side. */
function rolled(x: tf.Tensor4D, by: readonly [number, number]): tf.Tensor4D {
  return by.reduce((y, shift, i) => {
    const side = y.shape[i + 1]!, at = ((shift % side) + side) % side;
    if (at === 0) return y;
    const [front, back] = tf.split(y, [at, side - at], i + 1);
    return tf.concat([back!, front!], i + 1) as tf.Tensor4D;
  }, x);
}

/** [windows, places, places]: -100 for places that only the shift has made neighbours, as torchvision has it. */
function hiddenOf(sides: readonly [number, number], window: number, shifts: readonly [number, number]): Float32Array {
  // Of each row, and of each column, in which of three parts it is.
  const parts = sides.map((side, i) =>
    Array.from({ length: side }, (_, at) => shifts[i] === 0 || at < side - window ? 0 : at < side - shifts[i]! ? 1 : 2)
  );
  const places = window * window, [rows, columns] = [sides[0] / window, sides[1] / window];
  const hidden = new Float32Array(rows * columns * places * places);
  const partOf = (w: number, place: number) => {
    const row = Math.floor(w / columns) * window + Math.floor(place / window);
    return 3 * parts[0]![row]! + parts[1]![w % columns * window + place % window]!;
  };
  for (let w = 0, at = 0; w < rows * columns; w++) {
    for (let from = 0; from < places; from++) {
      for (let to = 0; to < places; to++) hidden[at++] = partOf(w, from) === partOf(w, to) ? 0 : -100;
    }
  }
  return hidden;
}
