/** Texts in files, a text a file, with a folder for each class. */
import { ask } from "../download/ask.ts";
import { filesByClass, filesIn } from "../files/files_in.ts";
import { foundSource } from "../loading/found_source.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";
import { visible } from "../terminal/visible.ts";

/** Which texts. */
export interface TextFilesOptions {
  /** The classes, in the order of their labels: the folders that are read. Default all, in the order of their names. */
  readonly classes?: readonly string[];
  /** Whether the folder has a folder for each class. Without, `y` is the text again. Default true. */
  readonly labelled?: boolean;
  /** What the names of the files end in. Default `.txt`. */
  readonly ending?: string;
}

/**
 * Texts in files of UTF-8: `x` is the text, `y` the class, by the folder that it lies in (as scikit-learn's `load_files`, and IMDB's
 * reviews). A transform makes numbers of `x`, such as tokens; in batches texts stay texts. Files are read when they are asked for.
 *
 * @param root The folder.
 * @throws {RangeError} From `open`, if a class has no files, or there are none.
 * @throws {Error} From `get`, if a file cannot be read or is no UTF-8; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { textFiles } from "jsr:@raptor/raptor";
 *
 * const reviews = textFiles("aclImdb/train", { classes: ["neg", "pos"] });
 * assertEquals(reviews.permissions, [{ name: "read", path: "aclImdb/train" }]);
 * ```
 */
export function textFiles(
  root: string,
  options: TextFilesOptions & { readonly labelled: false },
): Source<string, string>;
/** With a folder for each class. */
export function textFiles(root: string, options?: TextFilesOptions): Source<string, number>;
export function textFiles(root: string, options: TextFilesOptions = {}): Source<string, number | string> {
  const { classes, labelled = true, ending = ".txt" } = given(options);
  const settings = settle("textFiles", options, { classes, labelled, ending }, { root });
  requireRange("textFiles", "a string", { root, ending });
  requireRange("textFiles", "true or false", { labelled });
  const reading = { name: "read", path: root } as const, endings = [ending.toLowerCase()];
  return foundSource({
    ...{ name: "textFiles", settings, permissions: [reading], labelled },
    async find() {
      await ask(reading, `read the texts of ${root}`);
      const found = labelled ? await filesByClass(root, endings, classes) : { files: await filesIn(root, endings) };
      if (found.files.length === 0) {
        throw new RangeError(`Cannot read ${root} as it must have texts (${ending}): got none.`);
      }
      return listedTexts(found);
    },
  });
}

/** Texts by their paths. */
interface ListedTexts {
  readonly files: readonly string[];
  readonly labels?: readonly number[];
  readonly classes?: readonly string[];
}

/** What a thread makes of the recipe of {@linkcode textFiles}. */
export function listedTexts(told: ListedTexts): Source<string, number | string> {
  const { files, labels, classes } = told;
  return Object.freeze({
    name: "textFiles",
    size: files.length,
    ...classes && { classes },
    recipe: { module: import.meta.url, name: "listedTexts", options: told },
    get(index: number) {
      const x = textOf(files[index]!);
      return { x, y: labels?.[index] ?? x };
    },
    ...labels && { labels: () => labels },
    title: (index: number) => files[index]!,
  });
}

function textOf(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    throw new Error(
      `Cannot read ${visible(path)} as it must be a file that may be read: got ${(error as Error).name}.`,
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`Cannot read ${visible(path)} as it must be text in UTF-8: got other bytes. Save it as UTF-8.`);
  }
}
