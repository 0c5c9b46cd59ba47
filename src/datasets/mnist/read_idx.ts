/** Files of IDX: a kind, the lengths of the axes, and bytes (LeCun, Cortes and Burges, 1998), packed by gzip. */

/** Bytes with a shape. */
export interface IdxBytes {
  /** The length of each axis. */
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

const UNSIGNED_BYTES = 8;

/**
 * Reads such a file.
 *
 * @param path It may be packed or not.
 * @param axes How many it must have.
 * @throws {RangeError} If it is none, or cut short; the message names it.
 */
export async function readIdx(path: string, axes: number): Promise<IdxBytes> {
  const refuse = (rule: string, got: unknown) =>
    new RangeError(`Cannot read ${path} as ${rule}: got ${got}. Delete it to have it downloaded again.`);
  let bytes = await Deno.readFile(path);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).bytes();
    } catch (error) {
      throw refuse("it must be whole", (error as Error).message);
    }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), begin = 4 + 4 * axes;
  if (bytes.length < begin || view.getUint32(0) !== (UNSIGNED_BYTES << 8 | axes)) {
    throw refuse(
      `it must be IDX of bytes with ${axes} axes`,
      `a file that begins with [${bytes.subarray(0, 4).join(", ")}]`,
    );
  }
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, side) => product * side, 1);
  if (bytes.length - begin !== size) {
    throw refuse(`it must have ${size} bytes for [${shape.join(", ")}]`, bytes.length - begin);
  }
  return { shape, data: bytes.subarray(begin) };
}
