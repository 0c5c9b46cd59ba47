/** The transformer of the bench, out of Raptor's own parts: four layers as in GPT-2, without a causal mask. */
import { dense, embedding, gelu, layerNorm, type Mode, type Model, model, sequential, tf } from "../../mod.ts";

const UNITS = 256, HEADS = 4, LAYERS = 4;
/** How many words there are. */
export const WORDS = 1000;

/** From words [batch, length] to a score for each word that may stand there: [batch * length, words]. */
export function transformer(length: number): Model<tf.Tensor, tf.Tensor2D> {
  return model({
    name: "transformer",
    staticGraph: true,
    params: {
      words: embedding({ entries: WORDS, units: UNITS }),
      places: embedding({ entries: length, units: UNITS }),
      blocks: sequential(...Array.from({ length: LAYERS }, () => block(length))) as Model<tf.Tensor2D, tf.Tensor2D>,
      norm: layerNorm({ units: UNITS }),
      head: dense({ inputs: UNITS, units: WORDS }),
    },
    forward(x: tf.Tensor, mode: Mode, { words, places, blocks, norm, head }) {
      const y = tf.add(words.forward(x, mode), places.forward(tf.range(0, length, 1, "int32"), mode));
      return head.forward(norm.forward(blocks.forward(tf.reshape(y, [-1, UNITS]) as tf.Tensor2D, mode), mode), mode);
    },
  });
}

/** Attention and a perceptron, each after a norm and with a way around it. */
function block(length: number): Model<tf.Tensor2D, tf.Tensor2D> {
  return model({
    name: "block",
    staticGraph: true,
    params: {
      norm1: layerNorm({ units: UNITS }),
      qkv: dense({ inputs: UNITS, units: 3 * UNITS }),
      out: dense({ inputs: UNITS, units: UNITS }),
      norm2: layerNorm({ units: UNITS }),
      wide: sequential(dense({ inputs: UNITS, units: 4 * UNITS }), gelu(), dense({ inputs: 4 * UNITS, units: UNITS })),
    },
    forward(x: tf.Tensor2D, mode: Mode, { norm1, qkv, out, norm2, wide }) {
      const heads = tf.transpose(
        tf.reshape(qkv.forward(norm1.forward(x, mode), mode), [-1, length, 3, HEADS, UNITS / HEADS]),
        [2, 0, 3, 1, 4],
      );
      const [q, k, v] = tf.unstack(heads) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const weights = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(UNITS / HEADS)));
      const mixed = tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [-1, UNITS]) as tf.Tensor2D;
      const y = tf.add(x, out.forward(mixed, mode)) as tf.Tensor2D;
      return tf.add(y, wide.forward(norm2.forward(y, mode), mode)) as tf.Tensor2D;
    },
  });
}
