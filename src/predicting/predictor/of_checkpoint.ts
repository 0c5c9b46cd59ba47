/** What the words of a checkpoint make: an error says in a sentence, which no terminal obeys, what they cannot. */
import { visible } from "../../terminal/visible.ts";

/** What was made of it, and what to do where it cannot be. */
export interface Making {
  /** As it follows `Cannot`. */
  readonly doing: string;
  /** What is to be given instead. */
  readonly hint: string;
}

/**
 * Makes something of what a checkpoint says.
 *
 * @param making What it is.
 * @param make Makes it; what it throws is told as it is where it is a sentence.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { ofCheckpoint } from "./of_checkpoint.ts";
 *
 * const words = null as unknown as string[];
 * const making = { doing: "prepare inputs", hint: "Hand them over." };
 * const rule = "Cannot prepare inputs as what the checkpoint says of them must be whole: got settings that make no sense.";
 * await assertRejects(() => ofCheckpoint(making, () => words.length), TypeError, rule);
 * ```
 */
export async function ofCheckpoint<T>({ doing, hint }: Making, make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof Error && /^Cannot \w+ [^]* as [^]*/.test(error.message) && !ENGINES.test(error.message)) {
      error.message = visible(error.message);
      throw error;
    }
    const cause = error;
    throw new TypeError(
      `Cannot ${doing} as what the checkpoint says of them must be whole: got settings that make no sense. ${hint}`,
      { cause },
    );
  }
}

/** V8's own words, which say nothing of the file. */
const ENGINES =
  /Cannot (read properties|set|convert|mix|destructure|access|create property)|is not (a function|iterable|a constructor)|call stack|of (undefined|null)\b/;
