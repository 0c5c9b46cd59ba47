/** Files that other tools wrote, and what they hold. */
const golden = new URL("./golden/", import.meta.url);

/** The folder of the files. */
export const FILES = decodeURIComponent(new URL("files", golden).pathname);

/** What scipy and numpy read of them, and the numbers of the images in the shards. */
export const HELD: {
  readonly sounds: Readonly<Record<string, readonly number[]>>;
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly shards: readonly number[];
} = JSON.parse(await Deno.readTextFile(new URL("files.json", golden)));
