/**
 * What a folder holds, links as what they lead to, in an order that no disk changes; and its files of some kind, or of
 * classes that each have a folder.
 */
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
 * import { listFolder } from "./files_in.ts";
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

/**
 * The files in a folder and below it with one of some endings, in the order of their names.
 *
 * @param folder Its path.
 * @param endings In lower case, such as `.txt`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { filesIn } from "./files_in.ts";
 *
 * const folder = await Deno.makeTempDir();
 * for (const name of ["1.TXT", "2.png"]) await Deno.writeTextFile(`${folder}/${name}`, "");
 * assertEquals(await filesIn(folder, [".txt"]), [`${folder}/1.TXT`]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function filesIn(folder: string, endings: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, path, kind } of await listFolder(folder)) {
    if (kind === "folder" && !(await Deno.lstat(path)).isSymlink) found.push(...await filesIn(path, endings));
    else if (kind === "file" && endings.some((ending) => name.toLowerCase().endsWith(ending))) found.push(path);
  }
  return found;
}

/** Files with their classes. */
export interface LabelledFiles {
  readonly files: readonly string[];
  /** The class of each, counted from 0. */
  readonly labels: readonly number[];
  /** The names of the classes, in the order of their labels. */
  readonly classes: readonly string[];
}

/**
 * The files of a folder that has a folder for each class.
 *
 * @param root Its path.
 * @param endings In lower case, such as `.txt`.
 * @param classes The classes, in the order of their labels. Default all folders, in the order of their names.
 * @throws {RangeError} If there are no classes, or one has no files.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { filesByClass } from "./files_in.ts";
 *
 * const root = await Deno.makeTempDir();
 * await assertRejects(() => filesByClass(root, [".txt"]), RangeError, "must have a folder for each class: got none.");
 * await Deno.remove(root);
 * ```
 */
export async function filesByClass(
  root: string,
  endings: readonly string[],
  classes?: readonly string[],
): Promise<LabelledFiles> {
  const names = classes ??
    (await listFolder(root)).flatMap(({ name, kind }) => kind === "folder" ? [name] : []);
  if (names.length === 0) {
    throw new RangeError(`Cannot read ${root} as it must have a folder for each class: got none.`);
  }
  const files: string[] = [], labels: number[] = [];
  for (const [label, name] of names.entries()) {
    const found = await filesIn(join(root, name), endings);
    if (found.length === 0) {
      throw new RangeError(
        `Cannot read ${join(root, name)} as each class must have a file (${endings.join(", ")}): got none. ` +
          "Put some there, or remove the folder.",
      );
    }
    files.push(...found);
    labels.push(...found.map(() => label));
  }
  return { files, labels, classes: names };
}
