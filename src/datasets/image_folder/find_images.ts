/** Which images a folder holds, and of which classes: torchvision's and ImageNet's layout. */
import { join } from "node:path";
import { generator, mixSeed, permutation } from "../../tensors/random.ts";

/** Files of images with their labels. */
export interface FoundFiles {
  /** Their paths. */
  readonly files: readonly string[];
  /** The class of each, counted from 0. */
  readonly labels: Int32Array;
}

/** What a folder holds. */
export interface FoundImages {
  /** The names of the classes: the folders' names in the order of their characters. */
  readonly classes: readonly string[];
  /** To learn from. */
  readonly train: FoundFiles;
  /** To be judged on: of `val/`, or held back. */
  readonly val?: FoundFiles;
  /** Of `test/`. */
  readonly test?: FoundFiles;
}

/**
 * Looks for images: in `train/`, `val/` and `test/` with a folder for each class, or in folders for each class right away.
 * Folders within a class belong to it; names that begin with a dot and files that are no images are passed over.
 *
 * @param root The folder.
 * @param valShare The share of each class that is held back where there is no `val/`, in [0, 1); always the same images.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {RangeError} If there are no classes, a class has no images, or an image is of a format that is not read.
 */
export async function findImages(root: string, valShare: number): Promise<FoundImages> {
  const folders = await foldersIn(root);
  const hasSplits = folders.includes("train") && (await foldersIn(join(root, "train"))).length > 0;
  const trainFolder = hasSplits ? join(root, "train") : root;
  const classes = hasSplits ? await foldersIn(trainFolder) : folders;
  if (classes.length === 0) {
    throw new RangeError(
      `Cannot learn from ${trainFolder} as it must hold a folder for each class: got none. ` +
        `Put images into ${join(trainFolder, "cat")} and ${join(trainFolder, "dog")}, for example.`,
    );
  }
  const all = await filesOf(trainFolder, classes);
  all.forEach((files, label) => {
    if (files.length > 0) return;
    throw new RangeError(
      `Cannot learn from ${join(trainFolder, classes[label]!)} as each class must have an image (${
        READ.join(", ")
      }): ` +
        "got none. Put some there, or remove the folder.",
    );
  });
  const split = async (name: string): Promise<{ readonly [split: string]: FoundFiles }> => {
    if (!hasSplits || !folders.includes(name)) return {};
    const folder = join(root, name);
    const present = await foldersIn(folder);
    const stranger = present.find((name) => !classes.includes(name));
    if (stranger !== undefined) {
      throw new RangeError(
        `Cannot judge on ${join(folder, stranger)} as its class must be one of ${trainFolder}: got ${stranger}. ` +
          "Rename the folder, or remove it.",
      );
    }
    const files = await filesOf(folder, classes.map((name) => present.includes(name) ? name : undefined));
    return files.some(({ length }) => length > 0) ? { [name]: labelled(files) } : {};
  };
  const splits = { ...await split("val"), ...await split("test") };
  if ("val" in splits || valShare === 0 || all.every(({ length }) => length === 1)) {
    return { classes, train: labelled(all), ...splits };
  }
  const held = all.map((files, label) => holdBack(files, valShare, label));
  return {
    classes,
    train: labelled(held.map(({ kept }) => kept)),
    val: labelled(held.map(({ back }) => back)),
    ...splits,
  };
}

const READ = [".jpg", ".jpeg", ".png", ".webp"];
const NOT_READ = /\.(bmp|gif|tiff?|p[pgbn]m|avif|heic|jp2|jxl)$/i;

function labelled(files: readonly (readonly string[])[]): FoundFiles {
  return {
    files: files.flat(),
    labels: Int32Array.from(files.flatMap(({ length }, label) => Array(length).fill(label))),
  };
}

/** Keeps at least one to learn from, and holds back at least one where there are two. */
function holdBack(files: readonly string[], share: number, label: number) {
  const count = Math.min(Math.max(1, Math.round(files.length * share)), files.length - 1);
  const back = new Set(permutation(files.length, generator(mixSeed(0, "held back", label))).subarray(0, count));
  return { kept: files.filter((_, i) => !back.has(i)), back: files.filter((_, i) => back.has(i)) };
}

async function filesOf(folder: string, classes: readonly (string | undefined)[]): Promise<string[][]> {
  const all: string[][] = [];
  for (const name of classes) all.push(name === undefined ? [] : await imagesIn(join(folder, name)));
  return all;
}

async function imagesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const { name, isFolder } of await entriesOf(folder)) {
    const path = join(folder, name);
    if (isFolder) found.push(...await imagesIn(path));
    else if (READ.some((ending) => name.toLowerCase().endsWith(ending))) found.push(path);
    else if (NOT_READ.test(name)) {
      throw new RangeError(
        `Cannot use ${path} as images must be JPEG, PNG or WebP: got another format. Convert it, or remove it.`,
      );
    }
  }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await entriesOf(folder)).flatMap(({ name, isFolder }) => isFolder ? [name] : []);
}

/** In the order of their names, links as what they lead to. */
async function entriesOf(folder: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
  const entries = [];
  try {
    for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
      if (name.startsWith(".")) continue;
      const isFolder = isSymlink ? (await Deno.stat(join(folder, name))).isDirectory : isDirectory;
      entries.push({ name, isFolder });
    }
  } catch (error) {
    throw unreadable(folder, error as Error);
  }
  return entries.toSorted((a, b) => a.name < b.name ? -1 : 1);
}

function unreadable(folder: string, error: Error): Error {
  if (error instanceof Deno.errors.NotFound) {
    return new Deno.errors.NotFound(
      `Cannot read images of ${folder} as it must be there: got no such folder, or a link in it that leads nowhere. ` +
        "Check its path.",
    );
  }
  return new Error(
    `Cannot read images of ${folder} as it must be a folder that may be read: got ${error.name}. ` +
      "Check its path and who may read it.",
    { cause: error },
  );
}
