/**
 * The safetensors file format: eight bytes with the length of a JSON header, the header, then the raw little-endian
 * numbers. It holds data and nothing that could run. Format: the README of the `safetensors` project.
 */
import type { HostTensor } from "../snapshot.ts";
import { NUMBER_TYPES } from "./number_types.ts";
import { type Header, METADATA, parseHeader, sizeOf } from "./safetensors_header.ts";
import { visible } from "../terminal/visible.ts";

const DTYPES = { float32: "F32", int32: "I32", bool: "BOOL" } as const;

/** The most that the format's own reader takes, in bytes. */
const LONGEST_HEADER = 100_000_000;

/** Tensors by name, with short texts about them. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Any texts; the format keeps them in its header. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes tensors into an open file.
 *
 * @param file Open for writing, at its start.
 * @param content Tensors by name, and texts.
 * @throws {RangeError} If a tensor has the name of the texts, `__metadata__`: the format keeps it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readSafetensors, writeSafetensors } from "./safetensors.ts";
 *
 * const path = await Deno.makeTempFile();
 * const bias = { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } as const;
 * {
 *   using file = await Deno.open(path, { write: true });
 *   await writeSafetensors(file, { tensors: { bias }, metadata: { epoch: "1" } });
 * }
 * assertEquals(await readSafetensors(path), { tensors: { bias }, metadata: { epoch: "1" } });
 * await Deno.remove(path);
 * ```
 */
export async function writeSafetensors(file: Deno.FsFile, { tensors, metadata }: Safetensors): Promise<void> {
  if (Object.hasOwn(tensors, METADATA)) {
    throw new RangeError(
      `Cannot write tensors as ${METADATA} is the name of the file's texts: got a tensor of it. Rename the tensor.`,
    );
  }
  let offset = 0;
  // Entries, since a name such as `__proto__` would not become a key by assignment.
  const header = Object.fromEntries([
    [METADATA, metadata],
    ...Object.entries(tensors).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype: DTYPES[dtype], shape, data_offsets: [offset, offset += data.byteLength] },
    ]),
  ]);
  // Spaces bring the numbers to a multiple of eight bytes, so that readers can map them.
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const head = new Uint8Array(8 + length).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(text, 8);
  await writeAll(file, head);
  for (const { data } of Object.values(tensors)) {
    await writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}

/**
 * Reads a safetensors file. The whole header is checked first, so that memory is taken for what is there alone.
 *
 * Real numbers of every type become float32, whole ones int32 (`number_types.ts`).
 *
 * @param path The file.
 * @throws {SyntaxError} If the file is cut short, breaks a rule of the format, or holds numbers of a type that is not known or
 *   do not fit int32.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readSafetensors } from "./safetensors.ts";
 *
 * const path = await Deno.makeTempFile();
 * await assertRejects(() => readSafetensors(path), SyntaxError, "cut short: got 0 bytes");
 * await Deno.remove(path);
 * ```
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  // To open a pipe would wait for whoever writes to it.
  if (!(await Deno.stat(path)).isFile) throw refuse("it must be a file: got a folder or a device");
  using file = await Deno.open(path);
  // Of what was opened: a run that goes on may have put another file in its place.
  const { size } = await file.stat();
  const cut = (wanted: number) =>
    refuse(`the file is cut short: got ${size} bytes where it needs ${wanted}. Take an older checkpoint`);
  const read = async (length: number) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) throw refuse("the file was cut short while it was read");
      at += count;
    }
    return bytes;
  };
  if (size < 8) throw cut(8);
  const first = await read(8), length = Number(new DataView(first.buffer).getBigUint64(0, true));
  if (first[0] === 0x50 && first[1] === 0x4b && length > LONGEST_HEADER) {
    throw refuse(
      "it must be safetensors: got a zip, as torch.save and numpy.savez write. A network begins with such a file by its option weights, " +
        "as resnet18({ weights }), or by pretrained(model, path)",
    );
  }
  if (size < 8 + length) throw cut(8 + length);
  if (length > LONGEST_HEADER) throw refuse(`its header must have at most ${LONGEST_HEADER} bytes: got ${length}`);
  let header: Header;
  try {
    header = parseHeader(await read(length));
  } catch (error) {
    throw error instanceof SyntaxError ? refuse(error.message, error) : error;
  }
  const { entries, metadata } = header;
  const end = 8 + length + (entries.at(-1)?.end ?? 0);
  if (size < end) throw cut(end);
  if (size > end) throw refuse(`its tensors must reach to its end: got ${size - end} bytes behind them`);
  for (const { name, dtype, shape, begin, end } of entries) {
    const numbers = sizeOf(shape), kind = NUMBER_TYPES.get(dtype);
    if (kind === undefined || end - begin !== numbers * kind.bytes) {
      throw refuse(
        `${name} must hold ${numbers} numbers of ${[...NUMBER_TYPES.keys()]}: got ${end - begin} bytes of ${dtype}`,
      );
    }
  }
  const tensors: [string, HostTensor][] = [];
  for (const { name, dtype, shape, begin, end } of entries) {
    const type = NUMBER_TYPES.get(dtype)!, { buffer } = await read(end - begin);
    try {
      tensors.push([name, { dtype: type.dtype, shape, data: type.numbers(buffer) }]);
    } catch (error) {
      throw error instanceof RangeError ? refuse(`${name} must be kept: ${error.message}`, error) : error;
    }
  }
  return { tensors: Object.fromEntries(tensors), metadata };
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
