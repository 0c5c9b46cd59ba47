/**
 * The safetensors file format: eight bytes with the length of a JSON header, the header, then the raw little-endian
 * numbers. It holds data and nothing that could run. Format: the README of the `safetensors` project.
 */
import type { HostTensor } from "../snapshot.ts";

const DTYPES = { float32: "F32", int32: "I32", bool: "BOOL" } as const;

/** Tensors by name, with short texts about them. */
export interface Safetensors {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Any texts; the format keeps them in its header. */
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes tensors into an open file.
 *
 * @param file Open for writing, at its start.
 * @param content Tensors by name, and texts.
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
  const header: Record<string, Entry | Safetensors["metadata"]> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: DTYPES[dtype], shape, data_offsets: [offset, offset += data.byteLength] };
  }
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
 * Reads a safetensors file.
 *
 * @param path The file.
 * @throws {SyntaxError} If the file is cut short or is no safetensors file.
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
  const bytes = await Deno.readFile(path);
  const refuse = (why: string) => new SyntaxError(`Cannot read ${path} as ${why}`);
  const cut = (wanted: number) =>
    refuse(`the file is cut short: got ${bytes.length} bytes where it needs ${wanted}. Take an older checkpoint`);
  if (bytes.length < 8) throw cut(8);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  if (bytes.length < 8 + length) throw cut(8 + length);
  const header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (header === undefined) {
    throw refuse("its header must be JSON of names, shapes and offsets. It is no safetensors file");
  }
  const tensors: Record<string, HostTensor> = {};
  const { __metadata__: metadata = {}, ...entries } = header;
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    const { dtype, shape, data_offsets: [begin, end] } = entry;
    if (bytes.length < 8 + length + end) throw cut(8 + length + end);
    const size = shape.reduce((product, side) => product * side, 1);
    const buffer = bytes.buffer.slice(8 + length + begin, 8 + length + end);
    const wrong = () =>
      refuse(`${name} must hold ${size} numbers of ${Object.values(DTYPES)}: got ${end - begin} bytes of ${dtype}`);
    if (dtype === "BOOL" && buffer.byteLength === size) {
      tensors[name] = { dtype: "bool", shape, data: new Uint8Array(buffer) };
    } else if (buffer.byteLength !== size * 4) throw wrong();
    else if (dtype === "F32") tensors[name] = { dtype: "float32", shape, data: new Float32Array(buffer) };
    else if (dtype === "I32") tensors[name] = { dtype: "int32", shape, data: new Int32Array(buffer) };
    else throw wrong();
  }
  return { tensors, metadata: metadata as Safetensors["metadata"] };
}

function parse(text: string): Record<string, Entry | Safetensors["metadata"]> | undefined {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const isEntry = (value: Entry) =>
    typeof value?.dtype === "string" && Array.isArray(value.shape) && value.shape.every(isCount) &&
    Array.isArray(value.data_offsets) && value.data_offsets.length === 2 && value.data_offsets.every(isCount);
  try {
    const header = JSON.parse(text);
    const whole = typeof header === "object" && header !== null &&
      Object.entries(header).every(([name, value]) => name === "__metadata__" || isEntry(value as Entry));
    return whole ? header : undefined;
  } catch {
    return undefined;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
