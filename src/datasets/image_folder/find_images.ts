/** Which images a folder holds, and of which classes: torchvision's and ImageNet's layout. */
import { join, sep } from "node:path";
import { generator, mixSeed, permutation } from "../../tensors/random.ts";
import { imagesIn, isImage, READ, type Skipped } from "../../files/images_in.ts";
import { type FolderEntry, listFolder } from "../../files/files_in.ts";

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
  /** What looks like an image or a class and is left out: other formats, dead links, images in no class. */
  readonly skipped: readonly Skipped[];
}

/**
 * Looks for images: in `train/`, `val/` (or `valid/`, `validation/`) and `test/` with a folder for each class, or in
 * folders for each class right away. Folders within a class belong to it; names that begin with a dot and files that are
 * no images are passed over. A class's name is the same in any Unicode form.
 *
 * @param root The folder.
 * @param valShare The share of each class that is held back where there is no `val/`, in [0, 1); always the same images.
 * @throws {Deno.errors.NotFound} If there is no such folder.
 * @throws {RangeError} If there are no classes, a class has no images or two folders, or the folders can be read in two ways.
 */
export async function findImages(root: string, valShare: number): Promise<FoundImages> {
  const entries = await listFolder(root), splits = await splitsOf(root, entries);
  const skipped: Skipped[] = splits === undefined ? [] : loose(entries);
  const trainFolder = splits === undefined ? root : join(root, "train");
  const toLearn = await classesOf(trainFolder, root, skipped);
  const classes = Array.from(toLearn.values(), ({ name }) => name);
  const all = Array.from(toLearn.values(), ({ files }) => files);
  if (classes.length === 0) {
    throw new RangeError(
      `Cannot learn from ${trainFolder} as it must hold a folder for each class: got none. ` +
        `Put images into ${join(trainFolder, "cat")} and ${join(trainFolder, "dog")}, for example.`,
    );
  }
  all.forEach((files, label) => {
    if (files.length > 0) return;
    const folder = join(trainFolder, classes[label]!);
    const other = skipped.find(({ path }) => path.startsWith(folder + sep));
    throw new RangeError(
      `Cannot learn from ${folder} as each class must have an image (${READ.join(", ")}): got none` +
        (other === undefined ? "" : ` but ${other.path}, and ${other.why}`) + ". Put some there, or remove the folder.",
    );
  });
  const judged: { val?: FoundFiles; test?: FoundFiles } = {};
  for (const [split, folder] of splits ?? []) {
    const found = await classesOf(folder, root, skipped);
    const stranger = found.entries().find(([key]) => !toLearn.has(key));
    if (stranger !== undefined) {
      const { name } = stranger[1];
      throw new RangeError(
        `Cannot judge on ${join(folder, name)} as its class must be one of ${trainFolder}: got ${name}. ` +
          "Rename the folder, or remove it.",
      );
    }
    const files = Array.from(toLearn.keys(), (key) => found.get(key)?.files ?? []);
    if (files.some(({ length }) => length > 0)) judged[split] = labelled(files);
  }
  if (judged.val !== undefined || valShare === 0 || all.every(({ length }) => length === 1)) {
    return { classes, train: labelled(all), ...judged, skipped };
  }
  const held = all.map((files, label) => holdBack(files, valShare, label));
  return {
    classes,
    train: labelled(held.map(({ kept }) => kept)),
    val: labelled(held.map(({ back }) => back)),
    ...judged,
    skipped,
  };
}

/** What people call the folder of images to be judged on. */
const VAL_NAMES = ["val", "valid", "validation"];

/**
 * The folders of the splits beside `train/`, where the folders are splits and no classes.
 *
 * @returns Undefined where they are classes.
 */
async function splitsOf(
  root: string,
  entries: readonly FolderEntry[],
): Promise<ReadonlyMap<"val" | "test", string> | undefined> {
  const folders = entries.flatMap(({ name, kind }) => kind === "folder" ? [name] : []);
  const splits = folders.filter((name) => ["train", ...VAL_NAMES, "test"].includes(name));
  const refuse = (rule: string, got: string, hint: string) =>
    new RangeError(`Cannot read images of ${root} as ${rule}: got ${got}. ${hint}`);
  if (!folders.includes("train")) {
    if (splits.length === 0 || splits.length < folders.length) return undefined;
    throw refuse(
      "its folders must be classes, or splits with train/ among them",
      splits.join(" and "),
      `If they are splits, make ${join(root, "train")}; if they are classes, give them other names.`,
    );
  }
  if (!(await listFolder(join(root, "train"))).some(({ kind }) => kind === "folder")) return undefined;
  for (const name of folders.filter((name) => !splits.includes(name))) {
    if ((await imagesIn(join(root, name))).files.length === 0) continue;
    throw refuse(
      "its folders must be either splits or classes",
      `train with folders in it, beside ${name} with images`,
      `If train holds the classes, move ${name} into it or away; if train is a class as ${name} is, rename it.`,
    );
  }
  const [val, second] = VAL_NAMES.filter((name) => folders.includes(name));
  if (second !== undefined) {
    throw refuse("one folder must hold what is judged on", `${val} and ${second}`, "Remove one of them.");
  }
  const found = new Map<"val" | "test", string>();
  if (val !== undefined) found.set("val", join(root, val));
  if (folders.includes("test")) found.set("test", join(root, "test"));
  return found;
}

interface FoundClass {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * The classes of a folder, each with its images, by their names in one form: a Mac writes some letters as two characters,
 * other systems as one.
 *
 * @param root What the folder lies in, or is.
 * @param skipped What is left out is added here.
 */
async function classesOf(
  folder: string,
  root: string,
  skipped: Skipped[],
): Promise<ReadonlyMap<string, FoundClass>> {
  const entries = await listFolder(folder), classes = new Map<string, FoundClass>();
  skipped.push(...loose(entries));
  for (const { name, path, kind } of entries) {
    if (kind !== "folder") continue;
    const key = name.normalize("NFC"), twin = classes.get(key)?.name;
    if (twin !== undefined) {
      throw new RangeError(
        `Cannot read images of ${folder} as each class must have one folder: got ${name} twice, in two forms of Unicode ` +
          `(${spelt(twin)} and ${spelt(name)}). Put the images of both into one.`,
      );
    }
    const found = await imagesIn(path, [root, folder]);
    classes.set(key, { name, files: found.files });
    skipped.push(...found.skipped);
  }
  return classes;
}

/** Images that lie beside the folders of classes, and links there that may have led to one. */
function loose(entries: readonly FolderEntry[]): Skipped[] {
  return entries.flatMap(({ name, path, kind }) => {
    if (kind === "nothing") return [{ path, why: "a link must lead to a file or a folder" }];
    return kind !== "folder" && isImage(name) ? [{ path, why: "it must lie in the folder of a class" }] : [];
  });
}

/** A name by the numbers of what is not in ASCII. */
function spelt(name: string): string {
  return Array.from(name, (letter) => {
    const code = letter.codePointAt(0)!;
    return code < 128 ? letter : `\\u{${code.toString(16)}}`;
  }).join("");
}

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
