/**
 * The header of a safetensors file, checked whole before any memory is taken for what it names, and its texts alone.
 * Rules: the format's README, and what its reference implementation refuses (the `safetensors` project).
 */
import { isRecord } from "../options/is_record.ts";

/** Where a tensor lies. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The first of its bytes, counted from the end of the header. */
  readonly begin: number;
  /** The byte after its last. */
  readonly end: number;
}

/** What a header says. */
export interface Header {
  /** The tensors, in the order in which they lie. */
  readonly entries: readonly Entry[];
  /** Short texts. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The name of the texts, which no tensor may have. */
export const METADATA = "__metadata__";

/**
 * Reads a header and holds it against the rules: no name twice, whole numbers alone, tensors that lie one after the
 * other without a gap or an overlap.
 *
 * @param bytes The header.
 * @returns The tensors and texts. The last tensor's end is to be held against the file's.
 * @throws {SyntaxError} If a rule is broken; the message says which, without the file's name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "./safetensors_header.ts";
 *
 * const text = '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
 * const { entries } = parseHeader(new TextEncoder().encode(text));
 * assertEquals(entries, [{ name: "a", dtype: "F32", shape: [2], begin: 0, end: 8 }]);
 * ```
 */
export function parseHeader(bytes: Uint8Array): Header {
  const header = parse(bytes);
  const { [METADATA]: metadata = {}, ...tensors } = header;
  if (!areTexts(metadata)) throw new SyntaxError(`${METADATA} must hold texts: got ${brief(metadata)}`);
  const entries = Object.entries(tensors).map(([name, value]) => entryOf(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) {
      throw new SyntaxError(
        `its tensors must lie one after the other: got ${name} at ${begin} where ${filled} is next`,
      );
    }
    filled = end;
  }
  return { entries, metadata };
}

/** The numbers of a tensor. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** The header, a tensor, its shape. */
const DEEPEST = 3;

const NO_HEADER = "its header must be JSON of names, shapes and offsets";

function parse(bytes: Uint8Array): Record<string, unknown> {
  let text: string, header: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    header = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`${NO_HEADER}: got ${(cause as Error).message}. It is no safetensors file`, { cause });
  }
  if (!isRecord(header) || !text.startsWith("{")) {
    throw new SyntaxError(`${NO_HEADER}: got ${brief(header)}. It is no safetensors file`);
  }
  checkTokens(text);
  return header;
}

/**
 * Refuses what JSON.parse lets pass: a name that comes twice, of which it keeps the last, and words and signs of numbers.
 *
 * @param text What JSON.parse has taken.
 * @param numbers Whether numbers may be of any kind, and words among them. Default they are whole.
 * @throws {SyntaxError} If it holds such a thing.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { checkTokens } from "./safetensors_header.ts";
 *
 * assertThrows(() => checkTokens('{"a": 1, "a": 2}'), SyntaxError, 'each name must come once: got "a" twice');
 * ```
 */
export function checkTokens(text: string, numbers: "whole" | "any" = "whole"): void {
  const names: (Set<string> | undefined)[] = [];
  let last = "";
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === '"') {
      const begin = i++;
      while (text[i] !== '"') i += text[i] === "\\" ? 2 : 1; // JSON.parse has seen that it ends.
      last = text.slice(begin, i + 1);
    } else if (sign === "{" || sign === "[") {
      if (names.length === DEEPEST) throw new SyntaxError(`${NO_HEADER}: got them ${DEEPEST + 1} deep`);
      names.push(sign === "{" ? new Set() : undefined);
    } else if (sign === "}" || sign === "]") names.pop();
    else if (sign === ":") {
      const name = JSON.parse(last) as string, before = names.at(-1)!;
      if (before.has(name)) throw new SyntaxError(`each name must come once: got ${brief(name)} twice`);
      before.add(name);
    } else if (numbers === "whole" && !/[\d\s,]/.test(sign)) {
      throw new SyntaxError(`its numbers must be whole, and be written so: got ${brief(text.slice(i - 8, i + 8))}`);
    }
  }
}

function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets, ...others } = isRecord(value) ? value : {};
  const fits = typeof dtype === "string" && areCounts(shape) && areCounts(offsets) && offsets.length === 2 &&
    Object.keys(others).length === 0;
  if (!fits) {
    throw new SyntaxError(`${NO_HEADER}: got ${brief(value)} for ${name}. It is no safetensors file`);
  }
  const [begin, end] = offsets as unknown as [number, number];
  if (end < begin) throw new SyntaxError(`${name} must end after it begins: got bytes ${begin} to ${end}`);
  let product = 1;
  for (const side of shape) {
    // As in the reference implementation, a zero at the end does not mend a product that is too large before it.
    if (Number.isSafeInteger(product *= side)) continue;
    throw new SyntaxError(`${name} must have fewer than 2 ** 53 numbers: got a shape of ${brief(shape)}`);
  }
  return { name, dtype, shape, begin, end };
}

function areTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

function areCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** The beginning of a value, for a message. */
function brief(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/**
 * Reads the texts in the header of a safetensors file.
 *
 * @param path The file.
 * @returns The texts by name; undefined where it has none, or is no such file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTexts } from "./safetensors_header.ts";
 * import { writeSafetensors } from "./safetensors.ts";
 *
 * const path = await Deno.makeTempFile();
 * {
 *   using file = await Deno.open(path, { write: true });
 *   await writeSafetensors(file, { tensors: {}, metadata: { epoch: "1" } });
 * }
 * assertEquals(await readTexts(path), { epoch: "1" });
 * await Deno.remove(path);
 * ```
 */
export async function readTexts(path: string): Promise<Readonly<Record<string, string>> | undefined> {
  // To open a pipe would wait for whoever writes to it.
  if (!(await Deno.stat(path)).isFile) return undefined;
  using file = await Deno.open(path);
  const { size } = await file.stat();
  if (size < 8) return undefined;
  const read = async (length: number): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) break;
      at += count;
    }
    return bytes;
  };
  const length = Number(new DataView((await read(8)).buffer).getBigUint64(0, true));
  if (length > Math.min(size - 8, LONGEST)) return undefined;
  try {
    return parseHeader(await read(length)).metadata;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** More bytes than any header of ours has. */
const LONGEST = 100_000_000;
