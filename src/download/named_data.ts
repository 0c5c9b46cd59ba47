/** What is known of data that has a name, before any of it is fetched; and how its files come. */
import { basename } from "node:path";
import type { Archive } from "./archive.ts";
import { fetchFiles } from "./download.ts";
import type { Patience } from "./fetch_into.ts";
import { hostsOf, type RemoteFile } from "./remote_file.ts";

/** Data with a name. */
export interface NamedData {
  /** The name, which is that of its folder too. */
  readonly name: string;
  /** Where it is described. */
  readonly home: string;
  /** Under which licence it may be used, as its home says. */
  readonly licence: string;
  /** What to cite. */
  readonly citation: string;
  /** Its files. */
  readonly files: readonly RemoteFile[];
}

/** The same of data that comes as archives of one folder each. */
export interface NamedArchives extends Omit<NamedData, "files"> {
  /** Its archives. */
  readonly archives: readonly Archive[];
}

/**
 * Fetches the files of data; those that are there already are left as they are.
 *
 * @param data What to fetch.
 * @param dir The folder that its files go into.
 * @param patience When to give up.
 * @returns Their paths, in the order of the files.
 * @throws {UnreachableError} If a host cannot be reached.
 * @throws {Error} If a server has another file than is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fetchNamed } from "./named_data.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${dir}/a.csv`, "there");
 * const about = { name: "a", home: "https://example.org", licence: "CC0", citation: "A, 2020" };
 * const data = { ...about, files: [{ url: "https://example.org/a.csv" }] };
 * assertEquals(await fetchNamed(data, dir), [`${dir}/a.csv`]);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function fetchNamed(
  { files }: Pick<NamedData, "files">,
  dir: string,
  patience: Patience = {},
): Promise<string[]> {
  return await fetchFiles(files, dir, patience);
}

/**
 * What that takes, as narrow as Deno can say it; where all files are there, to read them.
 *
 * @param dir The folder of the files. It is looked into only where that is allowed already.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { namedPermissions } from "./named_data.ts";
 *
 * const files = [{ url: "https://example.org/a.csv" }, { url: "https://example.org/b.csv" }];
 * assertEquals(namedPermissions({ files }, "nowhere"), [
 *   { name: "read", path: "nowhere" },
 *   { name: "write", path: "nowhere" },
 *   { name: "net", host: "example.org" },
 * ]);
 * ```
 */
export function namedPermissions({ files }: Pick<NamedData, "files">, dir: string): Deno.PermissionDescriptor[] {
  const reading = { name: "read", path: dir } as const;
  if (files.every(({ url }) => isThere(`${dir}/${basename(new URL(url).pathname)}`))) return [reading];
  return [reading, { name: "write", path: dir }, ...hostsOf(files).map((host) => ({ name: "net", host } as const))];
}

function isThere(path: string): boolean {
  if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return false;
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
