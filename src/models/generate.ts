/** Text goes on: a language model is asked for the next token, again and again. */
import type { Model } from "../model.ts";
import { given, requireEach, requirePart, requireRange, settle } from "../options/settle.ts";
import { draw, type DrawOptions } from "../tensors/draw.ts";
import { makePast } from "../tensors/past.ts";
import { generator } from "../tensors/random.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/** What is gone on with, and how. */
export interface GenerateOptions extends DrawOptions {
  /** The tokens there are already, at least one. */
  readonly prompt: ArrayLike<number>;
  /** How many are to follow. */
  readonly count: number;
  /** How many tokens the model may be shown at most, as its `length`. */
  readonly length: number;
  /** Tokens after which nothing follows, such as that of a text's end; the one that is drawn is the last. Default none. */
  readonly stop?: readonly number[];
  /**
   * Whether keys and values of the places that were seen are kept, so that each token costs one place. Default where the model
   * {@linkcode Model.continues}. Once the text is longer than `length`, all places move and are computed anew.
   */
  readonly cache?: boolean;
  /** Is told of each token as it is drawn, to show it. Default nobody. */
  readonly onToken?: (token: number) => void;
  /** Of the draws, an unsigned 32-bit integer; the same one draws the same tokens. Default 0. */
  readonly seed?: number;
}

/**
 * Draws the tokens that follow.
 *
 * Each is drawn by the model's logits at the last place of what it is shown: the newest `length` tokens. It runs on the
 * current backend.
 *
 * @param model From tokens [batch, places] to logits [batch, places, entries], such as {@linkcode gpt}.
 * @returns The tokens that follow the prompt, without it; fewer than `count` where one of `stop` was drawn.
 * @throws {RangeError} If there is no prompt or an option is out of range.
 * @throws {TypeError} If a cache is asked for of a model that does not continue.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generate, tf } from "jsr:@raptor/raptor";
 *
 * // After each token comes the next one.
 * const next = { name: "next", params: {}, forward: (x: tf.Tensor2D) => tf.oneHot(tf.cast(tf.add(x, 1), "int32"), 9) as tf.Tensor3D };
 * assertEquals(await generate(next, { prompt: [3], count: 3, length: 1, temperature: 0 }), [4, 5, 6]);
 * ```
 */
export async function generate(model: Model<tf.Tensor2D, tf.Tensor3D>, options: GenerateOptions): Promise<number[]> {
  const { prompt, count, length, seed = 0, temperature = 1, topK, topP = 1, stop = [], onToken } = given(options);
  requirePart("tokens", "a model", model, "generate(gpt2(), { prompt, count: 20, length: 64 })");
  const { cache = model.continues ?? false } = given(options);
  settle("generate", options, { prompt, count, length, seed, temperature, topK, topP, stop, cache, onToken });
  requireRange("generate", "a whole number of at least 0", { count });
  requireRange("generate", "a whole number of at least 1", { length });
  requireRange("generate", "true or false", { cache });
  if (cache && !model.continues) {
    throw new TypeError(
      `Cannot keep what ${model.name} has seen as it must say that it continues: got none. Write model({ ..., continues: true }).`,
    );
  }
  if (!(prompt?.length > 0)) {
    throw new RangeError(
      "Cannot generate as there must be a token to go on from: got none. Begin with a line's end, say.",
    );
  }
  requireEach("generate", "a whole number of at least 0", { prompt: Array.from(prompt) });
  const how = { temperature, topP, ...topK !== undefined && { topK } }, ends = new Set(stop);
  const next = generator(seed), tokens = Array.from(prompt), past = makePast();
  try {
    for (let i = 0; i < count; i++) {
      const whole = !cache || tokens.length > length, shown = tokens.slice(whole ? -length : past.places);
      const last = tf.tidy(() => {
        const mode = { training: false, seed: 0, ...!whole && { past } };
        const logits = model.forward(tf.tensor2d(shown, [1, shown.length], "int32"), mode);
        return tf.slice(logits, [0, shown.length - 1, 0], [1, 1, -1]);
      });
      past.advance(shown.length);
      const { logits } = await readTensors({ logits: last });
      last.dispose();
      const token = draw(logits!.data, next, how);
      tokens.push(token);
      onToken?.(token);
      if (ends.has(token)) break;
    }
  } finally {
    past.dispose();
  }
  return tokens.slice(prompt.length);
}
