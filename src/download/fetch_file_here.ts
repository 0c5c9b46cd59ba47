/** A single file from the network, fetched in this process: once, and there whole or not at all. */
import { join } from "node:path";
import { exists } from "../files/exists.ts";
import { sha256Of } from "../files/sha256_of.ts";
import { ask } from "./ask.ts";
import type { Patience } from "./fetch_into.ts";
import { fetchVerified, verify, type Wrong } from "./fetch_verified.ts";
import { nameOf, type RemoteFile } from "./remote_file.ts";
import { UnreachableError } from "./open_url.ts";
import { voucher } from "./voucher.ts";

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
  if (await exists(path)) return path;
  await ask({ name: "write", path: dir }, `keep ${url}`);
  await ask({ name: "net", host: url.host }, `fetch ${url}`);
  await Deno.mkdir(dir, { recursive: true });
  const partial = join(dir, `.${name}.part`), { checksum } = known, digits = DIGITS.exec(name)?.[1];
  const begun = checksum === undefined && digits === undefined ? voucher(`${partial}.of`) : undefined;
  using file = await Deno.open(partial, { read: true, write: true, create: true });
  await file.lock(true);
  const judge = async (): Promise<Wrong | undefined> => {
    const wrong = checksum && await verify(file, { checksum });
    if (wrong !== undefined || digits === undefined) return wrong;
    const got = await sha256Of(partial);
    return got.startsWith(digits) ? undefined : { rule: `sha256 must begin with ${digits}, as its name says`, got };
  };
  try {
    // Another process may have done it while this one waited for the lock.
    if (await exists(path)) return path;
    const bytes = known.bytes ?? await announced(url);
    const archive = {
      url: url.href,
      bytes,
      checksum: checksum ?? { algorithm: "sha256", digits: "" },
      folder: "",
    } as const;
    await fetchVerified(file, archive, judge, patience, begun);
    await file.sync();
    // Before the file has its name, so that a kill leaves nothing beside it.
    await begun?.write(undefined);
    await Deno.rename(partial, path);
  } finally {
    // What came of a cut transfer stays for the next run.
    if ((await file.stat()).size === 0) {
      await Deno.remove(partial).catch(() => {});
      await begun?.write(undefined);
    }
  }
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
