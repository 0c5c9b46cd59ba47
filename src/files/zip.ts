/** A zip that is read where it lies: its list of files first, and of each file no more than is asked for. */
import { type FileEntry, Reader, ZipReader } from "npm:@zip.js/zip.js@2.24.0";

/** An open zip. */
export interface Zip extends AsyncDisposable {
  /** Its files; folders are left out. */
  readonly files: readonly FileEntry[];
}

/**
 * Opens a zip. The sizes and checksums (CRC-32) that it tells are verified as its files are read.
 *
 * @param path The zip. It is open until it is disposed of.
 * @throws {Error} If it is none.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { openZip } from "./zip.ts";
 *
 * const path = await Deno.makeTempFile();
 * await assertRejects(() => openZip(path));
 * await Deno.remove(path);
 * ```
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await Deno.open(path);
  try {
    const { size } = await file.stat();
    const zip = new ZipReader(new FileReader(file, size), { checkSignature: true, useWebWorkers: false });
    const files = (await zip.getEntries()).filter((entry): entry is FileEntry => !entry.directory);
    const packed = files.reduce((sum, { compressedSize }) => sum + compressedSize, 0);
    if (packed > size) throw new Error(`${packed} bytes of files in ${size}, so that some lie over others`);
    return {
      files,
      async [Symbol.asyncDispose]() {
        await zip.close();
        file.close();
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Reads a zip from an open file, piece by piece. */
class FileReader extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile, size: number) {
    super(file);
    this.#file = file;
    this.size = size;
  }

  override async readUint8Array(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    // A zip can say that its files lie anywhere.
    if (!(offset >= 0 && length >= 0 && offset <= this.size)) throw new Error("parts that lie outside of it");
    const bytes = new Uint8Array(Math.min(length, this.size - offset));
    await this.#file.seek(offset, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < bytes.length) {
      const read = await this.#file.read(bytes.subarray(filled));
      if (read === null) throw new Error(`Cannot read a zip as it ends early: got ${offset + filled} bytes`);
      filled += read;
    }
    return bytes;
  }
}
