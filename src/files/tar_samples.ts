/** The samples of a tar archive as it comes: files that follow each other and have one name up to the first dot. */
import { onDemand } from "../on_demand.ts";

/** Files that belong together. */
export interface TarSample {
  /** Their name, folders included. */
  readonly key: string;
  /** Their bytes by what follows the first dot of the name, in lower case. */
  readonly parts: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** The most that a part may have, in bytes: it is held in memory. */
const MOST = 2 ** 28;

/**
 * Reads an archive; one that is packed by gzip is unpacked.
 *
 * @param stream Its bytes; cancelled where whoever reads leaves early.
 * @param name What errors call it; it ends in `.gz` or `.tgz` where it is packed.
 * @throws {Error} If it is no whole archive, or a file in it is larger than 256 MiB.
 */
export async function* tarSamples(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
): AsyncGenerator<TarSample> {
  const bytes = /\.t?gz$/.test(name.split(/[?#]/)[0]!) ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
  let key = "", parts: Record<string, Uint8Array<ArrayBuffer>> = {};
  try {
    for await (const { header, body } of bytes.pipeThrough((await tar()).createTarDecoder({ strict: true }))) {
      const base = header.name.slice(header.name.lastIndexOf("/") + 1), dot = base.indexOf(".");
      // What begins with a dot is hidden, such as the `._1.jpg` that macOS puts before a `1.jpg`.
      if ((header.type ?? "file") !== "file" || dot < 1) {
        await body.cancel();
        continue;
      }
      if (header.size > MOST) {
        throw new RangeError(`${header.name} must have at most ${MOST} bytes: got ${header.size}`);
      }
      const stem = header.name.slice(0, header.name.length - base.length + dot);
      if (stem !== key && Object.keys(parts).length > 0) {
        yield { key, parts };
        parts = {};
      }
      key = stem;
      parts[base.slice(dot + 1).toLowerCase()] = await new Response(body).bytes();
    }
  } catch (error) {
    const why = error instanceof RangeError
      ? error.message
      : `it must be a whole tar archive: got ${(error as Error).message.replace(/\.$/, "")}`;
    throw new Error(`Cannot read ${name} as ${why}.`, { cause: error });
  }
  if (Object.keys(parts).length > 0) yield { key, parts };
}

const tar = () => onDemand<typeof import("npm:modern-tar@0.8.6")>("npm:modern-tar@0.8.6");
