/** How much of a translation is in the reference. */
import { sum } from "../judging/class_counts.ts";
import { keepingTexts, type TextOptions, textsOf, type TextState } from "../judging/texts.ts";
import type { HostMetric } from "../metric.ts";
import { given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import type { tf } from "../tf.ts";
import { metric } from "./metric.ts";

/** How tokens become words, and how they are compared. */
export interface BleuOptions extends TextOptions {
  /** The most words that are compared in a row. Default 4. */
  readonly order?: number;
  /**
   * What a precision of 0 counts as: halves, quarters, ... of one match (`exp`), or 0, as the paper has it (`none`). Default `exp`.
   */
  readonly smooth?: "exp" | "none";
}

/**
 * BLEU of all texts together, from 0 to 100: the geometric mean of the shares of 1, 2, 3 and 4 words in a row that are in the
 * reference, lowered where the texts are shorter than that.
 *
 * Shapes, options and errors are those of {@linkcode wer}; there is one reference a text. Words are what `decode` leaves between
 * spaces, so a tokenizer of translations belongs there.
 *
 * Source: Papineni et al. 2002; smoothing and digits are those of sacreBLEU with `tokenize="none"`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { bleu, scoresOf, tf } from "jsr:@raptor/raptor";
 *
 * const metric = bleu({ order: 2 });
 * const said = tf.tensor2d([[1, 2, 3, 4]], [1, 4], "int32"), there = tf.tensor2d([[1, 2, 3, 5]], [1, 4], "int32");
 * const { bleu: score } = await scoresOf([metric], [metric.update(metric.init(), said, there)]);
 * assertAlmostEquals(score, 100 * Math.sqrt(3 / 4 * 2 / 3), 1e-9);
 * ```
 */
export function bleu(options: BleuOptions = {}): HostMetric<"bleu", tf.Tensor, tf.Tensor, TextState> {
  const { pad = -1, end, decode, order = 4, smooth = "exp" } = given(options);
  const settings = settle("bleu", options, { pad, end, decode, order, smooth });
  requireRange("bleu", "a whole number", { pad, ...end !== undefined && { end } });
  requireRange("bleu", "a whole number of at least 1", { order });
  requireOneOf("bleu", ["exp", "none"], { smooth });
  if (decode !== undefined) requireRange("bleu", "a function", { decode });
  const cut = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  return metric({
    ...{ name: "bleu", settings, better: "higher", on: "host", ...keepingTexts("bleu") },
    compute(state) {
      const texts = textsOf(state, { ...options }, cut);
      const right = Array<number>(order).fill(0), all = Array<number>(order).fill(0);
      for (const { said, there } of texts) {
        for (let n = 1; n <= order; n++) {
          const known = rowsOf(there, n);
          for (const [row, count] of rowsOf(said, n)) {
            right[n - 1]! += Math.min(count, known.get(row) ?? 0);
            all[n - 1]! += count;
          }
        }
      }
      if (right.every((count) => count === 0)) return 0;
      let missed = 0, logarithms = 0;
      for (let i = 0; i < order; i++) {
        if (all[i] === 0) return 0;
        const share = right[i]! > 0 ? right[i]! / all[i]! : smooth === "exp" ? 1 / (2 ** ++missed * all[i]!) : 0;
        logarithms += Math.log(share) / order;
      }
      const lengths = (of: "said" | "there") => sum(texts.map((text) => text[of].length));
      const brevity = Math.min(0, 1 - lengths("there") / lengths("said"));
      return 100 * Math.exp(brevity + logarithms);
    },
  });
}

/** How often each n words in a row stand in a text. */
function rowsOf(words: readonly (number | string)[], n: number): Map<string, number> {
  const rows = new Map<string, number>();
  for (let i = 0; i + n <= words.length; i++) {
    const row = JSON.stringify(words.slice(i, i + n));
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return rows;
}
