/** The narrowest rights for fetching an archive or files, whatever this process may do: a process of its own. */
import { resolve } from "node:path";
import type { Archive } from "./archive.ts";
import type { Patience } from "./fetch_into.ts";
import { hostsOf, type RemoteFile } from "./remote_file.ts";
import { UnreachableError } from "./open_url.ts";

/**
 * The flags of a process that may read and write one folder and connect to some hosts, and may do nothing else: no other file or
 * host, no environment, no other program, no library.
 *
 * @param hosts With their ports where these are unusual.
 * @param dir The folder; one whose path has a comma is where the process is started.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { narrowFlags } from "./in_child.ts";
 *
 * assertEquals(narrowFlags(["example.org"], "/data"), [
 *   "--no-prompt",
 *   "--allow-read=/data",
 *   "--allow-write=/data",
 *   "--allow-net=example.org",
 * ]);
 * ```
 */
export function narrowFlags(hosts: readonly string[], dir: string): string[] {
  const path = isSayable(dir) ? resolve(dir) : ".";
  return ["--no-prompt", `--allow-read=${path}`, `--allow-write=${path}`, `--allow-net=${hosts.join()}`];
}

/** Whether flags can name a folder: a comma would begin another one. Else the process is started within it. */
function isSayable(dir: string): boolean {
  return !resolve(dir).includes(",");
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
  readonly done?: true;
  readonly name?: string;
  readonly message?: string;
  readonly host?: string;
}

/** What is fetched: an archive that is unpacked, or files. */
export type Wanted = { readonly archive: Archive } | { readonly files: readonly RemoteFile[] };

/**
 * Fetches it in a process that may do nothing else.
 *
 * @throws {Deno.errors.NotCapable} If a redirect leads to a host that is none of its own.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} What the child throws; and if it does not answer.
 */
export async function inChild(wanted: Wanted, dir: string, patience: Patience): Promise<void> {
  const [url, hosts] = "archive" in wanted
    ? [wanted.archive.url, hostsOf([{ redirects: [], ...wanted.archive }])]
    : [wanted.files[0]!.url, hostsOf(wanted.files)];
  if (!isSayable(dir)) await Deno.mkdir(dir, { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-lock", ...narrowFlags(hosts, dir), new URL("./child.ts", import.meta.url).href],
    ...!isSayable(dir) && { cwd: resolve(dir) },
    stdin: "piped",
    stdout: "piped",
    // The progress bar.
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ ...wanted, dir: resolve(dir), patience })));
  await writer.close();
  const { code, stdout } = await child.output(), text = new TextDecoder().decode(stdout);
  let said: Said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new Error(`Cannot download ${url} as its process must answer: got its end with code ${code}.`);
  }
  if (said.done) return;
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
