/** What a run has written, keeps and judged best: its own books, plain numbers and names, which travel in its checkpoints. */
import { numberOf } from "../../files/numbers.ts";
import { plain } from "../../options/plain.ts";
import type { Plain } from "../../settings.ts";

/** A file of one of the best. */
export interface Best {
  /** Its name, without a folder. */
  readonly file: string;
  /** The score that it was kept for. */
  readonly score: number;
}

/** The books of a run. */
export interface Books {
  /** The run's own word, the same for all its parts. */
  readonly run: string;
  /** The step of the newest regular checkpoint; -1 before the first. */
  readonly step: number;
  /** The regular checkpoints that are kept, and those that are due to go, oldest first. */
  readonly files: readonly string[];
  /** The best by each score, the best first. */
  readonly bests: Readonly<Record<string, readonly Best[]>>;
}

/** The books of a run that begins. */
export function newBooks(): Books {
  return { run: crypto.randomUUID().slice(0, 8), step: -1, files: [], bests: {} };
}

/**
 * Books as plain data.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newBooks, readBooks, writeBooks } from "./books.ts";
 *
 * const books = { ...newBooks(), step: 20, files: ["epoch_2.safetensors"] };
 * assertEquals(readBooks(writeBooks(books)), books);
 * ```
 */
export function writeBooks(books: Books): Plain {
  return plain(books);
}

/**
 * Books from plain data.
 *
 * @throws {SyntaxError} If it is none, as no checkpoint of a run has; a name that leads out of the folder is none either.
 */
export function readBooks(state: Plain): Books {
  const { run, step, files, bests } = (state ?? {}) as Readonly<Record<string, unknown>>;
  const whole = typeof run === "string" && /^[0-9a-f]{1,36}$/.test(run) && Number.isSafeInteger(step) &&
    isNames(files) &&
    typeof bests === "object" && bests !== null &&
    Object.values(bests).every((kept) => Array.isArray(kept) && isNames(kept.map((best) => best?.file)));
  if (!whole) {
    throw new SyntaxError(
      `Cannot go on with the books of a run as they must hold run, step, files and bests: got ${
        JSON.stringify(state)
      }. ` +
        "Take an older checkpoint.",
    );
  }
  const kept = Object.entries(bests as Record<string, readonly { readonly file: string; readonly score: Plain }[]>);
  return {
    ...{ run, step: step as number, files: files as readonly string[] },
    bests: Object.fromEntries(
      kept.map(([name, best]) => [name, best.map(({ file, score }) => ({ file, score: numberOf(score) ?? NaN }))]),
    ),
  };
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((name) => typeof name === "string" && /^[^/\\]+\.safetensors$/.test(name) && !name.startsWith(".."));
}

/**
 * Where a score stands among the best.
 *
 * @param kept The best so far, the best first.
 * @param score The new one.
 * @param better Which way it is better.
 * @param most How many are kept.
 * @returns The place, from 0; undefined where it is none of the best, as no score is that is not finite. Of equals the first stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { placeOf } from "./books.ts";
 *
 * const kept = [{ file: "a", score: 90 }, { file: "b", score: 80 }];
 * assertEquals([95, 85, 80, NaN].map((score) => placeOf(kept, score, "higher", 2)), [0, 1, undefined, undefined]);
 * ```
 */
export function placeOf(
  kept: readonly Best[],
  score: number,
  better: "higher" | "lower",
  most: number,
): number | undefined {
  if (!Number.isFinite(score)) return undefined;
  const beats = (other: number) => better === "higher" ? score > other : score < other;
  const found = kept.findIndex((best) => beats(best.score));
  const place = found < 0 ? kept.length : found;
  return place < most ? place : undefined;
}
