/** Tries inputs on a reader: bytes changed by chance, of which those that go new ways through the code are changed again. */
import { join } from "node:path";
import { generator } from "../../../mod.ts";
import { mutateBytes, mutateText } from "../mutate.ts";
import { guide as guided } from "./coverage.ts";
import { rawness, type Reader } from "./reader.ts";

/** What came of it. */
export interface Fuzzed {
  readonly tries: number;
  /** How many were read as what they were. */
  readonly read: number;
  /** Places of the code that were gone through; 0 where nothing guided. */
  readonly places: number;
  /** Inputs that are changed again. */
  readonly corpus: number;
  /** A sentence for each kind of fault, with the input that showed it first. */
  readonly faults: ReadonlyMap<string, Uint8Array>;
}

/** How much, and where. */
export interface Fuzzing {
  readonly count: number;
  readonly seed: number;
  /** A folder of its own. */
  readonly folder: string;
  /** Whether coverage guides; what is short goes without. */
  readonly guide: boolean;
  /** Seconds after which no more are tried. Default none. */
  readonly seconds?: number;
  /** Called before each input, for who watches over time. */
  readonly onTry?: (number: number) => void;
}

const TOGETHER = 24, MOST = 1 << 17, MOST_KEPT = 2000, SLOW = 5000, GROWN = 6e8;

/** Tries `count` inputs. */
export async function fuzzed(
  reader: Reader,
  { count, seed, folder, guide, seconds = Infinity, onTry }: Fuzzing,
): Promise<Fuzzed> {
  const next = generator(seed), int = (most: number) => Math.floor(next() * most), path = join(folder, reader.file);
  const corpus = [...await reader.seeds()], faults = new Map<string, Uint8Array>(), decoder = new TextDecoder("latin1");
  let read = 0, tries = 0;
  const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);
  const fault = (what: string, bytes: Uint8Array) => {
    // Numbers and names differ from one input to the next where the fault is one.
    const kind = what.replace(/\d+/g, "#").slice(0, 160);
    if (!faults.has(kind)) faults.set(kind, bytes);
  };
  const change = (): Uint8Array<ArrayBuffer> => {
    const from = corpus[int(corpus.length)]!, turns = 1 + int(3);
    if (int(8) === 0) return spliced(from, corpus[int(corpus.length)]!, int);
    let changed = from;
    for (let i = 0; i < turns; i++) {
      const isText = int(3) === 0;
      changed = isText && changed.length < 20_000
        ? latin(mutateText(decoder.decode(changed), int))
        : mutateBytes(changed, int);
    }
    return changed.length > MOST ? changed.slice(0, MOST) : changed;
  };
  const attempt = async (bytes: Uint8Array<ArrayBuffer>) => {
    onTry?.(tries);
    // Not within the call, which is left out with what it is handed where nobody listens.
    tries++;
    await Deno.writeFile(path, bytes);
    const begin = performance.now(), memory = Deno.memoryUsage().rss;
    try {
      await reader.read(path, bytes);
      read++;
    } catch (error) {
      const raw = rawness(error, reader);
      if (raw !== undefined) fault(raw, bytes);
    }
    const took = performance.now() - begin, grown = Deno.memoryUsage().rss - memory;
    if (took > SLOW) fault(`it took ${Math.round(took / 1000)} s for ${bytes.length} bytes`, bytes);
    if (grown > GROWN) fault(`it took ${Math.round(grown / 1e6)} MB for ${bytes.length} bytes`, bytes);
    if (Object.keys(Object.prototype).length > 0) throw new Error("Object.prototype was changed");
  };
  for (const good of [...corpus]) {
    await Deno.writeFile(path, good);
    await reader.read(path, good).catch((error) => {
      const raw = rawness(error, reader);
      if (raw !== undefined) fault(`a seed: ${raw}`, good);
    });
  }
  const coverage = guide ? await guided(reader.guide) : undefined;
  await coverage?.news();
  const end = performance.now() + 1000 * seconds;
  while (tries < count && performance.now() < end) {
    const together = Array.from({ length: Math.min(TOGETHER, count - tries) }, change);
    for (const bytes of together) await attempt(bytes);
    if (coverage === undefined || await coverage.news() === 0) continue;
    // Which of them went a new way is asked one by one, by what each adds to a fresh look.
    for (const bytes of together) {
      await reader.read(await written(path, bytes), bytes).catch(() => {});
      if (await coverage.alone() > 0) corpus.push(bytes);
    }
    if (corpus.length > MOST_KEPT) corpus.splice(4, corpus.length - MOST_KEPT);
  }
  coverage?.close();
  return { tries, read, places: coverage?.places ?? 0, corpus: corpus.length, faults };
}

async function written(path: string, bytes: Uint8Array): Promise<string> {
  await Deno.writeFile(path, bytes);
  return path;
}

/** The beginning of one and the end of another. */
function spliced(a: Uint8Array, b: Uint8Array, int: (most: number) => number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...a.subarray(0, int(a.length + 1)), ...b.subarray(int(b.length + 1))]);
}
