import { assertEquals, assertRejects } from "@std/assert";
import { fetchFileHere } from "../../src/download/fetch_file_here.ts";
import { fetchInto } from "../../src/download/fetch_into.ts";
import { voucher } from "../../src/download/voucher.ts";
import { cut, listen, scratch, serveBytes } from "./archive_server.ts";

const old = new Uint8Array(1000).fill(1),
  fresh = new Uint8Array(1000).fill(2),
  quick = { backoff: 0.01, retries: 1, idle: 5 };

/** What the server calls a file, or nothing. */
type Named = (bytes: Uint8Array) => string | undefined;

/** A server, which may not look at If-Range, and what it was asked. */
function serving(bytes: Uint8Array<ArrayBuffer>, named: Named, deaf: boolean) {
  const asked: string[] = [], etag = named(bytes), told = new Headers({ "content-length": "1000" });
  if (etag !== undefined) told.set("etag", etag);
  const server = listen((request) => {
    if (request.method === "HEAD") return new Response(null, { headers: told });
    const range = request.headers.get("range"), condition = request.headers.get("if-range");
    asked.push(`${range} ${condition}`);
    if (range === null || !deaf && condition !== etag) return new Response(bytes, { headers: told });
    const { status, headers, body } = serveBytes(bytes, request);
    return new Response(body, { status, headers: { ...Object.fromEntries(headers), ...etag && { etag } } });
  });
  return { server, asked };
}

const tagged: Named = ([first]) => `"${first}"`, unnamed: Named = () => undefined;
const cases: Record<string, readonly [Uint8Array<ArrayBuffer>, Named, deaf: boolean, asked: readonly string[]]> = {
  "goes on where the server says that its file is the same": [old, tagged, false, ['bytes=500- "1"']],
  "starts anew where the server has another file by now": [fresh, tagged, false, ['bytes=500- "1"']],
  "starts anew where a server hands on a range of another file, whatever it was asked": [fresh, tagged, true, [
    'bytes=500- "1"',
    "null null",
  ]],
  "starts anew where nobody said which file it was": [fresh, unnamed, true, ["null null"]],
};

for (const [name, [bytes, named, deaf, wanted]] of Object.entries(cases)) {
  Deno.test(`fetchFileHere() without a checksum, after a kill, ${name}`, async () => {
    const { server, asked } = serving(bytes, named, deaf), vouched = named(old);
    await using _ = server;
    await using dir = await scratch();
    await Deno.writeFile(`${dir.path}/.cifar.tar.gz.part`, old.subarray(0, 500));
    if (vouched !== undefined) await Deno.writeTextFile(`${dir.path}/.cifar.tar.gz.part.of`, vouched);
    assertEquals(await Deno.readFile(await fetchFileHere({ url: server.url }, dir.path, quick)), bytes);
    assertEquals(asked, wanted);
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["cifar.tar.gz"]);
  });
}

Deno.test("fetchFileHere() leaves beside what was cut what the server called it", async () => {
  await using dir = await scratch();
  await using server = listen(({ method }) =>
    method === "HEAD" ? new Response(null, { headers: { "content-length": "1000" } }) : cut(old)
  );
  const get = () => fetchFileHere({ url: server.url }, dir.path, { ...quick, idle: 0.3, retries: 0 });
  await assertRejects(get, Error, "the connection must last");
  assertEquals(await Deno.readTextFile(`${dir.path}/.cifar.tar.gz.part.of`), '"small"');
});

Deno.test("voucher() knows nothing where its file holds what no header can, or is not there", async () => {
  await using dir = await scratch();
  const path = `${dir.path}/of`, { read, write } = voucher(path);
  await write(undefined);
  assertEquals(await read(), undefined);
  for (const text of ["a\nb", "\0", "x".repeat(2000)]) {
    await Deno.writeTextFile(path, text);
    assertEquals(await read(), undefined);
  }
});

Deno.test("fetchInto() forgets what it was told where the server stops telling it", async () => {
  await using dir = await scratch();
  await using server = listen(() => new Response(fresh));
  using file = await Deno.open(`${dir.path}/a`, { read: true, write: true, create: true });
  const vouching = voucher(`${dir.path}/of`);
  await vouching.write('"1"');
  const checksum = { algorithm: "md5", digits: "" } as const;
  await fetchInto(file, { url: server.url, bytes: 1000, checksum, folder: "" }, quick, vouching);
  assertEquals(await vouching.read(), undefined);
});
