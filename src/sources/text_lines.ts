/** Texts that are the lines of a file, which may be larger than memory. */
import { ask } from "../download/ask.ts";
import { requireFile } from "../files/require_file.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { records } from "../rows/records.ts";
import type { Source } from "../source.ts";
import { visible } from "../terminal/visible.ts";

/** Which lines. */
export interface TextLinesOptions {
  /**
   * What stands between the label and the text where each line begins with the name of its class, such as a tab. Default there are no
   * labels, and `y` is the text again.
   */
  readonly labelledBy?: string;
  /** The names of the classes, in the order of their labels. Default those that come, in the order of the alphabet. */
  readonly classes?: readonly string[];
}

/** Where the lines lie, as threads are told of it. */
interface PlacedLines {
  readonly path: string;
  /** Where each line begins, in bytes, as float64. */
  readonly begins: SharedArrayBuffer;
  /** Its bytes, as uint32. */
  readonly lengths: SharedArrayBuffer;
  /** The class of each, as int32. */
  readonly labels?: SharedArrayBuffer;
  readonly classes?: readonly string[];
  readonly between?: string;
}

/**
 * The lines of a text in UTF-8, a sample each; empty ones are none. The file is read through once, by `open`, which keeps 12 bytes for
 * each line; the lines are read when they are asked for. `x` is the line, `y` the line again, or its class: see `labelledBy`. A
 * transform makes numbers of `x`, such as tokens.
 *
 * @param path The file.
 * @throws {RangeError} From `open`, if there are no lines.
 * @throws {TypeError} From `open`, if a line has no label, or one of no class; the message names the line.
 * @throws {Error} From `get`, if a line is no UTF-8.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { textLines } from "jsr:@raptor/raptor";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "spam\tBuy now\nham\tSee you at eight\n");
 * const source = textLines(path, { labelledBy: "\t" });
 * await source.open!();
 * assertEquals([source.classes, await source.get(0)], [["ham", "spam"], { x: "Buy now", y: 1 }]);
 * await Deno.remove(path);
 * ```
 */
export function textLines(
  path: string,
  options: TextLinesOptions & { readonly labelledBy: string },
): Source<string, number>;
/** Without labels. */
export function textLines(path: string, options?: TextLinesOptions): Source<string, string>;
export function textLines(path: string, options: TextLinesOptions = {}): Source<string, number | string> {
  const { labelledBy, classes } = given(options);
  const settings = settle("textLines", options, { labelledBy, classes }, { path });
  requireRange("textLines", "a string", { path, ...labelledBy !== undefined && { labelledBy } });
  const reading = { name: "read", path } as const;
  return foundSource({
    ...{ name: "textLines", settings, permissions: [reading], labelled: labelledBy !== undefined },
    async find() {
      await ask(reading, `read the lines of ${path}`);
      await requireFile(path);
      const begins: number[] = [], lengths: number[] = [], names: string[] = [];
      for await (const { bytes, spans, at } of records(path)) {
        for (const [from, to] of spans) {
          begins.push(at + from);
          lengths.push(to - from);
          if (labelledBy === undefined) continue;
          const [name, ...rest] = new TextDecoder().decode(bytes.subarray(from, to)).split(labelledBy);
          if (rest.length === 0 || classes?.includes(name!) === false) {
            throw new TypeError(
              `Cannot read line ${begins.length} of ${path} as it must begin with ${
                classes === undefined ? "a label" : `one of ${classes.join(", ")}`
              } and ${JSON.stringify(labelledBy)}: got ${visible(name!.slice(0, 40))}.`,
            );
          }
          names.push(name!);
        }
      }
      if (begins.length === 0) throw new RangeError(`Cannot read ${path} as it must have lines: got none.`);
      const places = { path, begins: shared(Float64Array.from(begins)), lengths: shared(Uint32Array.from(lengths)) };
      if (labelledBy === undefined) return placedLines(places);
      const known = classes ?? [...new Set(names)].toSorted(),
        labels = new Map(known.map((name, label) => [name, label]));
      return placedLines({
        ...{ ...places, classes: known, between: labelledBy },
        labels: shared(Int32Array.from(names, (name) => labels.get(name)!)),
      });
    },
  });
}

function shared({ buffer }: Float64Array | Uint32Array | Int32Array): SharedArrayBuffer {
  const copy = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer));
  return copy;
}

/** What a thread makes of the recipe of {@linkcode textLines}. */
export function placedLines(told: PlacedLines): Source<string, number | string> {
  const { path, between, classes } = told, begins = new Float64Array(told.begins);
  const lengths = new Uint32Array(told.lengths), labels = told.labels && new Int32Array(told.labels);
  return Object.freeze({
    name: "textLines",
    size: begins.length,
    ...classes && { classes },
    recipe: { module: import.meta.url, name: "placedLines", options: told },
    get(index: number) {
      const line = lineOf(path, begins[index]!, lengths[index]!);
      if (labels === undefined) return { x: line, y: line };
      return { x: line.slice(line.indexOf(between!) + between!.length), y: labels[index]! };
    },
    ...labels && { labels: () => labels },
    title: (index: number) => `line ${index + 1} of ${path}`,
  });
}

function lineOf(path: string, begin: number, length: number): string {
  using file = Deno.openSync(path);
  file.seekSync(begin, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const read = file.readSync(bytes.subarray(at));
    if (read === null) throw new Error("the file has become shorter");
    at += read;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it must be text in UTF-8: got other bytes");
  }
}
