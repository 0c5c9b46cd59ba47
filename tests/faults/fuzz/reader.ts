/** What a fuzzed reader is: how it reads, what it is known to read, and how it refuses. */

/** A reader of bytes that others have made. */
export interface Reader {
  /** In a word, for the command line and the record. */
  readonly name: string;
  /** How the file is called that it reads. */
  readonly file: string;
  /** Bytes that it reads well, from which others are made. */
  readonly seeds: () => Promise<readonly Uint8Array<ArrayBuffer>[]>;
  /** Reads all that is there; throws where it refuses. */
  readonly read: (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<unknown>;
  /** The modules whose ways through the code guide what is tried next, by their addresses. */
  readonly guide: RegExp;
  /** Whether its messages are the end of a sentence, which a caller begins. */
  readonly part?: boolean;
  /** The words that a message begins with. Default `Cannot `. */
  readonly begins?: RegExp;
}

/** What V8 says where a program has an error, rather than a file. */
const RAW =
  /is not a function|of undefined|of null|not iterable|outside the bounds|Invalid (typed )?array|array buffer|call stack|is not defined|not a constructor|Cannot (set|convert|mix|destructure|access|create property|perform)|must be a multiple|to object|string longer|out of memory|BigInt|is not extensible|\bat file:/i;

/**
 * Why an error is none of Raptor's own sentences; undefined where it is one.
 *
 * @param error What was thrown.
 * @param reader By whom.
 */
export function rawness(error: unknown, { part, begins }: Reader): string | undefined {
  if (!(error instanceof Error)) return `it threw ${typeof error}: ${error}`.slice(0, 300);
  const { message, name } = error, first = begins ?? (part ? /^\p{L}/u : /^Cannot \p{L}+ \P{L}*\p{L}/u);
  if (!first.test(message) || RAW.test(message) || message.length > 2000) return `${name}: ${message.slice(0, 300)}`;
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(message)) {
    return `it hands on control characters: ${JSON.stringify(message.slice(0, 200))}`;
  }
  return undefined;
}
