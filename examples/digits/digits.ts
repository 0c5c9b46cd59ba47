/** Handwritten digits of 8x8 pixels: read from a file in the form of scikit-learn's, or drawn. */
import { generator } from "../../mod.ts";

/** Pixels from 0 to 1, 64 a digit, and which digit each is. */
export interface Digits {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

const STROKES = [
  [" ###  ", "#   # ", "#   # ", "#   # ", "#   # ", " ###  "],
  ["  #   ", " ##   ", "  #   ", "  #   ", "  #   ", " ###  "],
  [" ###  ", "#   # ", "   #  ", "  #   ", " #    ", "##### "],
  ["####  ", "    # ", " ###  ", "    # ", "    # ", "####  "],
  ["   #  ", "  ##  ", " # #  ", "##### ", "   #  ", "   #  "],
  ["##### ", "#     ", "####  ", "    # ", "    # ", "####  "],
  [" ###  ", "#     ", "####  ", "#   # ", "#   # ", " ###  "],
  ["##### ", "    # ", "   #  ", "  #   ", "  #   ", "  #   "],
  [" ###  ", "#   # ", " ###  ", "#   # ", "#   # ", " ###  "],
  [" ###  ", "#   # ", "#   # ", " #### ", "    # ", " ###  "],
];

/**
 * Reads lines of 64 numbers from 0 to 16 and the digit, below a line of names.
 *
 * @param text Of the file.
 * @throws {RangeError} If a line is none of these.
 */
export function parseDigits(text: string): Digits {
  const rows = text.trim().split(/\r?\n/).slice(1).map((line, i) => {
    const row = line.split(",").map(Number);
    if (row.length !== 65 || row.some((value) => !(value >= 0 && value <= 16))) {
      throw new RangeError(
        `Cannot read digits as a line holds 64 numbers from 0 to 16 and the digit: got line ${i + 2}.`,
      );
    }
    return row;
  });
  return { x: rows.map((row) => row.slice(0, 64).map((value) => value / 16)), y: rows.map((row) => row[64]!) };
}

/**
 * Draws digits that are moved about, bent and noisy.
 *
 * @param count How many.
 * @param seed The same one draws the same digits.
 */
export function drawDigits(count: number, seed: number): Digits {
  const next = generator(seed), y = Array.from({ length: count }, (_, i) => i % 10);
  const x = y.map((digit) => {
    const [down, right, bend, ink] = [1 + next() * 1.5 - 0.25, 1.5 * next(), next() - 0.5, 0.6 + 0.4 * next()];
    return Array.from({ length: 64 }, (_, i) => {
      const row = Math.floor(i / 8) - down, column = i % 8 - right - bend * row / 3;
      const stroke = STROKES[digit]![Math.round(row)]?.[Math.round(column)] === "#" ? ink : 0;
      return Math.min(1, Math.max(0, stroke + 0.25 * (next() - 0.5)));
    });
  });
  return { x, y };
}
