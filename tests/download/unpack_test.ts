import { assertEquals, assertRejects } from "@std/assert";
import { packTar } from "npm:modern-tar@0.8.6";
import { download } from "../../src/download/download.ts";
import { cifarFiles, describe, gzip, listen, pack, scratch, serveBytes } from "./archive_server.ts";

const files = cifarFiles();
const quick = { retries: 0 };

async function names(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).toSorted();
}

for (
  const name of [
    "cifar-10-batches-bin/../../escaped.bin",
    "/escaped.bin",
    "escaped.bin",
    "cifar-10-batches-bin\\..\\escaped.bin",
  ]
) {
  Deno.test(`unpack() refuses an archive with ${name}`, async () => {
    const inside = Object.fromEntries(
      Object.entries(files).map(([name, body]) => [`cifar-10-batches-bin/${name}`, body]),
    );
    const archive = await pack({ ...inside, [name]: Uint8Array.of(1) }, "");
    await using server = listen((request) => serveBytes(archive, request));
    await using dir = await scratch();
    const error = await assertRejects(() => download(describe(archive, server.url), `${dir.path}/data`, quick), Error);
    assertEquals(
      error.message,
      `Cannot unpack the archive as every entry must lie in cifar-10-batches-bin: got ${name}. Do not use this archive.`,
    );
    assertEquals([await names(dir.path), await names(`${dir.path}/data`)], [["data"], []]);
  });
}

Deno.test("unpack() refuses an archive with a link", async () => {
  const header = { name: "cifar-10-batches-bin/a", size: 0, type: "symlink", linkname: "/etc/passwd" } as const;
  const archive = await gzip(await packTar([{ header }]));
  await using server = listen((request) => serveBytes(archive, request));
  await using dir = await scratch();
  const message = "every entry must be a file or a folder: got cifar-10-batches-bin/a, a symlink";
  await assertRejects(() => download(describe(archive, server.url), dir.path, quick), Error, message);
  assertEquals(await names(dir.path), []);
});
