/** Takes the libraries out of a Python wheel, which is a zip, without holding the wheel or a library in memory. */
import { basename, join } from "node:path";
import { TextWriter } from "npm:@zip.js/zip.js@2.24.0";
import { openZip } from "../../../files/zip.ts";
import { bar } from "../../../terminal/bar.ts";

/** What is taken out of a wheel. */
export interface Wanted {
  /** Where the files go, without the folders that they have in the wheel. */
  readonly folder: string;
  /** Whether a file is taken, by its name without folders. */
  readonly wanted: (name: string) => boolean;
  /** What a right wheel has, as in `TensorFlow holds libtensorflow_cc.so.2`. */
  readonly holds: string;
}

/**
 * Unpacks libraries. The sizes and checksums (CRC-32) that the zip tells are verified.
 *
 * @param wheel The wheel.
 * @throws {Error} If the wheel is broken, or has none of the libraries.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { unpackWheel } from "./unpack_wheel.ts";
 *
 * const wheel = await Deno.makeTempFile({ suffix: ".whl" });
 * const folder = await Deno.makeTempDir();
 * await assertRejects(() => unpackWheel(wheel, { folder, wanted: () => true, holds: "a package holds files" }));
 * ```
 */
export async function unpackWheel(wheel: string, { folder, wanted, holds }: Wanted): Promise<void> {
  await using zip = await openZip(wheel);
  const entries = zip.files.filter(({ filename }) => wanted(basename(filename)));
  if (entries.length === 0) throw new Error(`Cannot unpack ${basename(wheel)} as a wheel of ${holds}: got none`);
  const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const progress = bar(`unpacking ${basename(wheel).split("-")[0]}`, { total, unit: "bytes" });
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
  }
}

/** A wheel's METADATA, which names what it needs. */
export async function readMetadata(wheel: string): Promise<string> {
  await using zip = await openZip(wheel);
  const entry = zip.files.find(({ filename }) => filename.endsWith(".dist-info/METADATA"));
  if (entry === undefined) throw new Error(`Cannot read ${basename(wheel)} as a wheel holds METADATA: got none`);
  return await entry.getData(new TextWriter());
}
