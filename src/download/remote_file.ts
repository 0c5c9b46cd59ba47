/** A single file that lies elsewhere: what is known of it before any of it is fetched. */
import { basename } from "node:path";
import type { Archive } from "./archive.ts";

/** A file that lies elsewhere. */
export interface RemoteFile {
  /** Where. */
  readonly url: string;
  /** Its exact size, where who hands it out states it; else the server is believed. */
  readonly bytes?: number;
  /** Its checksum, where who hands it out, or a library that uses it, states one; left out where nobody does. */
  readonly checksum?: Archive["checksum"];
  /** Further hosts to which the server may redirect, as of an {@linkcode Archive}. Default those that are known of its host, such as GitHub's. */
  readonly redirects?: readonly string[];
}

/** Hosts that hand files on to others, and to whom. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  "github.com": ["objects.githubusercontent.com", "raw.githubusercontent.com", "release-assets.githubusercontent.com"],
  "huggingface.co": [
    ...["cdn-lfs.huggingface.co", "cdn-lfs-us-1.huggingface.co", "cdn-lfs-eu-1.huggingface.co", "cdn-lfs.hf.co"],
    ...["cdn-lfs-us-1.hf.co", "cdn-lfs-eu-1.hf.co", "cas-bridge.xethub.hf.co", "us.aws.cdn.hf.co", "us.gcp.cdn.hf.co"],
  ],
};

/**
 * The name of a file, which is the last part of its address.
 *
 * @throws {RangeError} If that is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nameOf } from "./remote_file.ts";
 *
 * assertEquals(nameOf({ url: "https://example.org/files/a.csv?raw=true" }), "a.csv");
 * ```
 */
export function nameOf({ url }: RemoteFile): string {
  const name = basename(new URL(url).pathname);
  if (/^[\w.-]*\w$/.test(name)) return name;
  throw new RangeError(
    `Cannot fetch ${url} as the last part of its address must be the name of a file: got "${name}".`,
  );
}

/**
 * The hosts that files come from, redirects among them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hostsOf } from "./remote_file.ts";
 *
 * const files = [{ url: "https://example.org/a" }, { url: "https://example.org/b", redirects: ["cdn.example.org"] }];
 * assertEquals(hostsOf(files), ["example.org", "cdn.example.org"]);
 * ```
 */
export function hostsOf(files: readonly RemoteFile[]): string[] {
  const all = files.flatMap(({ url, redirects }) => {
    const { host } = new URL(url);
    return [host, ...redirects ?? KNOWN[host] ?? []];
  });
  return [...new Set(all)];
}
