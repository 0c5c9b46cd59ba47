/** Boxes that were found and boxes that are there, matched image by image as COCO's evaluation does. */

/** A box that was found. */
export interface Found {
  /** Left, top, width and height, in pixels. */
  readonly box: readonly [number, number, number, number];
  /** How sure it is. */
  readonly score: number;
}

/** A box that is there. */
export interface Truth {
  /** Left, top, width and height, in pixels. */
  readonly box: readonly [number, number, number, number];
  /** Its size, which may be that of what is in it, in square pixels. */
  readonly area: number;
  /** Whether it is a group, of which any number may be found and none must be. */
  readonly isCrowd: boolean;
}

/** The boxes of one class in one image. */
export interface Scene {
  /** The surest first, and as many as are judged. */
  readonly found: readonly Found[];
  /** What is there. */
  readonly truths: readonly Truth[];
}

/** What became of a scene, for truths of a size. */
export interface Matched {
  /** For each threshold of overlap, for each box that was found: whether it was right, wrong, or counts for nothing. */
  readonly verdicts: readonly (readonly ("right" | "wrong" | "ignored")[])[];
  /** How many truths are to be found. */
  readonly wanted: number;
}

/**
 * Matches what was found with what is there.
 *
 * Source: `COCOeval.evaluateImg` of pycocotools.
 *
 * @param scene The boxes of one class in one image.
 * @param thresholds Of overlap, from 0 to 1.
 * @param sizes The least and the largest area of what is judged.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { match } from "./boxes.ts";
 *
 * const truths = [{ box: [0, 0, 10, 10], area: 100, isCrowd: false }] as const;
 * const found = [{ box: [0, 0, 10, 8], score: 0.9 }, { box: [50, 50, 5, 5], score: 0.3 }] as const;
 * const { verdicts, wanted } = match({ found, truths }, [0.5, 0.9], [0, Infinity]);
 * assertEquals([verdicts, wanted], [[["right", "wrong"], ["wrong", "wrong"]], 1]);
 * ```
 */
export function match(
  { found, truths }: Scene,
  thresholds: readonly number[],
  [least, most]: readonly [number, number],
): Matched {
  const isOutside = (area: number) => area < least || area > most;
  const judged = truths.map((truth) => ({ ...truth, isIgnored: truth.isCrowd || isOutside(truth.area) }))
    .sort((a, b) => Number(a.isIgnored) - Number(b.isIgnored));
  const overlaps = found.map(({ box }) => judged.map((truth) => overlap(box, truth)));
  const verdicts = thresholds.map((threshold) => {
    const taken = new Set<number>();
    return found.map(({ box }, i) => {
      let best = Math.min(threshold, 1 - 1e-10), chosen = -1;
      for (const [k, { isCrowd, isIgnored }] of judged.entries()) {
        if (taken.has(k) && !isCrowd) continue;
        // What is to be found goes before what counts for nothing, which comes last.
        if (chosen >= 0 && !judged[chosen]!.isIgnored && isIgnored) break;
        if (overlaps[i]![k]! < best) continue;
        best = overlaps[i]![k]!, chosen = k;
      }
      if (chosen < 0) return isOutside(box[2] * box[3]) ? "ignored" : "wrong";
      taken.add(chosen);
      return judged[chosen]!.isIgnored ? "ignored" : "right";
    });
  });
  return { verdicts, wanted: judged.filter(({ isIgnored }) => !isIgnored).length };
}

/** Intersection over union; of a crowd, over what was found. */
function overlap([x, y, width, height]: Found["box"], { box, isCrowd }: Truth): number {
  const [left, top, w, h] = box;
  const across = Math.min(x + width, left + w) - Math.max(x, left),
    down = Math.min(y + height, top + h) - Math.max(y, top);
  if (across <= 0 || down <= 0) return 0;
  const both = across * down, own = width * height;
  return both / (isCrowd ? own : own + w * h - both);
}

/** How well one class is found at one threshold. */
export interface Precision {
  /** The mean of precisions at 101 recalls. */
  readonly average: number;
  /** The share of what is there that was found at all. */
  readonly recall: number;
}

/** The recalls at which precision is read: 0, 0.01, ... 1, in numpy's digits. */
const RECALLS = Array.from({ length: 101 }, (_, i) => i === 100 ? 1 : i * 0.01);

/**
 * How well a class is found over all images.
 *
 * Source: `COCOeval.accumulate` of pycocotools.
 *
 * @param scored Each box that was found, image after image: its score and what it was.
 * @param wanted How many truths are to be found, at least one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { precisionOf } from "./boxes.ts";
 *
 * const { average, recall } = precisionOf([{ score: 0.9, verdict: "right" }, { score: 0.8, verdict: "wrong" }], 2);
 * assertEquals([Math.round(101 * average), recall], [51, 0.5]);
 * ```
 */
export function precisionOf(
  scored: readonly { readonly score: number; readonly verdict: "right" | "wrong" | "ignored" }[],
  wanted: number,
): Precision {
  const inOrder = scored.toSorted((a, b) => b.score - a.score);
  const recalls: number[] = [], precisions: number[] = [];
  let right = 0, wrong = 0;
  for (const { verdict } of inOrder) {
    if (verdict === "right") right++;
    if (verdict === "wrong") wrong++;
    recalls.push(right / wanted);
    precisions.push(right / (right + wrong + Number.EPSILON));
  }
  for (let i = precisions.length - 1; i > 0; i--) precisions[i - 1] = Math.max(precisions[i - 1]!, precisions[i]!);
  let at = 0, sum = 0;
  for (const recall of RECALLS) {
    while (at < recalls.length && recalls[at]! < recall) at++;
    sum += precisions[at] ?? 0;
  }
  return { average: sum / RECALLS.length, recall: recalls.at(-1) ?? 0 };
}
