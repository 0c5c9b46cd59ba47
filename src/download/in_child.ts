/** The narrowest rights for fetching an archive, whatever this process may do: a process of its own. */
import { resolve } from "node:path";
import { type Archive, archivePermissions } from "./archive.ts";
import type { Patience } from "./fetch_into.ts";
import { UnreachableError } from "./unreachable_error.ts";

/**
 * The flags of a process that may read and write one folder and connect to an archive's hosts, and may do nothing else: no other file or
 * host, no environment, no other program, no library.
 *
 * @param dir The folder.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { narrowFlags } from "./in_child.ts";
 *
 * const checksum = { algorithm: "md5", digits: "d41d8cd98f00b204e9800998ecf8427e" } as const;
 * const archive = { url: "https://example.org/a.tar.gz", bytes: 0, checksum, folder: "a" };
 * assertEquals(narrowFlags(archive, "/data"), [
 *   "--no-prompt",
 *   "--allow-read=/data",
 *   "--allow-write=/data",
 *   "--allow-net=example.org",
 * ]);
 * ```
 */
export function narrowFlags(archive: Archive, dir: string): string[] {
  const hosts = archivePermissions(archive, dir).flatMap((one) => one.name === "net" ? [one.host] : []);
  // A comma in a path would begin another one.
  const path = resolve(dir).replaceAll(",", ",,");
  return ["--no-prompt", `--allow-read=${path}`, `--allow-write=${path}`, `--allow-net=${hosts.join()}`];
}

/**
 * Whether a process can be started whose rights are fewer than those of this one. One that may start none has been given its rights one
 * by one, and is narrow itself. Deno's threads would do, but their rights need a flag that is not stable.
 */
export function canStartChild(): boolean {
  // A compiled program cannot run modules.
  if (Deno.build.standalone) return false;
  try {
    return Deno.permissions.querySync({ name: "run", command: Deno.execPath() }).state === "granted";
  } catch {
    return false;
  }
}

/** How it went, as the child tells it. */
interface Said {
  readonly path?: string;
  readonly name?: string;
  readonly message?: string;
  readonly host?: string;
}

/**
 * Fetches and unpacks an archive in a process that may do nothing else.
 *
 * @returns The path of its folder.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} What the child throws; and if it does not answer.
 */
export async function inChild(archive: Archive, dir: string, patience: Patience): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-lock", ...narrowFlags(archive, dir), new URL("./child.ts", import.meta.url).href],
    stdin: "piped",
    stdout: "piped",
    // The progress bar.
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ archive, dir: resolve(dir), patience })));
  await writer.close();
  const { code, stdout } = await child.output(), text = new TextDecoder().decode(stdout);
  let said: Said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error(`Cannot download ${archive.url} as its process must answer: got its end with code ${code}.`);
  }
  if (said.path !== undefined) return said.path;
  const { name, message = "", host = "" } = said;
  if (name === "UnreachableError") throw new UnreachableError(host, message);
  if (name === "NotCapable") {
    throw new Deno.errors.NotCapable(
      `${message} It is fetched with the rights that its archive needs alone: a host that it may redirect to is one of its ` +
        "redirects.",
    );
  }
  const Kind = { TypeError, RangeError }[name ?? ""] ?? Error;
  throw new Kind(message);
}
