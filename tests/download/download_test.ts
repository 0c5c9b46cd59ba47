import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { packTar } from "npm:modern-tar@0.8.6";
import { download } from "../../src/download/download.ts";
import { UnreachableError } from "../../src/download/unreachable_error.ts";
import { cifarFiles, cut, describe, gzip, listen, pack, scratch, serveBytes } from "./archive_server.ts";

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

Deno.test("download() puts the folder into place, and asks the server once", async () => {
  let requests = 0;
  await using server = listen((request) => (requests++, serveBytes(bytes, request)));
  await using dir = await scratch();
  const archive = describe(bytes, server.url);
  assertEquals(await download(archive, `${dir.path}/data`), `${dir.path}/data/cifar-10-batches-bin`);
  await assertWhole(`${dir.path}/data`);
  await download(archive, `${dir.path}/data`);
  assertEquals(requests, 1);
});

Deno.test("download() goes on by Range where the connection was cut", async () => {
  const ranges: (string | null)[] = [];
  await using server = listen((request) => {
    ranges.push(request.headers.get("range"));
    if (ranges.length === 1) return cut(bytes);
    assertEquals(request.headers.get("if-range"), '"small"');
    return serveBytes(bytes, request);
  });
  await using dir = await scratch();
  await download(describe(bytes, server.url), dir.path, quick);
  assertEquals(ranges, [null, `bytes=${bytes.length >> 1}-`]);
  await assertWhole(dir.path);
});

Deno.test("download() starts over where the server ignores Range", async () => {
  let requests = 0;
  await using server = listen(() => requests++ === 0 ? cut(bytes) : new Response(bytes));
  await using dir = await scratch();
  await download(describe(bytes, server.url), dir.path, quick);
  await assertWhole(dir.path);
});

Deno.test("download() keeps what came before it gave up, and a later run goes on from there", async () => {
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

Deno.test("download() starts over once where an earlier run left the beginning of another file", async () => {
  await using dir = await scratch();
  await Deno.writeFile(`${dir.path}/.cifar.tar.gz.part`, new Uint8Array(100));
  await using server = listen((request) => serveBytes(bytes, request));
  await download(describe(bytes, server.url), dir.path, quick);
  await assertWhole(dir.path);
});

Deno.test("download() deletes a file of another checksum and says so", async () => {
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

Deno.test("download() follows a redirect to another host", async () => {
  await using there = listen((request) => serveBytes(bytes, request));
  await using here = listen(() => Response.redirect(there.url, 302));
  await using dir = await scratch();
  await download(describe(bytes, here.url), dir.path, quick);
  assertEquals(await names(dir.path), ["cifar-10-batches-bin"]);
});

Deno.test("download() refuses redirects without end", async () => {
  await using server = listen((request) => Response.redirect(request.url, 302));
  await using dir = await scratch();
  const message = "there must be at most 5 redirects: got more";
  await assertRejects(() => download(describe(bytes, server.url), dir.path, quick), Error, message);
});

Deno.test("download() says what the server answers instead of the file", async () => {
  let requests = 0;
  await using missing = listen(() => (requests++, new Response("no such page", { status: 404 })));
  await using dir = await scratch();
  const notFound = await assertRejects(() => download(describe(bytes, missing.url), dir.path, quick), Error);
  assertEquals(
    notFound.message,
    `Cannot download ${missing.url} as the server must answer with HTTP status 200: got 404. ` +
      "The address may have changed.",
  );
  assertEquals(requests, 1);
  await using other = listen(() => new Response("another file"));
  const size = `as it must have ${bytes.length} bytes: got 12. Another file has taken its place.`;
  await assertRejects(() => download(describe(bytes, other.url), dir.path, quick), Error, size);
  assertEquals(await names(dir.path), []);
});

Deno.test("download() gives up on a server that goes silent", async () => {
  await using server = listen(() =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, 10));
        },
      }),
    )
  );
  await using dir = await scratch();
  const archive = describe(bytes, server.url);
  const patience = { retries: 0, idle: 0.1 };
  const message = "the connection must last: got nothing for 0.1 seconds. Run it again to go on from byte 10";
  await assertRejects(() => download(archive, dir.path, patience), Error, message);
});

Deno.test("download() throws UnreachableError where nobody answers", async () => {
  let url: string, host: string;
  {
    await using server = listen(() => new Response());
    ({ url, host } = server);
  }
  await using dir = await scratch();
  const error = await assertRejects(() => download(describe(bytes, url), dir.path, quick), UnreachableError);
  assertEquals(error.host, host);
  assertStringIncludes(error.message, `Cannot download ${url} as ${host} must be reachable: got `);
  assertStringIncludes(error.message, "Check the network, or put the files there by hand.");
  assertEquals(await names(dir.path), []);
});

for (
  const name of [
    "cifar-10-batches-bin/../../escaped.bin",
    "/escaped.bin",
    "escaped.bin",
    "cifar-10-batches-bin\\..\\escaped.bin",
  ]
) {
  Deno.test(`download() refuses an archive with ${name}`, async () => {
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

Deno.test("download() refuses an archive with a link", async () => {
  const header = { name: "cifar-10-batches-bin/a", size: 0, type: "symlink", linkname: "/etc/passwd" } as const;
  const archive = await gzip(await packTar([{ header }]));
  await using server = listen((request) => serveBytes(archive, request));
  await using dir = await scratch();
  const message = "every entry must be a file or a folder: got cifar-10-batches-bin/a, a symlink";
  await assertRejects(() => download(describe(archive, server.url), dir.path, quick), Error, message);
  assertEquals(await names(dir.path), []);
});
