/** Samples in tar archives, one after the other: WebDataset's form, for what is too much for a disk, or lies elsewhere. */
import { ask } from "../download/ask.ts";
import { openUrl } from "../download/open_url.ts";
import { requireFile } from "../files/require_file.ts";
import { tarSamples } from "../files/tar_samples.ts";
import { nearest } from "../options/odd_option.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import { type ImageDecoder, imageDecoder } from "../pixels/decode_image.ts";
import type { Field } from "../source.ts";
import type { Picture } from "../transform.ts";
import type { LateSample, SampleStream, StreamPass } from "../stream.ts";
import { readHost } from "../tensors/host_data.ts";
import { generator, mixSeed, permutation } from "../tensors/random.ts";

/** The files of a sample by their endings, such as `jpg` and `cls`. */
export type SampleParts = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** What a part becomes: by its ending, or a function of all parts. */
export type PartReading =
  | string
  | ((parts: SampleParts, decode: (bytes: Uint8Array) => Picture) => Field | Promise<Field>);

/** Which archives, and what their samples are. */
export interface WebDatasetOptions {
  /**
   * The input: the ending of a part (`jpg`; several where samples differ, `jpg|png`), which becomes an image, a number (`cls`), a text
   * (`txt`) or a record (`json`); or a function of the parts. Default `jpg|jpeg|png|webp`.
   */
  readonly x?: PartReading;
  /** The target, likewise. Default `cls`. */
  readonly y?: PartReading;
  /** Whether archives come in a new order each epoch. Default true. */
  readonly shuffle?: boolean;
  /** How many samples there are in all, where it is known. */
  readonly size?: number;
  /** The names of the classes, where `y` is a class. */
  readonly classes?: readonly string[];
}

/**
 * The samples of tar archives (`.tar`, `.tar.gz`), which are read as they come, from disk or by URL: files that follow each other and
 * have the same name up to the first dot are one sample (`000017.jpg`, `000017.cls`). For {@linkcode stream}.
 *
 * Parts become what their endings say: `jpg`, `jpeg`, `png`, `webp` images in RGB; `cls`, `id`, `index` whole numbers; `txt`, `text`
 * texts; `json` what it holds, where that is numbers, texts and records of these. Decoding waits until a sample is wanted.
 *
 * @param shards Paths or addresses; `{000..011}` in one stands for all these numbers.
 * @throws {RangeError} If there are no shards.
 * @throws {Error} From a pass, if an archive cannot be read; and where a sample has no such part, naming both.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stream, webDataset } from "jsr:@raptor/raptor";
 *
 * const train = webDataset("https://example.org/photos-{000..127}.tar", { classes: ["cat", "dog"] });
 * const data = stream({ train, batchSize: 64, window: 2000 });
 * assertEquals([data.classes, train.permissions], [["cat", "dog"], [{ name: "net", host: "example.org" }]]);
 * ```
 */
export function webDataset(
  shards: string | readonly string[],
  options: WebDatasetOptions = {},
  // What the parts become is said by their endings.
  // deno-lint-ignore no-explicit-any
): SampleStream<any, any> {
  const { x = "jpg|jpeg|png|webp", y = "cls", shuffle = true, size, classes } = given(options);
  const settings = settle("webDataset", options, { x, y, shuffle, size, classes }, { shards });
  requireRange("webDataset", "true or false", { shuffle });
  if (size !== undefined) requireRange("webDataset", "a whole number of at least 1", { size });
  const all = [shards].flat().flatMap(spread);
  if (all.length === 0) throw new RangeError("Cannot make webDataset as there must be an archive: got none.");
  const permissions = new Map(all.map((shard) => [JSON.stringify(permissionOf(shard)), permissionOf(shard)]));
  return Object.freeze({
    ...{ name: "webDataset", settings, permissions: [...permissions.values()] },
    ...size !== undefined && { size },
    ...classes && { classes },
    async *samples({ epoch, seed }: StreamPass): AsyncGenerator<LateSample> {
      const decode = await imageDecoder();
      const order = shuffle ? permutation(all.length, generator(mixSeed(seed, "shards", epoch))) : all.keys();
      for (const i of order) {
        const shard = all[i]!;
        for await (const { key, parts } of tarSamples(await open(shard), shard)) {
          const title = `${key} of ${shard}`;
          yield {
            title,
            make: async () => ({ x: await read(x, parts, decode, title), y: await read(y, parts, decode, title) }),
          };
        }
      }
    },
  });
}

/** All names that one with numbers in braces stands for. */
function spread(shard: string): string[] {
  const braces = /\{(\d+)\.\.(\d+)\}/.exec(shard);
  if (braces === null) return [shard];
  const [whole, first, last] = braces as unknown as [string, string, string];
  const numbers = Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => i + Number(first));
  return numbers.flatMap((number) => spread(shard.replace(whole, String(number).padStart(first.length, "0"))));
}

function permissionOf(shard: string): Deno.PermissionDescriptor {
  return /^https?:/.test(shard) ? { name: "net", host: new URL(shard).host } : { name: "read", path: shard };
}

async function open(shard: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  await ask(permissionOf(shard), `read ${shard}`);
  if (/^https?:/.test(shard)) return await openUrl(new URL(shard));
  await requireFile(shard);
  return (await Deno.open(shard)).readable;
}

async function read(reading: PartReading, parts: SampleParts, decode: ImageDecoder, title: string): Promise<Field> {
  if (typeof reading === "function") return await reading(parts, decode);
  const ending = reading.split("|").find((ending) => Object.hasOwn(parts, ending));
  if (ending === undefined) {
    const there = Object.keys(parts), near = nearest(reading, there);
    throw new TypeError(
      `it must have a part ${reading}: got ${there.join(", ")}` +
        (near === undefined ? "" : `, of which ${near} may be meant`),
    );
  }
  const bytes = parts[ending]!, kind = ending.split(".").at(-1)!.toLowerCase();
  if (["jpg", "jpeg", "png", "webp"].includes(kind)) return decode(bytes);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  if (["txt", "text"].includes(kind)) return text;
  if (kind === "json") return await fieldOf(JSON.parse(text), ending);
  if (["cls", "cls2", "id", "index"].includes(kind)) {
    const number = Number(text);
    if (text.trim() !== "" && Number.isInteger(number)) return number;
    throw new TypeError(`its part ${ending} must be a whole number: got ${text.slice(0, 40)}`);
  }
  throw new TypeError(`${title} must be read by a function, as it is not known what ${ending} holds: got none`);
}

/** What JSON holds as a field: lists of numbers are arrays of them. */
async function fieldOf(value: unknown, name: string): Promise<Field> {
  if (Array.isArray(value)) return await readHost(value, name);
  if (typeof value !== "object" || value === null) return value as Field;
  const inner = Object.entries(value).map(async ([key, one]) => [key, await fieldOf(one, `${name}.${key}`)] as const);
  return Object.fromEntries(await Promise.all(inner));
}
