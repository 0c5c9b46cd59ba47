/** Files out of a `.tar.gz`, and none of them anywhere but in their folder. */
import { dirname, join } from "node:path";
import { createTarDecoder } from "npm:modern-tar@0.8.6";
import { chunksOf } from "./chunks_of.ts";

/**
 * Unpacks an archive that holds one folder.
 *
 * @param file The archive, open for reading.
 * @param folder The name of the folder in the archive.
 * @param into Where the files in it go; must exist.
 * @throws {Error} If an entry is a link or a device, or lies outside of the folder.
 */
export async function unpack(file: Deno.FsFile, folder: string, into: string): Promise<void> {
  const entries = ReadableStream.from(chunksOf(file))
    .pipeThrough(new DecompressionStream("gzip"))
    .pipeThrough(createTarDecoder({ strict: true }));
  for await (const { header: { name, type = "file" }, body } of entries) {
    const parts = name.split("/").filter((part) => part !== "" && part !== ".");
    const leaves = name.startsWith("/") || /[\\:]/.test(name) || parts.includes("..") || parts[0] !== folder;
    // The root itself may have an entry of its own.
    if (leaves && parts.length > 0) throw refuse(`every entry must lie in ${folder}`, name);
    if (type !== "file" && type !== "directory") {
      throw refuse("every entry must be a file or a folder", `${name}, a ${type}`);
    }
    const target = join(into, ...parts.slice(1));
    await Deno.mkdir(type === "directory" ? target : dirname(target), { recursive: true });
    if (type === "directory") await body.cancel();
    else await body.pipeTo((await Deno.open(target, { write: true, createNew: true })).writable);
  }
}

function refuse(rule: string, got: string): Error {
  return new Error(`Cannot unpack the archive as ${rule}: got ${got}. Do not use this archive.`);
}
