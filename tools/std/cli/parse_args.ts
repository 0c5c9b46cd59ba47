/**
 * Stand-in for `parseArgs` of `jsr:@std/cli`, for machines that cannot reach JSR: the options that Raptor's examples
 * use, with the same names and behaviour. `deno task test:jsr` runs the suite with the real package.
 *
 * @module
 */

/** What to make of the arguments. */
export interface ParseOptions {
  /** Flags that are true or false and take no value. */
  readonly boolean?: readonly string[];
  /** Flags whose value stays a text. */
  readonly string?: readonly string[];
  /** Values of flags that are not given. */
  readonly default?: Readonly<Record<string, unknown>>;
  /** Called with each argument that no option names; answering false leaves it out. */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Flags by name; what is no flag is in `_`. */
// deno-lint-ignore no-explicit-any
export type Args = { _: (string | number)[] } & Record<string, any>;

/** Takes arguments apart: `--name value`, `--name=value`, `--flag`; what follows `--` is no flag. */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const { boolean = [], string = [], default: defaults = {}, unknown = () => true } = options;
  const parsed: Args = { _: [], ...Object.fromEntries(boolean.map((name) => [name, false])), ...defaults };
  const loose = (text: string) => text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--") {
      parsed._.push(...args.slice(i + 1));
      break;
    }
    const match = arg.match(/^--([^=]+)(?:=([\s\S]*))?$/);
    if (match === null) {
      if (unknown(arg) !== false) parsed._.push(loose(arg));
      continue;
    }
    const name = match[1]!;
    let value: unknown = match[2];
    if (boolean.includes(name)) value = value === undefined ? true : value !== "false";
    else if (value === undefined) {
      const next = args[i + 1];
      if (next !== undefined && !/^-/.test(next)) value = args[++i];
      else value = string.includes(name) ? "" : true;
    }
    const known = boolean.includes(name) || string.includes(name) || name in defaults;
    if (!known && unknown(arg, name, value) === false) continue;
    parsed[name] = typeof value === "string" && !string.includes(name) ? loose(value) : value;
  }
  return parsed;
}
