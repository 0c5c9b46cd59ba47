/** NumPy's `.npz`: a zip of arrays, each with a short header before its numbers. Format: NumPy's `lib.format`. */
import { Uint8ArrayWriter } from "npm:@zip.js/zip.js@2.24.0";
import type { HostTensor } from "../snapshot.ts";
import type { HostBytes } from "../source.ts";
import { NUMBER_TYPES } from "./number_types.ts";
import { sizeOf } from "./safetensors_header.ts";
import { requireFile } from "./require_file.ts";
import { openZip } from "./zip.ts";
import { reasonOf, visible } from "../terminal/visible.ts";

const TYPES: Readonly<Record<string, string>> = {
  ...{ f2: "F16", f4: "F32", f8: "F64", i1: "I8", i2: "I16", i4: "I32", i8: "I64" },
  ...{ u1: "U8", u2: "U16", u4: "U32", u8: "U64", b1: "BOOL" },
};

/** What is read. */
type Kept<B> = B extends true ? HostTensor | HostBytes : HostTensor;

/** What any array may unpack to, in bytes. */
const MOST = 2 ** 26;

/**
 * Reads the arrays of an `.npz` file, packed or not.
 *
 * @param path As `numpy.savez` and `savez_compressed` write it.
 * @param bytes Whether arrays of uint8 stay bytes, such as images; else they become int32, as all whole numbers.
 * @param isWanted Asked of the name of each array; what is not wanted is not looked at. Default all are.
 * @throws {SyntaxError} If it is damaged, or what is wanted holds numbers of another type, such as objects, which only a pickle could make.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readNpz } from "./npz.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await assertRejects(() => readNpz(path), SyntaxError, "it must be a zip");
 * await Deno.remove(path);
 * ```
 */
export async function readNpz<B extends boolean = false>(
  path: string,
  bytes?: B,
  isWanted: (name: string) => boolean = () => true,
): Promise<Readonly<Record<string, Kept<B>>>> {
  const refuse = (why: string, cause?: unknown) => new SyntaxError(visible(`Cannot read ${path} as ${why}`), { cause });
  await requireFile(path);
  const zip = await openZip(path).catch((cause) => {
    throw refuse(`it must be a zip, as numpy.savez writes: got ${reasonOf(cause)}`, cause);
  });
  await using _ = zip;
  const arrays: [string, Kept<B>][] = [];
  for (const entry of zip.files) {
    if (!entry.filename.endsWith(".npy")) throw refuse(`it must hold arrays: got ${entry.filename}`);
    const name = entry.filename.slice(0, -".npy".length);
    if (!isWanted(name)) continue;
    // Zeros pack a thousandfold; a few bytes that unpack to gigabytes are no data.
    if (entry.uncompressedSize > MOST && entry.uncompressedSize > 300 * entry.compressedSize) {
      throw refuse(
        `${name} must unpack to at most 300 times its size: got ${entry.uncompressedSize} bytes of ${entry.compressedSize}`,
      );
    }
    try {
      arrays.push([name, parseNpy(await entry.getData(new Uint8ArrayWriter()) as Uint8Array<ArrayBuffer>, bytes)]);
    } catch (error) {
      throw refuse(`${name} must be an array: got ${reasonOf(error)}`, error);
    }
  }
  return Object.fromEntries(arrays);
}

/**
 * Reads the array of an `.npy` file.
 *
 * @param path As `numpy.save` writes it.
 * @param bytes Whether an array of uint8 stays bytes.
 * @throws {SyntaxError} If it is damaged, or holds numbers of another type.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { readNpy } from "./npz.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npy" });
 * await assertRejects(() => readNpy(path), SyntaxError, "as it must be an array: got no header of NumPy");
 * await Deno.remove(path);
 * ```
 */
export async function readNpy<B extends boolean = false>(path: string, bytes?: B): Promise<Kept<B>> {
  await requireFile(path);
  const file = await Deno.readFile(path);
  try {
    return parseNpy(file, bytes);
  } catch (cause) {
    throw new SyntaxError(`Cannot read ${path} as it must be an array: got ${reasonOf(cause)}`, {
      cause,
    });
  }
}

/**
 * Parses one array: numbers in either order of their bytes, in rows or in columns.
 *
 * @param bytes A whole `.npy` file.
 * @param keep Whether bytes stay bytes.
 * @throws {SyntaxError} If it is none, or of a type that is not known; the message says what it got.
 */
export function parseNpy<B extends boolean = false>(bytes: Uint8Array<ArrayBuffer>, keep?: B): Kept<B> {
  const text = (begin: number, end: number) => new TextDecoder("latin1").decode(bytes.subarray(begin, end));
  if (bytes.length < 12 || text(1, 6) !== "NUMPY" || bytes[0] !== 0x93) throw new SyntaxError("no header of NumPy");
  const view = new DataView(bytes.buffer, bytes.byteOffset), wide = bytes[6]! > 1, begin = wide ? 12 : 10;
  const end = begin + (wide ? view.getUint32(8, true) : view.getUint16(8, true)), header = text(begin, end);
  const descr = /'descr': *'([<>|=])([^']+)'/.exec(header), shaped = /'shape': *\(([\d, ]*)\)/.exec(header);
  const turned = /'fortran_order': *(True|False)/.exec(header);
  const kind = descr?.[2] ?? "",
    type = Object.hasOwn(TYPES, kind) ? TYPES[kind] : undefined,
    shape = shaped?.[1]?.split(",").map((n) => n.trim()).filter(Boolean).map(Number);
  if (shape === undefined || turned === null) throw new SyntaxError(`the header ${header.trim().slice(0, 80)}`);
  if (type === undefined) {
    throw new SyntaxError(
      `${descr === null ? "records" : descr[1]! + descr[2]} where numbers of ${Object.keys(TYPES)} are read`,
    );
  }
  const { bytes: wideness, dtype, numbers } = NUMBER_TYPES.get(type)!;
  if (bytes.length - end !== sizeOf(shape) * wideness) {
    throw new SyntaxError(`${bytes.length - end} bytes for [${shape}] numbers of ${wideness}`);
  }
  const body = bytes.slice(end);
  if (descr![1] === ">") turnAround(body, wideness);
  const isBytes = keep === true && type === "U8", data = isBytes ? body : numbers(body.buffer);
  const laid = turned[1] === "True" ? inRows(data, shape) : data;
  return (isBytes ? { dtype: "uint8", shape, data: laid } : { dtype, shape, data: laid }) as Kept<B>;
}

/** The bytes of each number in the opposite order, where they are. */
function turnAround(bytes: Uint8Array, wideness: number): void {
  for (let at = 0; at < bytes.length; at += wideness) {
    for (let i = at, j = at + wideness - 1; i < j; i++, j--) [bytes[i], bytes[j]] = [bytes[j]!, bytes[i]!];
  }
}

/** Numbers that lie with the first axis running fastest, with the last one doing so. */
function inRows(data: HostTensor["data"], shape: readonly number[]): HostTensor["data"] {
  const out = data.slice(), place = shape.map(() => 0);
  for (let to = 0; to < out.length; to++) {
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) from = from * shape[axis]! + place[axis]!;
    out[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
  }
  return out;
}
