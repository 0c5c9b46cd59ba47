/** Arrays of numbers from files of MATLAB, version 5 to 7: what `save` and scipy.io.savemat write, packed or not. */

/** An array, the first axis running fastest. */
export interface MatArray {
  /** The length of each axis. */
  readonly shape: readonly number[];
  readonly data: MatNumbers;
}

/** The numbers of an array, in the fewest bytes that hold them. */
export type MatNumbers =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

const HEAD = 128, MATRIX = 14, PACKED = 15, COMPLEX = 0x800, LONGEST = 2 ** 16;
/** How numbers are stored, by the format's numbers, and which classes of arrays are made of them. */
const STORED = new Map<number, new (bytes: ArrayBuffer) => MatNumbers>([
  ...[[1, Int8Array], [2, Uint8Array], [3, Int16Array], [4, Uint16Array], [5, Int32Array]] as const,
  ...[[6, Uint32Array], [7, Float32Array], [9, Float64Array]] as const,
]);
const NUMBERS = [6, 7, 8, 9, 10, 11, 12, 13];

/**
 * Reads the arrays of numbers of a file, by name; what it holds beside them, such as texts and records, is passed over. Unpacked numbers
 * are put where they stay, so that it takes no more memory than they do.
 *
 * @throws {RangeError} If it is no such file, or cut short or damaged; the message names it.
 */
export async function readMat(path: string): Promise<ReadonlyMap<string, MatArray>> {
  const refuse = (rule: string, got: unknown) =>
    new RangeError(`Cannot read ${path} as ${rule}: got ${got}. Delete it to have it downloaded again.`);
  const { size } = await Deno.stat(path), arrays = new Map<string, MatArray>();
  await using head = reading(path, 0, Math.min(HEAD, size));
  const first = await head.take(Math.min(HEAD, size)), text = new TextDecoder("latin1").decode(first.subarray(0, 20));
  if (size < HEAD || !text.startsWith("MATLAB 5.0") || String.fromCharCode(first[126]!, first[127]!) !== "IM") {
    throw refuse("it must be of MATLAB, version 5 to 7, its least byte first", JSON.stringify(text.trim()));
  }
  for (let at = HEAD; at < size;) {
    if (at + 8 > size) throw refuse("it must be whole", "its beginning alone");
    await using outer = reading(path, at, size - at);
    const { type, length } = await outer.tag(), begin = at + 8;
    at = begin + length;
    if (at > size) throw refuse("it must be whole", "its beginning alone");
    if (type !== PACKED && type !== MATRIX) continue;
    try {
      await using inner = reading(path, begin, length, type === PACKED);
      // Deflated bytes are at least a thousandth of what they were.
      const most = type === PACKED ? 1100 * length : length;
      if (type === PACKED && (await inner.tag()).type !== MATRIX) continue;
      const found = await matrixOf(inner, most);
      if (found !== undefined) arrays.set(found.name, found);
    } catch (error) {
      throw refuse("it must be whole", error instanceof Error ? error.message : error);
    }
  }
  return arrays;
}

async function matrixOf(bytes: Reading, most: number): Promise<MatArray & { readonly name: string } | undefined> {
  const flags = new Uint32Array((await bytes.element(LONGEST)).data)[0]!;
  if (!NUMBERS.includes(flags & 0xff) || (flags & COMPLEX) !== 0) return undefined;
  const shape = [...new Int32Array((await bytes.element(LONGEST)).data)];
  const name = new TextDecoder("latin1").decode((await bytes.element(LONGEST)).data);
  const count = shape.reduce((product, side) => product * side, 1);
  const { type, data } = await bytes.element(most), Numbers = STORED.get(type);
  if (Numbers === undefined) throw new RangeError(`numbers of the kind ${type}`);
  const numbers = new Numbers(data);
  if (numbers.length !== count || shape.some((side) => side < 0)) {
    throw new RangeError(`${numbers.length} numbers for [${shape.join(", ")}]`);
  }
  return { name, shape, data: numbers };
}

/** Bytes of a file, one after the other. */
interface Reading extends AsyncDisposable {
  take(count: number): Promise<Uint8Array<ArrayBuffer>>;
  /** What comes next, and how long it is. */
  tag(): Promise<{ readonly type: number; readonly length: number; readonly small?: Uint8Array<ArrayBuffer> }>;
  /** A part of an array, to where the next one begins. */
  element(most: number): Promise<{ readonly type: number; readonly data: ArrayBuffer }>;
}

function reading(path: string, from: number, length: number, isPacked = false): Reading {
  const file = Deno.openSync(path);
  file.seekSync(from, Deno.SeekMode.Start);
  let left = length;
  const raw = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const chunk = new Uint8Array(Math.min(left, 2 ** 16)), count = left === 0 ? null : await file.read(chunk);
      if (count === null) return controller.close();
      left -= count;
      controller.enqueue(chunk.subarray(0, count));
    },
  });
  const reader = (isPacked ? raw.pipeThrough(new DecompressionStream("deflate")) : raw).getReader();
  let rest = new Uint8Array(0);
  const take = async (count: number): Promise<Uint8Array<ArrayBuffer>> => {
    const all = new Uint8Array(count);
    for (let at = 0; at < count;) {
      if (rest.length === 0) {
        const { done, value } = await reader.read();
        if (done) throw new RangeError("its beginning alone");
        rest = value as Uint8Array<ArrayBuffer>;
      }
      const some = rest.subarray(0, count - at);
      all.set(some, at);
      rest = rest.subarray(some.length);
      at += some.length;
    }
    return all;
  };
  const tag: Reading["tag"] = async () => {
    const bytes = await take(8), [word, length] = new Uint32Array(bytes.buffer) as unknown as [number, number];
    // Up to four bytes stand in the tag itself.
    return word >>> 16 === 0
      ? { type: word, length }
      : { type: word & 0xffff, length: word >>> 16, small: bytes.slice(4) };
  };
  return {
    take,
    tag,
    async element(most) {
      const { type, length, small } = await tag();
      if (length > (small?.length ?? most)) throw new RangeError(`a part of ${length} bytes`);
      if (small !== undefined) return { type, data: small.slice(0, length).buffer };
      const { buffer } = await take(length);
      if (length % 8 !== 0) await take(8 - length % 8);
      return { type, data: buffer };
    },
    async [Symbol.asyncDispose]() {
      await reader.cancel().catch(() => {});
      file.close();
    },
  };
}
