/** A server on this machine that hands files out by the last part of their address, and folders that are gone afterwards. */
import { createHash } from "node:crypto";
import { gzip, listen, serveBytes } from "../download/archive_server.ts";

export { gzip };

/** Files by name. */
export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

/** Bytes of a text. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What there is and where it goes. */
export async function served(files: Files) {
  const asked: string[] = [];
  const server = listen((request) => {
    const name = new URL(request.url).pathname.slice(1), bytes = files[name];
    asked.push(name);
    if (bytes === undefined) return new Response("none", { status: 404 });
    if (request.method === "HEAD") return new Response(null, { headers: { "content-length": String(bytes.length) } });
    return serveBytes(bytes, request);
  });
  const dataDir = await Deno.makeTempDir();
  return {
    asked,
    dataDir,
    host: server.host,
    /** A file as a spec has it, with its checksum where one is wanted. */
    file(name: string, algorithm?: "md5" | "sha256") {
      const url = `http://${server.host}/${name}`;
      if (algorithm === undefined) return { url };
      return { url, checksum: { algorithm, digits: createHash(algorithm).update(files[name]!).digest("hex") } };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(dataDir, { recursive: true });
    },
  };
}
