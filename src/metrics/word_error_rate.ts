/** How many words, or characters, of a text are wrong. */
import { sum } from "../judging/class_counts.ts";
import { editDistance, keepingTexts, type TextOptions, textsOf, type TextState } from "../judging/texts.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/**
 * Word error rate: the words to be put in, left out or replaced, over the words that are there, of all texts together, in percent.
 * It may be above 100.
 *
 * The prediction is tokens, [batch, length], or logits, [batch, length, tokens], of which the largest counts; the target tokens,
 * [batch, length], int32. Lengths may differ. Without `decode` each token is a word, else words are what lies between spaces.
 *
 * @throws {TypeError} If, on judging, the shapes do not go together.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scoresOf, tf, wer } from "jsr:@raptor/raptor";
 *
 * const metric = wer({ pad: 0 });
 * const said = tf.tensor2d([[4, 5, 6, 0]], [1, 4], "int32"), there = tf.tensor2d([[4, 6, 7, 8]], [1, 4], "int32");
 * assertEquals(await scoresOf([metric], [metric.update(metric.init(), said, there)]), { wer: 75 });
 * ```
 */
export function wer(options: TextOptions = {}): HostMetric<"wer", tf.Tensor, tf.Tensor, TextState> {
  return errorRate("wer", options, (text) => text.split(/\s+/).filter((word) => word !== ""));
}

/**
 * Character error rate: as {@linkcode wer}, of characters. Without `decode` each token is a character.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cer, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const words = ["raptor", "captor"];
 * const metric = cer({ decode: (tokens) => tokens.map((token) => words[token]).join(" ") });
 * const [said, there] = [[[0]], [[1]]].map((tokens) => tf.tensor2d(tokens, [1, 1], "int32"));
 * assertEquals(await scoresOf([metric], [metric.update(metric.init(), said!, there!)]), { cer: 100 / 6 });
 * ```
 */
export function cer(options: TextOptions = {}): HostMetric<"cer", tf.Tensor, tf.Tensor, TextState> {
  return errorRate("cer", options, (text) => [...text]);
}

function errorRate<const N extends string>(
  name: N,
  options: TextOptions,
  cut: (text: string) => readonly string[],
): HostMetric<N, tf.Tensor, tf.Tensor, TextState> {
  const { pad = -1, end, decode } = given(options);
  const settings = settle(name, options, { pad, end, decode });
  requireRange(name, "a whole number", { pad, ...end !== undefined && { end } });
  if (decode !== undefined) requireRange(name, "a function", { decode });
  return metric({
    ...{ name, settings, better: "lower", on: "host", ...keepingTexts(name) },
    compute(state) {
      const texts = textsOf(state, options, cut);
      const wrong = sum(texts.map(({ said, there }) => editDistance(said, there)));
      return 100 * wrong / sum(texts.map(({ there }) => there.length));
    },
  });
}
