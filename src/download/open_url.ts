/**
 * The bytes that lie at an address, as they come, and from no host that was not allowed; and the error of one that
 * cannot be reached.
 */
import { ask } from "./ask.ts";

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

/**
 * A host could not be reached: no such name, no route, refused, or no answer in time.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { UnreachableError } from "jsr:@raptor/raptor";
 *
 * const error = new UnreachableError("example.org", "Cannot download ...");
 * assertEquals([error.name, error.host], ["UnreachableError", "example.org"]);
 * ```
 */
export class UnreachableError extends Error {
  /** The host, with its port where it has an unusual one. */
  readonly host: string;

  /**
   * An error about a host.
   *
   * @param host The host, with its port where it has an unusual one.
   * @param message What was asked of it.
   */
  constructor(host: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UnreachableError";
    this.host = host;
  }
}
