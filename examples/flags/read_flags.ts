/** The flags of an example. What is wrong with them, and what a part of Raptor refuses, is said in a sentence; exit code 1. */
import { parseArgs } from "@std/cli/parse-args";
import { sayPlainly } from "./say_plainly.ts";

/** The names of flags by what follows them. */
export interface Flags<T extends string, C extends string, N extends string, S extends string> {
  /** A text. */
  readonly texts?: readonly T[];
  /** A whole number of at least 1. */
  readonly counts?: readonly C[];
  /** Any number. */
  readonly numbers?: readonly N[];
  /** Nothing. */
  readonly switches?: readonly S[];
}

/**
 * Reads the flags of an example.
 *
 * @param usage How it is called: its file, then its flags; words in capital letters outside of brackets may come without one.
 * @param flags What follows which.
 */
export function readFlags<
  const T extends string = never,
  const C extends string = never,
  const N extends string = never,
  const S extends string = never,
>(
  usage: string,
  { texts = [], counts = [], numbers = [], switches = [] }: Flags<T, C, N, S>,
): Partial<Record<T, string>> & Partial<Record<C | N, number>> & Record<S, boolean> & { readonly rest: string[] } {
  sayPlainly();
  const takesRest = / \[?[A-Z]/.test(usage.replaceAll(/\[[^\]]*--[^\]]*\]/g, "").replaceAll(/--\S+ \S+/g, ""));
  const read = parseArgs([...Deno.args], {
    string: [...texts, ...counts, ...numbers, "_"],
    boolean: [...switches, "help"],
    unknown: (arg, key) => key === undefined && takesRest || refuse(usage, `${arg} is no flag of this example`),
  }) as Record<string, unknown>;
  if (read.help) {
    console.log(`deno run -A examples/${usage}`);
    Deno.exit();
  }
  for (const name of [...texts, ...counts, ...numbers]) {
    if (read[name] === "") refuse(usage, `--${name} must have a value: got none`);
  }
  const number = (name: string, fits: (value: number) => boolean, rule: string): [string, number][] => {
    if (read[name] === undefined) return [];
    const value = Number(read[name]);
    return fits(value)
      ? [[name, value]]
      : refuse(usage, `--${name} must be ${rule}: got ${JSON.stringify(read[name])}`);
  };
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
  return {
    ...read,
    ...Object.fromEntries([
      ...counts.flatMap((name) => number(name, isCount, "a whole number of at least 1")),
      ...numbers.flatMap((name) => number(name, Number.isFinite, "a number")),
    ]),
    rest: (read._ as unknown[]).map(String),
  } as never;
}

function refuse(usage: string, what: string): never {
  console.error(`Cannot read the flags as ${what}. Write deno run -A examples/${usage}`);
  Deno.exit(1);
}
