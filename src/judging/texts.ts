/** Texts as token numbers, kept to the end, and how many changes make one of another. */
import type { HostState } from "../metric.ts";
import type { HostTensor } from "../snapshot.ts";
import { requireTensors } from "../shapes/refuse.ts";
import { tf } from "../tf.ts";
import { grown, noRows } from "./states.ts";

/** All tokens one after the other, and how many each text has. */
export type TextState = Readonly<Record<"said" | "saidEach" | "there" | "thereEach", tf.Tensor>>;

/** How tokens become texts. */
export interface TextOptions {
  /** The token that fills a text up, which is left out. Default -1. */
  readonly pad?: number;
  /** The token with which a text ends; it and what follows are left out. Default none. */
  readonly end?: number;
  /** Makes a text of tokens, which is then cut into words or characters. Default none: each token is one. */
  readonly decode?: (tokens: readonly number[]) => string;
}

/**
 * What keeps texts.
 *
 * @param metric Its name, for errors.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { keepingTexts } from "./texts.ts";
 *
 * const { init, update } = keepingTexts("wer");
 * const { said, saidEach } = update(init(), tf.tensor2d([[1, 2]], [1, 2], "int32"), tf.tensor2d([[1]], [1, 1], "int32"));
 * assertEquals([said.arraySync(), saidEach.arraySync()], [[1, 2], [2]]);
 * ```
 */
export function keepingTexts(metric: string) {
  return {
    merge: { said: "concat", saidEach: "concat", there: "concat", thereEach: "concat" } as const,
    init: (): TextState => ({
      ...{ said: noRows("int32"), saidEach: noRows("int32"), there: noRows("int32"), thereEach: noRows("int32") },
    }),
    update(state: TextState, prediction: tf.Tensor, target: tf.Tensor): TextState {
      requireTensors(`judge by ${metric}`, { prediction, target });
      const tokens = prediction.rank === 3 ? tf.argMax(prediction, -1) : prediction;
      if (tokens.rank !== 2 || target.rank !== 2 || tokens.shape[0] !== target.shape[0] || target.dtype !== "int32") {
        const [p, y] = [prediction.shape, target.shape].map((shape) => `[${shape.join(", ")}]`);
        throw new TypeError(
          `Cannot judge by ${metric} as it needs tokens [batch, length] or logits [batch, length, tokens], and int32 targets ` +
            `[batch, length]: got ${p} and ${target.dtype} ${y}.`,
        );
      }
      const each = (of: tf.Tensor) => tf.fill([of.shape[0]!], of.shape[1]!, "int32");
      return {
        said: grown(state.said, tf.reshape(tf.cast(tokens, "int32"), [-1])),
        saidEach: grown(state.saidEach, each(tokens)),
        there: grown(state.there, tf.reshape(target, [-1])),
        thereEach: grown(state.thereEach, each(target)),
      };
    },
  };
}

/**
 * The texts of a state that was read, each as units: tokens, or what `decode` makes of them, cut.
 *
 * @param options How tokens become texts.
 * @param cut Of a decoded text, its words or characters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { textsOf } from "./texts.ts";
 *
 * const host = (...data: number[]) => ({ dtype: "int32", shape: [data.length], data: Int32Array.from(data) }) as const;
 * const state = { said: host(5, 6, 0), saidEach: host(3), there: host(5), thereEach: host(1) };
 * assertEquals(textsOf(state, { pad: 0 }, (text) => [text]), [{ said: [5, 6], there: [5] }]);
 * ```
 */
export function textsOf(
  { said, saidEach, there, thereEach }: HostState<TextState>,
  { pad = -1, end, decode }: TextOptions,
  cut: (text: string) => readonly string[],
): { readonly said: readonly (number | string)[]; readonly there: readonly (number | string)[] }[] {
  const units = (tokens: ArrayLike<number>) => {
    const all = Array.from(tokens), stop = end === undefined ? -1 : all.indexOf(end);
    const kept = (stop < 0 ? all : all.slice(0, stop)).filter((token) => token !== pad);
    return decode === undefined ? kept : cut(decode(kept));
  };
  const [first, second] = [parts(said, saidEach), parts(there, thereEach)];
  return first.map((tokens, i) => ({ said: units(tokens), there: units(second[i]!) }));
}

function parts({ data }: HostTensor, each: HostTensor): HostTensor["data"][] {
  let from = 0;
  return Array.from(each.data, (length) => data.subarray(from, from += length));
}

/**
 * The least number of units to put in, leave out or replace.
 *
 * Source: Wagner and Fischer 1974, "The String-to-String Correction Problem".
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { editDistance } from "./texts.ts";
 *
 * assertEquals(editDistance([..."kitten"], [..."sitting"]), 3);
 * ```
 */
export function editDistance<T>(a: readonly T[], b: readonly T[]): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, unit] of a.entries()) {
    const row = [i + 1];
    for (const [k, other] of b.entries()) {
      row.push(Math.min(above[k + 1]! + 1, row[k]! + 1, above[k]! + (unit === other ? 0 : 1)));
    }
    above = row;
  }
  return above[b.length]!;
}
