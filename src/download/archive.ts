/** What there is to download: everything that must be known before the first byte comes. */
import { basename } from "node:path";

/** A `.tar.gz` that holds one folder. */
export interface Archive {
  /** Where it lies. */
  readonly url: string;
  /** Its exact size. */
  readonly bytes: number;
  /** Its checksum, in hexadecimal digits. */
  readonly checksum: { readonly algorithm: "md5" | "sha256"; readonly digits: string };
  /** The name of the folder in it. */
  readonly folder: string;
  /** Further hosts, with their ports where these are unusual, to which the server may redirect. Default none. */
  readonly redirects?: readonly string[];
  /**
   * The most that it may hold unpacked, in bytes, with 512 more for each of its entries: one that holds more is refused
   * before it fills the disk. Default 32 times `bytes`, and 1 MB at least.
   */
  readonly unpacked?: number;
}

/** The most that an archive may hold unpacked, in bytes. */
export function unpackedOf({ bytes, unpacked = Math.max(32 * bytes, 1e6) }: Archive): number {
  return unpacked;
}

/** The last part of the address. */
export function fileNameOf({ url }: Archive): string {
  return basename(new URL(url).pathname);
}

/**
 * The permissions that a download takes, as narrow as Deno can say them.
 *
 * @param archive What to download.
 * @param dir Where to.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { archivePermissions } from "./archive.ts";
 *
 * const checksum = { algorithm: "md5", digits: "d41d8cd98f00b204e9800998ecf8427e" } as const;
 * const archive = { url: "https://example.org/a.tar.gz", bytes: 0, checksum, folder: "a" };
 * assertEquals(archivePermissions(archive, "data"), [
 *   { name: "read", path: "data" },
 *   { name: "write", path: "data" },
 *   { name: "net", host: "example.org" },
 * ]);
 * ```
 */
export function archivePermissions(archive: Archive, dir: string): Deno.PermissionDescriptor[] {
  return [
    { name: "read", path: dir },
    { name: "write", path: dir },
    ...[new URL(archive.url).host, ...archive.redirects ?? []].map((host) => ({ name: "net", host }) as const),
  ];
}
