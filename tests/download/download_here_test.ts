import { assertEquals, assertRejects } from "@std/assert";
import { downloadHere as download } from "../../src/download/download_here.ts";
import { cifarFiles, cut, describe, listen, pack, scratch, serveBytes } from "./archive_server.ts";

const files = cifarFiles();
const bytes = await pack(files);
const quick = { backoff: 0.01, retries: 2, idle: 5 };

async function names(dir: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(dir), ({ name }) => name)).toSorted();
}

async function assertWhole(dir: string): Promise<void> {
  assertEquals(await names(dir), ["cifar-10-batches-bin"]);
  assertEquals(await names(`${dir}/cifar-10-batches-bin`), Object.keys(files).toSorted());
  for (const [name, content] of Object.entries(files)) {
    assertEquals(await Deno.readFile(`${dir}/cifar-10-batches-bin/${name}`), content);
  }
}

Deno.test("downloadHere() puts the folder into place, and asks the server once", async () => {
  let requests = 0;
  await using server = listen((request) => (requests++, serveBytes(bytes, request)));
  await using dir = await scratch();
  const archive = describe(bytes, server.url);
  assertEquals(await download(archive, `${dir.path}/data`), `${dir.path}/data/cifar-10-batches-bin`);
  await assertWhole(`${dir.path}/data`);
  await download(archive, `${dir.path}/data`);
  assertEquals(requests, 1);
});

Deno.test("downloadHere() keeps what came before it gave up, and a later run goes on from there", async () => {
  await using dir = await scratch();
  let requests = 0;
  {
    await using server = listen(() => requests++ === 0 ? cut(bytes) : new Response(null, { status: 503 }));
    const error = await assertRejects(() => download(describe(bytes, server.url), dir.path, quick), Error);
    assertEquals(
      error.message,
      `Cannot download ${server.url} as the connection must last: got HTTP status 503. Run it again to go on from ` +
        `byte ${bytes.length >> 1} of ${bytes.length}.`,
    );
    assertEquals(requests, 4);
  }
  assertEquals(await names(dir.path), [".cifar.tar.gz.part"]);
  let range: string | null = "";
  await using server = listen((request) => (range = request.headers.get("range"), serveBytes(bytes, request)));
  await download(describe(bytes, server.url), dir.path, quick);
  assertEquals(range, `bytes=${bytes.length >> 1}-`);
  await assertWhole(dir.path);
});

Deno.test("downloadHere() starts over once where an earlier run left the beginning of another file", async () => {
  await using dir = await scratch();
  await Deno.writeFile(`${dir.path}/.cifar.tar.gz.part`, new Uint8Array(100));
  await using server = listen((request) => serveBytes(bytes, request));
  await download(describe(bytes, server.url), dir.path, quick);
  await assertWhole(dir.path);
});

Deno.test("downloadHere() deletes a file of another checksum and says so", async () => {
  const damaged = bytes.slice();
  damaged[1000]! ^= 1;
  await using server = listen((request) => serveBytes(damaged, request));
  await using dir = await scratch();
  const archive = describe(bytes, server.url);
  const error = await assertRejects(() => download(archive, dir.path, quick), Error);
  assertEquals(
    error.message,
    `Cannot use ${server.url} as its md5 must be ${archive.checksum.digits}: got ` +
      `${describe(damaged, "").checksum.digits}. It has been deleted; the file was damaged or replaced on its way. ` +
      "Try again later.",
  );
  assertEquals(await names(dir.path), []);
});

Deno.test("downloadHere() refuses a directory that cannot be written to before it asks the server", async () => {
  let requests = 0;
  await using server = listen((request) => (requests++, serveBytes(bytes, request)));
  await using dir = await scratch();
  const path = `${dir.path}/data`;
  await Deno.writeTextFile(path, "a file in the way");
  const message = `Cannot download into ${path} as it must be a folder that can be written to: got `;
  await assertRejects(() => download(describe(bytes, server.url), path, quick), Error, message);
  assertEquals(requests, 0);
});

Deno.test("downloadHere() refuses patience that it does not know, before it asks for anything", async () => {
  const checksum = { algorithm: "md5", digits: "" } as const;
  const archive = { url: "https://example.org/a.tar.gz", bytes: 1, checksum, folder: "a" };
  await assertRejects(
    () => download(archive, "nowhere", { retry: 3 } as never),
    TypeError,
    "its options are retries, backoff and idle: got retry.",
  );
  await assertRejects(
    () => download(archive, "nowhere", { idle: 0 }),
    RangeError,
    "idle must be a finite number above 0",
  );
});
