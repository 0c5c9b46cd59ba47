/** Files out of a `.tar.gz`, and none of them anywhere but in their folder. */
import { dirname, join } from "node:path";
import { atMost } from "../files/at_most.ts";
import { type Archive, unpackedOf } from "./archive.ts";
import { chunksOf } from "./fetch_verified.ts";
import { visible } from "../terminal/visible.ts";
import { onDemand } from "../on_demand.ts";

/**
 * Unpacks an archive that holds one folder.
 *
 * @param file The archive, open for reading.
 * @param archive What it is said to be.
 * @param into Where the files in it go; must exist.
 * @throws {Error} If it is no whole `.tar.gz`, holds more than it may, or an entry is a link or a device, lies outside of
 * the folder or comes twice.
 */
export async function unpack(file: Deno.FsFile, archive: Archive, into: string): Promise<void> {
  try {
    await unpackEntries(file, archive, into);
  } catch (error) {
    // What the disk says is for whoever writes to it; what the decoders say is about the archive.
    if (error instanceof Refused || isOfSystem(error)) throw error;
    throw refuse("it must be a whole .tar.gz", (error as Error).message.replace(/\.$/, ""), error);
  }
}

async function unpackEntries(file: Deno.FsFile, archive: Archive, into: string): Promise<void> {
  const { folder } = archive, most = unpackedOf(archive);
  const entries = ReadableStream.from(chunksOf(file))
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(atMost(most, () => refuse(`it must hold at most ${most} bytes`, "more")))
    .pipeThrough((await tar()).createTarDecoder({ strict: true }));
  for await (const { header: { name, type = "file" }, body } of entries) {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    const leaves = name.startsWith("/") || /[\\:]/.test(name) || parts.includes("..") || parts[0] !== folder;
    // A terminal would obey them wherever a file is named.
    if (visible(name) !== name || /[\n\t]/.test(name)) throw refuse("names must have no control characters", name);
    // The root itself may have an entry of its own.
    if (leaves && parts.length > 0) throw refuse(`every entry must lie in ${folder}`, name);
    if (type !== "file" && type !== "directory") {
      throw refuse("every entry must be a file or a folder", `${name}, a ${type}`);
    }
    const target = join(into, ...parts.slice(1));
    if (type === "directory") {
      await placed(name, () => Deno.mkdir(target, { recursive: true }));
      await body.cancel();
    } else {
      const opened = await placed(name, async () => {
        await Deno.mkdir(dirname(target), { recursive: true });
        return await Deno.open(target, { write: true, createNew: true });
      });
      await body.pipeTo(opened.writable);
    }
  }
}

/** Makes room for an entry; a place that is taken, or cannot be, is the archive's fault. */
async function placed<T>(name: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    // A TypeError is about a NUL in the name.
    const kinds = [Deno.errors.AlreadyExists, Deno.errors.NotADirectory, TypeError];
    if (!kinds.some((kind) => error instanceof kind) && (error as { code?: string }).code !== "ENAMETOOLONG") {
      throw error;
    }
    throw refuse(
      "every entry must have a place of its own",
      name.length > 80 ? `${name.slice(0, 80)}...` : name,
      error,
    );
  }
}

/** What this file throws itself. */
class Refused extends Error {}

function refuse(rule: string, got: string, cause?: unknown): Error {
  const error = new Refused(`Cannot unpack the archive as ${rule}: got ${visible(got)}. Do not use this archive.`, {
    cause,
  });
  error.name = "Error";
  return error;
}

/** Whether an error came from the operating system. */
function isOfSystem(error: unknown): boolean {
  return typeof (error as { code?: unknown }).code === "string" ||
    Object.values(Deno.errors).some((kind) => error instanceof kind);
}

const tar = () => onDemand<typeof import("npm:modern-tar@0.8.6")>("npm:modern-tar@0.8.6");
