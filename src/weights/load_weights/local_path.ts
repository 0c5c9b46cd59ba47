/** Where a file of weights lies on this machine. */
import { fileURLToPath } from "node:url";
import { fetchFile } from "../../download/download.ts";
import type { WeightsFrom } from "../../pretrained.ts";

/**
 * The path of a file of weights; one from the network is fetched first, once.
 *
 * @param weights The file, and where one from the network is kept.
 * @throws {RangeError} For an address of another kind than `file:`, `http:` and `https:`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { localPath } from "./local_path.ts";
 *
 * assertEquals(await localPath({ from: "a.safetensors" }), "a.safetensors");
 * assertEquals(await localPath({ from: new URL("file:///tmp/a.safetensors") }), "/tmp/a.safetensors");
 * ```
 */
export async function localPath({ from, dir = "data/weights", redirects }: WeightsFrom): Promise<string> {
  if (typeof from === "string" && !/^[a-z]+:\/\//i.test(from)) return from;
  const url = new URL(from);
  if (url.protocol === "file:") return fileURLToPath(url);
  if (url.protocol === "https:" || url.protocol === "http:") {
    return await fetchFile({ url: url.href, ...redirects && { redirects } }, dir);
  }
  throw new RangeError(`Cannot load weights as an address is of file:, http: or https: got ${url.protocol}`);
}
