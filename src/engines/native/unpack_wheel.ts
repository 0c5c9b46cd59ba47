/** Takes the libraries out of a Python wheel, which is a zip, without holding the wheel or a library in memory. */
import { basename, join } from "node:path";
import { type FileEntry, Reader, ZipReader } from "npm:@zip.js/zip.js@2.24.0";
import { bar } from "../../terminal/bar.ts";
import { LIBRARY_NAMES } from "./find_library.ts";

/**
 * Unpacks libtensorflow. The sizes and checksums (CRC-32) that the zip tells are verified.
 *
 * @param wheel The wheel.
 * @param folder Where the libraries go.
 */
export async function unpackWheel(wheel: string, folder: string): Promise<void> {
  using file = await Deno.open(wheel);
  const { size } = await file.stat();
  const zip = new ZipReader(new FileReader(file, size), { checkSignature: true, useWebWorkers: false });
  const wanted = new Set<string>([...LIBRARY_NAMES.main, LIBRARY_NAMES.framework]);
  const entries = (await zip.getEntries())
    .filter((entry): entry is FileEntry => !entry.directory && wanted.has(basename(entry.filename)));
  if (!entries.some(({ filename }) => (LIBRARY_NAMES.main as readonly string[]).includes(basename(filename)))) {
    throw new Error(
      `Cannot unpack ${basename(wheel)} as a wheel of TensorFlow holds ${LIBRARY_NAMES.main[0]}: got none`,
    );
  }
  const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const progress = bar("unpacking libtensorflow", { total, unit: "bytes" });
  try {
    let before = 0;
    for (const entry of entries) {
      // zip.js closes the file with the stream.
      const target = await Deno.open(join(folder, basename(entry.filename)), { write: true, createNew: true });
      await entry.getData(target.writable, { onprogress: (done) => void progress.update(before + done) });
      before += entry.uncompressedSize;
    }
  } finally {
    progress.stop();
    await zip.close();
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
