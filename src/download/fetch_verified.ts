/** Bytes from a server that are judged once they are there, by what is pinned of them. */
import type { Archive } from "./archive.ts";
import { fetchInto, type Patience } from "./fetch_into.ts";
import type { Voucher } from "./voucher.ts";
import { createHash } from "node:crypto";

/** What is wrong with a file. */
export interface Wrong {
  /** What it must be, such as `md5 must be c58f...`. */
  readonly rule: string;
  /** What it is. */
  readonly got: string;
}

/**
 * Completes a file from its server, and has it judged. Where an earlier run has left the beginning, which may have been that of another
 * file, one that is wrong is fetched once more from the start.
 *
 * @param file Open for reading and writing; empty where it is wrong in the end.
 * @param archive Where it lies; its checksum is for `judge` to look at.
 * @param judge Says what is wrong with it, if anything is.
 * @param patience When to give up.
 * @param voucher Where `judge` cannot know: what says whether the file is the one that was begun.
 * @throws {Error} If it is wrong.
 *
 * @example See `downloadHere` and `fetchFileHere`, which is what they do once their file is open.
 */
export async function fetchVerified(
  file: Deno.FsFile,
  archive: Archive,
  judge: () => Promise<Wrong | undefined>,
  patience: Patience,
  voucher?: Voucher,
): Promise<void> {
  const { size: inherited } = await file.stat();
  await fetchInto(file, archive, patience, voucher);
  let wrong = await judge();
  if (wrong !== undefined && inherited > 0) {
    await file.truncate(0);
    await fetchInto(file, archive, patience);
    wrong = await judge();
  }
  if (wrong === undefined) return;
  await file.truncate(0);
  throw new Error(
    `Cannot use ${archive.url} as its ${wrong.rule}: got ${wrong.got}. It has been deleted; the file was damaged or replaced on its ` +
      "way. Try again later.",
  );
}

/**
 * Compares a file with its checksum.
 *
 * @param file Open for reading.
 * @returns What is wrong with it; undefined if all is well.
 */
export async function verify(file: Deno.FsFile, { checksum }: Pick<Archive, "checksum">): Promise<Wrong | undefined> {
  const { algorithm, digits } = checksum, hash = createHash(algorithm);
  for await (const chunk of chunksOf(file)) hash.update(chunk);
  const got = hash.digest("hex");
  return got === digits.toLowerCase() ? undefined : { rule: `${algorithm} must be ${digits}`, got };
}

/**
 * The bytes of an open file from its beginning; it stays open, and so its lock in place. Each chunk is memory of its own.
 *
 * @param file Open for reading.
 */
export async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  await file.seek(0, Deno.SeekMode.Start);
  while (true) {
    const chunk = new Uint8Array(1 << 18);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}
