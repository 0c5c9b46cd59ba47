/** A table to learn from without a file: birds of three kinds, some of whose measures are missing. */
import { generator, normals } from "../../mod.ts";

const KINDS = [
  { kind: "adelie", beak: 38.8, mass: 3700, islands: ["Biscoe", "Dream", "Torgersen"] },
  { kind: "chinstrap", beak: 48.8, mass: 3730, islands: ["Dream"] },
  { kind: "gentoo", beak: 47.5, mass: 5080, islands: ["Biscoe"] },
];

/**
 * Draws rows.
 *
 * @param size How many.
 * @param seed The same seed, the same rows.
 */
export function drawBirds(size: number, seed: number): Record<string, unknown>[] {
  const next = generator(seed);
  return Array.from({ length: size }, (_, i) => {
    const { kind, beak, mass, islands } = KINDS[i % 3]!, [first, second] = normals(2, next);
    return {
      beak: next() < 0.05 ? null : beak + 2.5 * first!,
      mass: next() < 0.05 ? null : mass + 350 * second!,
      island: islands[Math.floor(next() * islands.length)],
      kind,
    };
  });
}
