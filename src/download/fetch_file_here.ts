/** A single file from the network, fetched in this process: once, and there whole or not at all. */
import { join } from "node:path";
import { sha256Of } from "../files/sha256_of.ts";
import { ask } from "./ask.ts";
import { fetchInto, type Patience } from "./fetch_into.ts";
import { nameOf, type RemoteFile } from "./remote_file.ts";
import { UnreachableError } from "./unreachable_error.ts";
import { verify } from "./verify.ts";

/** The first digits of a SHA-256 at the end of a name, as torchvision and timm write them: `resnet18-f37072fd.pth`. */
const DIGITS = /-([0-9a-f]{8,64})\.\w+$/;

/**
 * Fetches a file in this process, with the rights that it has; where it is there already, nothing happens. See `fetchFile`.
 *
 * @param file Where it lies, and what is known of it.
 * @param dir Where it goes.
 * @param patience When to give up.
 * @returns Its path.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { fetchFileHere } from "./fetch_file_here.ts";
 *
 * const dir = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${dir}/a.safetensors`, "there");
 * assertEquals(await fetchFileHere({ url: "https://example.org/a.safetensors" }, dir), `${dir}/a.safetensors`);
 * await Deno.remove(dir, { recursive: true });
 * ```
 */
export async function fetchFileHere(known: RemoteFile, dir: string, patience: Patience = {}): Promise<string> {
  const url = new URL(known.url), name = nameOf(known), path = join(dir, name);
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
