/** Files of some kind that lie in a folder, and those of classes that each have a folder of their own. */
import { join } from "node:path";
import { listFolder } from "./list_folder.ts";

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
