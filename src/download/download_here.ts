/** A folder from the network: asked for, fetched, verified, unpacked and put into place, or not there at all. */
import { join } from "node:path";
import { replaceFolder } from "../files/atomic.ts";
import { exists } from "../files/exists.ts";
import { type Archive, archivePermissions, fileNameOf } from "./archive.ts";
import { ask } from "./ask.ts";
import { checkPatience } from "./check_patience.ts";
import type { Patience } from "./fetch_into.ts";
import { fetchVerified, verify } from "./fetch_verified.ts";
import { unpack } from "./unpack.ts";

/**
 * Downloads an archive and unpacks its folder in this process, with the rights that it has; where the folder is there already, nothing
 * happens. See `download`.
 *
 * @param archive What to download.
 * @param dir Where the folder goes; made if it is missing.
 * @param patience When to give up.
 * @returns The path of the folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { downloadHere } from "./download_here.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.mkdir(`${dir}/a`);
 * const checksum = { algorithm: "md5", digits: "d41d8cd98f00b204e9800998ecf8427e" } as const;
 * const archive = { url: "https://example.org/a.tar.gz", bytes: 0, checksum, folder: "a" };
 * assertEquals(await downloadHere(archive, dir), `${dir}/a`);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function downloadHere(archive: Archive, dir: string, patience: Patience = {}): Promise<string> {
  checkPatience(patience);
  const path = join(dir, archive.folder);
  const [read, ...others] = archivePermissions(archive, dir);
  await ask(read!, `look into ${dir}`);
  if (await exists(path)) return path;
  for (const descriptor of others) await ask(descriptor, `download ${archive.url}`);
  const partial = join(dir, `.${fileNameOf(archive)}.part`);
  using file = await openIn(dir, partial);
  await file.lock(true);
  try {
    // Another process may have done it while this one waited for the lock.
    if (!await exists(path)) {
      await fetchVerified(file, archive, () => verify(file, archive), patience);
      const unpacked = (temporary: string) => unpack(file, archive, temporary);
      await replaceFolder(path, unpacked, { run: fileNameOf(archive) }).finally(() => file.truncate(0));
    }
  } finally {
    // What came of a cut transfer stays for the next run; whoever waits for the lock goes on with the file it has open.
    if ((await file.stat()).size === 0) await Deno.remove(partial).catch(() => {});
  }
  return path;
}

async function openIn(dir: string, path: string): Promise<Deno.FsFile> {
  try {
    await Deno.mkdir(dir, { recursive: true });
    return await Deno.open(path, { read: true, write: true, create: true });
  } catch (cause) {
    throw new Error(
      `Cannot download into ${dir} as it must be a folder that can be written to: got ${(cause as Error).message}. ` +
        "Choose another folder.",
      { cause },
    );
  }
}
