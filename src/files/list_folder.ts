/** What a folder holds, links as what they lead to, in an order that no disk changes. */
import { join } from "node:path";

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  /** `other` is a pipe, a socket or a device; `nothing` what a dead link leads to. */
  readonly kind: "folder" | "file" | "other" | "nothing";
}

/**
 * Lists a folder by names; those that begin with a dot are left out.
 *
 * @param folder Its path.
 * @throws {Deno.errors.NotFound} If it is not there.
 * @throws {Error} If it may not be read, or is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listFolder } from "./list_folder.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/a.txt`, "");
 * assertEquals(await listFolder(folder), [{ name: "a.txt", path: `${folder}/a.txt`, kind: "file" }]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function listFolder(folder: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const { name } = entry, path = join(folder, name);
      if (!name.startsWith(".")) entries.push({ name, path, kind: entry.isSymlink ? await led(path) : kindOf(entry) });
    }
  } catch (error) {
    throw unreadable(folder, error as Error);
  }
  return entries.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

async function led(path: string): Promise<FolderEntry["kind"]> {
  try {
    return kindOf(await Deno.stat(path));
  } catch (error) {
    // A link to itself is no better than one to nothing.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.FilesystemLoop) return "nothing";
    throw error;
  }
}

function kindOf(entry: Pick<Deno.DirEntry, "isDirectory" | "isFile">): FolderEntry["kind"] {
  return entry.isDirectory ? "folder" : entry.isFile ? "file" : "other";
}

function unreadable(folder: string, error: Error): Error {
  if (error instanceof Deno.errors.NotFound) {
    return new Deno.errors.NotFound(
      `Cannot read the folder ${folder} as it must be there: got no such folder. Check its path.`,
    );
  }
  return new Error(
    `Cannot read the folder ${folder} as it must be a folder that may be read: got ${error.name}. ` +
      "Check its path and who may read it.",
    { cause: error },
  );
}
