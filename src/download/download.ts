/** A folder, or a file, from the network, fetched with no more rights than that takes. */
import { join } from "node:path";
import { exists } from "../files/exists.ts";
import { type Archive, archivePermissions } from "./archive.ts";
import { ask } from "./ask.ts";
import { checkPatience } from "./check_patience.ts";
import type { Patience } from "./fetch_into.ts";
import { nameOf, type RemoteFile } from "./remote_file.ts";

/**
 * Downloads an archive and unpacks its folder; where the folder is there already, nothing happens.
 *
 * A transfer that was cut goes on where it was, also in a later run. Processes that want the same archive wait for the
 * first of them.
 *
 * Where this process may do more than that takes, as under `-A`, another one does it, which may read and write `dir` and connect to the hosts
 * of the archive, and nothing else: neither an archive nor a redirect reaches further, whatever is in it.
 *
 * @param archive What to download.
 * @param dir Where the folder goes; made if it is missing.
 * @param patience When to give up.
 * @returns The path of the folder.
 * @throws {TypeError} If `patience` has an option that is not known.
 * @throws {RangeError} If a number of it is out of its range.
 * @throws {Deno.errors.NotCapable} If a permission is denied, the message names the flag; or a redirect leads to another host.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} If the server has another file, the archive is not as it should be, or the folder cannot be written to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { download } from "jsr:@raptor/raptor";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.mkdir(`${dir}/a`);
 * const checksum = { algorithm: "md5", digits: "d41d8cd98f00b204e9800998ecf8427e" } as const;
 * const archive = { url: "https://example.org/a.tar.gz", bytes: 0, checksum, folder: "a" };
 * assertEquals(await download(archive, dir), `${dir}/a`);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function download(archive: Archive, dir: string, patience: Patience = {}): Promise<string> {
  checkPatience(patience);
  const path = join(dir, archive.folder), [read, ...others] = archivePermissions(archive, dir);
  await ask(read!, `look into ${dir}`);
  if (await exists(path)) return path;
  for (const descriptor of others) await ask(descriptor, `download ${archive.url}`);
  const { canStartChild, inChild } = await import("./in_child.ts");
  if (!canStartChild()) return await (await import("./download_here.ts")).downloadHere(archive, dir, patience);
  await inChild({ archive }, dir, patience);
  return path;
}

/**
 * Fetches a file; where it is there already, nothing happens. A transfer that was cut goes on where it was. Where the name ends in the first digits of
 * a SHA-256, the file must have them.
 *
 * Where this process may do more than that takes, as under `-A`, another one does it, which may read and write `dir` and connect to the hosts of
 * the file, and nothing else: a redirect reaches no other host.
 *
 * @param file Where it lies, of http or https, and what is known of it.
 * @param dir Where it goes, under the last part of its address; made if it is missing.
 * @param patience When to give up.
 * @returns Its path.
 * @throws {Deno.errors.NotCapable} If a permission is denied, the message names the flag; or a redirect leads to another host.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} If the server has no such file, or another one than its name says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fetchFile } from "./download.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${dir}/a.safetensors`, "there");
 * assertEquals(await fetchFile({ url: "https://example.org/a.safetensors" }, dir), `${dir}/a.safetensors`);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function fetchFile(file: RemoteFile, dir: string, patience: Patience = {}): Promise<string> {
  return (await fetchFiles([file], dir, patience))[0]!;
}

/** The same of several files, by one process. */
export async function fetchFiles(
  files: readonly RemoteFile[],
  dir: string,
  patience: Patience = {},
): Promise<string[]> {
  checkPatience(patience);
  const paths = files.map((file) => join(dir, nameOf(file)));
  await ask({ name: "read", path: dir }, `look into ${dir}`);
  const missing: RemoteFile[] = [];
  for (const [i, path] of paths.entries()) if (!await exists(path)) missing.push(files[i]!);
  if (missing.length === 0) return paths;
  await ask({ name: "write", path: dir }, `keep ${missing[0]!.url}`);
  for (const { url } of missing) await ask({ name: "net", host: new URL(url).host }, `fetch ${url}`);
  const { canStartChild, inChild } = await import("./in_child.ts");
  if (canStartChild()) {
    await Deno.mkdir(dir, { recursive: true });
    await inChild({ files: missing }, dir, patience);
    return paths;
  }
  const { fetchFileHere } = await import("./fetch_file_here.ts");
  for (const file of missing) await fetchFileHere(file, dir, patience);
  return paths;
}
