/** A single file from the network, such as weights: asked for, fetched once, and there whole or not at all. */
import { basename, join } from "node:path";
import { sha256Of } from "../files/sha256_of.ts";
import type { Archive } from "./archive.ts";
import { ask } from "./ask.ts";
import { fetchInto, type Patience } from "./fetch_into.ts";
import { UnreachableError } from "./unreachable_error.ts";
import { verify } from "./verify.ts";

/** The first digits of a SHA-256 at the end of a name, as torchvision and timm write them: `resnet18-f37072fd.pth`. */
const DIGITS = /-([0-9a-f]{8,64})\.\w+$/;

/**
 * Fetches a file; where it is there already, nothing happens. A transfer that was cut goes on where it was. Where the name ends in the first digits of
 * a SHA-256, the file must have them.
 *
 * @param url Of http or https.
 * @param dir Where the file goes, under the last part of its address; made if it is missing.
 * @param patience When to give up.
 * @param known Its size and checksum, as far as they are known.
 * @returns Its path.
 * @throws {Deno.errors.NotCapable} If a permission is denied; the message names the flag.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} If the server has no such file, or another one than its name says.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fetchFile } from "./fetch_file.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${dir}/a.safetensors`, "there");
 * assertEquals(await fetchFile(new URL("https://example.org/a.safetensors"), dir), `${dir}/a.safetensors`);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function fetchFile(
  url: URL,
  dir: string,
  patience: Patience = {},
  known: Partial<Pick<Archive, "bytes" | "checksum">> = {},
): Promise<string> {
  const name = basename(url.pathname), path = join(dir, name);
  if (!/^[\w.-]*\w$/.test(name)) {
    throw new RangeError(
      `Cannot fetch ${url} as the last part of its address must be the name of a file: got "${name}".`,
    );
  }
  await ask({ name: "read", path: dir }, `look into ${dir}`);
  if (await sizeOf(path) !== undefined) return path;
  await ask({ name: "write", path: dir }, `keep ${url}`);
  await ask({ name: "net", host: url.host }, `fetch ${url}`);
  await Deno.mkdir(dir, { recursive: true });
  const partial = join(dir, `.${name}.part`);
  using file = await Deno.open(partial, { read: true, write: true, create: true });
  await file.lock(true);
  // Another process may have done it while this one waited for the lock.
  if (await sizeOf(path) !== undefined) return path;
  const bytes = known.bytes ?? await announced(url);
  await fetchInto(file, { url: url.href, bytes, checksum: { algorithm: "sha256", digits: "" }, folder: "" }, patience);
  await file.sync();
  if (known.checksum !== undefined) {
    const { algorithm, digits } = known.checksum, wrong = await verify(file, { checksum: known.checksum });
    if (wrong !== undefined) {
      await Deno.remove(partial);
      throw new Error(
        `Cannot use ${url} as its ${algorithm} must be ${digits}: got ${wrong}. It has been deleted; the file was damaged or ` +
          "replaced on its way. Try again later.",
      );
    }
  }
  const digits = DIGITS.exec(name)?.[1], found = await sha256Of(partial);
  if (digits !== undefined && !found.startsWith(digits)) {
    await Deno.remove(partial);
    throw new Error(
      `Cannot use ${url} as its sha256 must begin with ${digits}, as its name says: got ${found}. It has been deleted; the ` +
        "file was damaged or replaced on its way. Try again later.",
    );
  }
  await Deno.rename(partial, path);
  return path;
}

const REDIRECTS = 5;

/** The size that the server tells beforehand. */
async function announced(url: URL): Promise<number> {
  const answer = await head(url);
  const bytes = Number(answer.headers.get("content-length"));
  if (answer.ok && Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  const got = answer.ok ? "no size" : `${answer.status} ${answer.statusText}`;
  throw new Error(
    `Cannot download ${url} as the server must have it and tell its size: got ${got}. Put the file there by hand.`,
  );
}

async function head(url: URL): Promise<Response> {
  let at = url;
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    const headers = { "accept-encoding": "identity" };
    const answer = await fetch(at, { method: "HEAD", headers, redirect: "manual" }).catch((cause) => {
      throw new UnreachableError(
        at.host,
        `Cannot download ${url} as ${at.host} must be reachable: got ${cause.message}. Check the network, or put the file ` +
          "there by hand.",
        { cause },
      );
    });
    await answer.body?.cancel();
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
    const next = URL.parse(location, at);
    if (next === null || next.protocol !== "https:" && next.protocol !== url.protocol) {
      throw new Error(
        `Cannot download ${url} as a redirect must stay on ${url.protocol} got ${location.slice(0, 80)}.`,
      );
    }
    // The host of a redirect is a host of its own to Deno.
    await ask({ name: "net", host: next.host }, `follow a redirect from ${at.host}`);
    at = next;
  }
  throw new Error(`Cannot download ${url} as there must be at most ${REDIRECTS} redirects: got more.`);
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
