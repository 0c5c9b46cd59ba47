/** The bytes that lie at an address, as they come, and from no host that was not allowed. */
import { ask } from "./ask.ts";
import { UnreachableError } from "./unreachable_error.ts";

const REDIRECTS = 5;

/**
 * Opens an address. A redirect to another host is asked for as a permission of its own, and stays on https where it began there.
 *
 * @param url Of http or https.
 * @throws {UnreachableError} If the host cannot be reached.
 * @throws {Error} If the server answers with an error, or redirects elsewhere than it may.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { openUrl } from "./open_url.ts";
 *
 * await assertRejects(() => openUrl(new URL("http://127.0.0.1:1/a.tar")), Error, "127.0.0.1:1 must be reachable");
 * ```
 */
export async function openUrl(url: URL): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  let at = url;
  for (let redirects = 0; redirects <= REDIRECTS; redirects++) {
    await ask({ name: "net", host: at.host }, redirects === 0 ? `read ${url}` : `follow a redirect of ${url}`);
    const answer = await fetch(at, { redirect: "manual" }).catch((cause) => {
      throw new UnreachableError(
        at.host,
        `Cannot read ${url} as ${at.host} must be reachable: got ${cause.message}. Check the network.`,
        { cause },
      );
    });
    if (answer.ok && answer.body !== null) return answer.body;
    await answer.body?.cancel();
    const location = answer.headers.get("location");
    if (answer.status < 300 || answer.status >= 400 || location === null) {
      throw new Error(`Cannot read ${url} as the server must have it: got ${answer.status} ${answer.statusText}.`);
    }
    const next = URL.parse(location, at);
    if (next === null || next.protocol !== "https:" && next.protocol !== url.protocol) {
      throw new Error(`Cannot read ${url} as a redirect must stay on ${url.protocol} got ${location.slice(0, 80)}.`);
    }
    at = next;
  }
  throw new Error(`Cannot read ${url} as there must be at most ${REDIRECTS} redirects: got more.`);
}
