/** A file as a stream that leaves the file open, and so its lock in place. */

/**
 * The bytes of an open file from its beginning. Each chunk is memory of its own.
 *
 * @param file Open for reading.
 */
export async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await file.seek(0, Deno.SeekMode.Start);
  while (true) {
    const chunk = new Uint8Array(1 << 18);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}
