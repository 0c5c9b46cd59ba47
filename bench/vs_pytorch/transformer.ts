/** The transformer of the bench, out of Raptor's own parts: four layers as in GPT-2, without a causal mask. */
import {
  dense,
  embedding,
  layerNorm,
  type Mode,
  type Model,
  model,
  sequential,
  tf,
  transformerBlock,
} from "../../mod.ts";

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
      blocks: sequential(...Array.from({ length: LAYERS }, () => transformerBlock({ units: UNITS, heads: HEADS }))),
      norm: layerNorm({ units: UNITS }),
      head: dense({ inputs: UNITS, units: WORDS }),
    },
    forward(x: tf.Tensor, mode: Mode, { words, places, blocks, norm, head }) {
      const y = tf.add(words.forward(x, mode), places.forward(tf.range(0, length, 1, "int32"), mode));
      const scores = head.forward(norm.forward(blocks.forward(y, mode) as tf.Tensor3D, mode), mode);
      return tf.reshape(scores, [-1, WORDS]) as tf.Tensor2D;
    },
  });
}
