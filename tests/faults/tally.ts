/** What a kind of fault says at its end: how often it was tried, how often it was survived, and what was lost. */

import type { Need } from "../needs.ts";

/** How much a kind does. */
export interface Dose {
  /** Whether it is the form by hand, which takes minutes, rather than the one of the tests. */
  readonly long: boolean;
  /** The seed of what is drawn. */
  readonly seed: number;
  /** A folder of its own, empty. */
  readonly folder: string;
}

/** What became of a kind. */
export interface Tally {
  /** The faults. */
  readonly kind: string;
  /** How often. */
  tries: number;
  /** How often nothing was lost. */
  survived: number;
  /** A sentence for each that was not survived. */
  readonly lost: string[];
}

/** A kind of fault. */
export interface Kind {
  /** In a few words. */
  readonly name: string;
  /** Whether it takes too long for the tests. Default false. */
  readonly long?: true;
  /** What must be there. Default nothing. */
  needs?(): Promise<Need>;
  /** Tries it. */
  run(dose: Dose, tally: Tally): Promise<void>;
}

/**
 * Tries one fault. It is lost where `attempt` throws, or is not done in time.
 *
 * @param tally Where it is counted.
 * @param what The fault, for the sentence of a loss.
 * @param attempt Throws what went wrong.
 * @param seconds How long it may take. Default 90.
 */
export async function attempt(
  tally: Tally,
  what: string,
  attempt: () => Promise<void> | void,
  seconds = 90,
): Promise<void> {
  tally.tries++;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came of it for ${seconds} seconds`)), 1000 * seconds);
  });
  try {
    await Promise.race([attempt(), late]);
    tally.survived++;
  } catch (error) {
    tally.lost.push(`${tally.kind}: ${what}: ${error instanceof Error ? error.message : error}`);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Does one thing for each, two at a time: a process that is waited for takes one core.
 *
 * @param does Is told which of the two it is, for a folder of its own.
 */
export async function inPairs<T>(items: readonly T[], does: (item: T, lane: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (own: number) => {
    while (next < items.length) await does(items[next++]!, own);
  };
  await Promise.all([lane(1), lane(2)]);
}

/** Throws the sentence where a condition does not hold. */
export function must(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}

/** The first of Raptor's own sentences in an output, or its last line. */
export function sentenceIn(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  return (lines.find((line) => /\bCannot [a-z]/.test(line)) ?? lines.find((line) => /rror/.test(line)) ??
    lines.at(-1) ?? "")
    .slice(0, 300);
}
