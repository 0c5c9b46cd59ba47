/** A small archive of CIFAR's shape, and servers on this machine that hand it out, well or badly. */
import { createHash } from "node:crypto";
import { packTar } from "npm:modern-tar@0.8.6";
import type { Archive } from "../../src/download/archive.ts";

/** Images in each file of the small archive. */
export const RECORDS = 4;

const FOLDER = "cifar-10-batches-bin";
const NAMES = [...[1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`), "test_batch.bin"];

/** The files of the small archive: labels count up, every pixel is hard to compress and known. */
export function cifarFiles(): Record<string, Uint8Array<ArrayBuffer>> {
  return Object.fromEntries(NAMES.map((name, file) => {
    const bytes = new Uint8Array(RECORDS * 3073);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (Math.imul(i + 1 + file * 99991, 0x9e3779b1) >>> 11) & 255;
    for (let record = 0; record < RECORDS; record++) bytes[record * 3073] = (file * RECORDS + record) % 10;
    return [name, bytes];
  }));
}

/** Packs files as `tar -czf` would; the folder comes first. */
export async function pack(
  files: Record<string, Uint8Array<ArrayBuffer>>,
  folder = FOLDER,
): Promise<Uint8Array<ArrayBuffer>> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name: folder === "" ? name : `${folder}/${name}`, size: body.length, type: "file" as const },
    body,
  }));
  const root = { header: { name: `${FOLDER}/`, size: 0, type: "directory" as const } };
  return await gzip(await packTar([root, ...entries]));
}

/** Compresses bytes. */
export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(new Response(bytes).body!.pipeThrough(new CompressionStream("gzip"))).bytes();
}

/** What is to be known of an archive that lies at an address. */
export function describe(bytes: Uint8Array, url: string): Archive {
  const digits = createHash("md5").update(bytes).digest("hex");
  return { url, bytes: bytes.length, checksum: { algorithm: "md5", digits }, folder: FOLDER };
}

/** Answers a request for bytes, with ranges if it is asked for one. */
export function serveBytes(bytes: Uint8Array<ArrayBuffer>, request: Request): Response {
  const begin = Number(/^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
  const headers = { etag: '"small"', "content-length": String(bytes.length - begin) };
  if (begin === 0) return new Response(bytes, { headers });
  const range = { "content-range": `bytes ${begin}-${bytes.length - 1}/${bytes.length}` };
  return new Response(bytes.slice(begin), { status: 206, headers: { ...headers, ...range } });
}

/** Promises half of the bytes more than it sends, then cuts the connection. */
export function cut(bytes: Uint8Array<ArrayBuffer>): Response {
  const half = bytes.slice(0, bytes.length >> 1);
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(half);
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.error(new Error("cut"));
    },
  });
  return new Response(body, { headers: { etag: '"small"', "content-length": String(bytes.length) } });
}

/** A server on this machine that is gone at the end of the block. */
export function listen(
  answer: (request: Request) => Response | Promise<Response>,
): { url: string; host: string } & AsyncDisposable {
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {}, onError: () => new Response(null) },
    answer,
  );
  const host = `127.0.0.1:${server.addr.port}`;
  return { url: `http://${host}/cifar.tar.gz`, host, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A folder that is gone at the end of the block. */
export async function scratch(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
