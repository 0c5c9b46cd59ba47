/** The images that lie in a folder and below it, and what there looks like one and is none. */
import { visible } from "../terminal/visible.ts";
import { listFolder } from "./files_in.ts";

/** What is left out, and why. */
export interface Skipped {
  readonly path: string;
  /** A rule, as in `it must be JPEG, PNG or WebP`. */
  readonly why: string;
}

/** Images and what was left out among them. */
export interface Images {
  /** Their paths, in the order of their names. */
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
}

/** The endings of what is read, in lower case. */
export const READ: readonly string[] = Object.freeze([".jpg", ".jpeg", ".png", ".webp"]);

const NOT_READ = /\.(bmp|gif|tiff?|p[pgbn]m|avif|heic|jp2|jxl)$/i;

/** Whether a name is that of an image that is read. */
export function isImage(name: string): boolean {
  return READ.some((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * Looks for images in a folder and in the folders in it. What is named as no image is passed over in silence.
 *
 * @param folder Its path.
 * @param within Folders that it lies in: a link that leads back to one of them is left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { imagesIn } from "./images_in.ts";
 *
 * const folder = await Deno.makeTempDir();
 * for (const name of ["1.png", "2.gif", "notes.txt"]) await Deno.writeTextFile(`${folder}/${name}`, "");
 * const { files, skipped } = await imagesIn(folder);
 * assertEquals([files, skipped[0]?.path], [[`${folder}/1.png`], `${folder}/2.gif`]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function imagesIn(folder: string, within: readonly string[] = []): Promise<Images> {
  const files: string[] = [], skipped: Skipped[] = [];
  const above = (await Promise.all(within.map(identity))).filter((folder) => folder !== undefined);
  await walk(folder, above, { files, skipped });
  return { files, skipped };
}

/**
 * Warns of what will not be handed out, and why, by the first few; of nothing it says nothing.
 *
 * @param what Of which it is left out, such as `images of photos`.
 * @param skipped What is left out.
 *
 * @example
 * ```ts
 * import { tellLeftOut } from "./images_in.ts";
 *
 * tellLeftOut("images of photos", [{ path: "photos/2.gif", why: "it must be JPEG, PNG or WebP" }]);
 * ```
 */
export function tellLeftOut(what: string, skipped: readonly Skipped[]): void {
  if (skipped.length === 0) return;
  const shown = skipped.slice(0, 5).map(({ path, why }) => `\n  ${path}: ${why}`);
  const more = skipped.length > shown.length ? `\n  and ${skipped.length - shown.length} more` : "";
  console.warn(visible(`Left out of the ${what}:${shown.join("")}${more}`));
}

async function walk(
  folder: string,
  above: readonly string[],
  found: { readonly files: string[]; readonly skipped: Skipped[] },
): Promise<void> {
  const self = await identity(folder);
  if (self !== undefined && above.includes(self)) {
    found.skipped.push({ path: folder, why: "a link must not lead back to a folder that it lies in" });
    return;
  }
  for (const { name, path, kind } of await listFolder(folder)) {
    if (kind === "folder") {
      await walk(path, self === undefined ? above : [...above, self], found);
      continue;
    }
    const why = !isImage(name)
      ? NOT_READ.test(name) ? "it must be JPEG, PNG or WebP" : undefined
      : kind === "nothing"
      ? "a link must lead to a file"
      : kind === "other"
      ? "it must be a file, no pipe or device"
      : undefined;
    if (why !== undefined) found.skipped.push({ path, why });
    else if (isImage(name)) found.files.push(path);
  }
}

/** What tells a folder from any other, however it was reached; undefined where the system does not say. */
async function identity(folder: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await Deno.stat(folder);
    return ino === null ? undefined : `${dev}:${ino}`;
  } catch {
    // Why it cannot be read is for whoever lists it to say.
    return undefined;
  }
}
