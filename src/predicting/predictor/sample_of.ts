/** What a predictor is given, as the input of a sample: files and bytes are decoded, arrays are laid out. */
import { fileURLToPath } from "node:url";
import type { ImageDecoder } from "../../pixels/decode_image.ts";
import type { Field } from "../../source.ts";
import { type HostData, readHost } from "../../tensors/host_data.ts";
import { tf } from "../../tf.ts";
import type { Picture } from "../../transform.ts";

/**
 * One input: the path or `file:` address of an image, the bytes of one (JPEG, PNG or WebP), its pixels, numbers in any form (without the
 * axis of the batch), a row of a
 * table by the names of its columns, or a record of fields for a model of several inputs.
 */
export type PredictorInput =
  | string
  | URL
  | ArrayBuffer
  | Blob
  | Picture
  | HostData
  | number
  | { readonly [name: string]: Field | boolean | null };

/**
 * Makes samples of what a predictor is given.
 *
 * @param decode Where inputs are images; else texts and bytes are what they are.
 * @param encode Where inputs are rows of a table, by the names of their columns.
 * @returns Answers a promise, as files and devices are read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sampleOf } from "./sample_of.ts";
 *
 * assertEquals(await sampleOf()([1, 2], 0), { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) });
 * ```
 */
export function sampleOf(
  decode?: ImageDecoder,
  encode?: (row: Row) => Field,
): (input: PredictorInput, i: number) => Promise<Field> {
  const decoded = (bytes: Uint8Array, title: string): Picture => {
    try {
      return decode!(bytes);
    } catch (error) {
      throw new Error(`Cannot read ${title} as ${(error as Error).message}.`, { cause: error });
    }
  };
  return async (input, i) => {
    if (typeof input === "string" || input instanceof URL) {
      const path = pathOf(input);
      if (decode !== undefined) return decoded(await read(path), path);
      if (typeof input === "string") return input;
    }
    if (decode !== undefined) {
      const bytes = input instanceof Blob
        ? await input.bytes()
        : input instanceof ArrayBuffer
        ? new Uint8Array(input)
        : input;
      if (bytes instanceof Uint8Array) return decoded(bytes, `input ${i}`);
    }
    if (typeof input === "number") return input;
    if (Array.isArray(input) && input.some(isInput)) {
      throw new TypeError(
        `Cannot predict from input ${i} as it must be one input: got a list of ${input.length}. predict.each(list) takes many.`,
      );
    }
    if (input instanceof tf.Tensor || Array.isArray(input) || ArrayBuffer.isView(input)) {
      return await readHost(input as HostData, `input ${i}`);
    }
    if (isRecord(input)) {
      return encode !== undefined && isRow(input as Row) ? encode(input as Row) : input as Field;
    }
    throw new TypeError(
      `Cannot predict from input ${i} as it must be ${decode === undefined ? "numbers" : "an image or numbers"}: got ${
        input?.constructor?.name ?? String(input)
      }.`,
    );
  };
}

/** A row of a table by the names of its columns. */
type Row = Readonly<Record<string, unknown>>;

/** Whether a record is a row as it was read, and no input that was made of one. */
const isRow = (record: Row) =>
  !("dtype" in record) &&
  !Object.values(record).some((value) => typeof value === "object" && value !== null && "dtype" in value);

/** The path of a file. */
export function pathOf(input: string | URL): string {
  return input instanceof URL || input.startsWith("file://") ? fileURLToPath(input) : input;
}

/** The most that a file may have, in bytes: the largest image that is decoded, uncompressed. */
const MOST_BYTES = 2 ** 28;

async function read(path: string): Promise<Uint8Array> {
  const refuse = (rule: string, got: string, cause?: unknown) =>
    new Error(`Cannot read ${path} as it must be ${rule}: got ${got}. Check its path.`, { cause });
  try {
    const { isFile, size } = await Deno.stat(path);
    // A pipe would be waited for, and a device such as /dev/zero has no end.
    if (!isFile) throw refuse("a file", "a folder, a pipe or a device");
    if (size > MOST_BYTES) throw refuse(`of at most ${MOST_BYTES} bytes`, String(size));
    return await Deno.readFile(path);
  } catch (error) {
    if ((error as Error).message.startsWith("Cannot read")) throw error;
    throw refuse("a file that may be read", (error as Error).name, error);
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether it is a path or a record, of which no numbers are made. */
function isInput(value: unknown): boolean {
  return typeof value === "string" || isRecord(value);
}
