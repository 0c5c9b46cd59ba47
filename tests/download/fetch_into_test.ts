import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fetchInto } from "../../src/download/fetch_into.ts";
import { UnreachableError } from "../../src/download/open_url.ts";
import { cifarFiles, cut, describe, listen, pack, scratch, serveBytes } from "./archive_server.ts";

const bytes = await pack(cifarFiles());
const quick = { backoff: 0.01, retries: 2, idle: 5 };

async function emptyFile(): Promise<{ path: string; open: Deno.FsFile } & AsyncDisposable> {
  const dir = await scratch();
  const path = `${dir.path}/archive`;
  const open = await Deno.open(path, { read: true, write: true, createNew: true });
  return {
    path,
    open,
    async [Symbol.asyncDispose]() {
      open.close();
      await dir[Symbol.asyncDispose]();
    },
  };
}

Deno.test("fetchInto() goes on by Range where the connection was cut", async () => {
  const ranges: (string | null)[] = [];
  await using server = listen((request) => {
    ranges.push(request.headers.get("range"));
    if (ranges.length === 1) return cut(bytes);
    assertEquals(request.headers.get("if-range"), '"small"');
    return serveBytes(bytes, request);
  });
  await using file = await emptyFile();
  await fetchInto(file.open, describe(bytes, server.url), quick);
  assertEquals(ranges, [null, `bytes=${bytes.length >> 1}-`]);
  assertEquals(await Deno.readFile(file.path), bytes);
});

Deno.test("fetchInto() starts over where the server ignores Range", async () => {
  let requests = 0;
  await using server = listen(() => requests++ === 0 ? cut(bytes) : new Response(bytes));
  await using file = await emptyFile();
  await fetchInto(file.open, describe(bytes, server.url), quick);
  assertEquals(await Deno.readFile(file.path), bytes);
});

Deno.test("fetchInto() follows a redirect to another host", async () => {
  await using there = listen((request) => serveBytes(bytes, request));
  await using here = listen(() => Response.redirect(there.url, 302));
  await using file = await emptyFile();
  await fetchInto(file.open, describe(bytes, here.url), quick);
  assertEquals(await Deno.readFile(file.path), bytes);
});

Deno.test("fetchInto() refuses redirects without end", async () => {
  await using server = listen((request) => Response.redirect(request.url, 302));
  await using file = await emptyFile();
  const message = "there must be at most 5 redirects: got more";
  await assertRejects(() => fetchInto(file.open, describe(bytes, server.url), quick), Error, message);
});

Deno.test("fetchInto() says what the server answers instead of the file", async () => {
  let requests = 0;
  await using missing = listen(() => (requests++, new Response("no such page", { status: 404 })));
  await using file = await emptyFile();
  const notFound = await assertRejects(() => fetchInto(file.open, describe(bytes, missing.url), quick), Error);
  assertEquals(
    notFound.message,
    `Cannot download ${missing.url} as the server must answer with HTTP status 200: got 404. ` +
      "The address may have changed.",
  );
  assertEquals(requests, 1);
  await using other = listen(() => new Response("another file"));
  const size = `as it must have ${bytes.length} bytes: got 12. Another file has taken its place.`;
  await assertRejects(() => fetchInto(file.open, describe(bytes, other.url), quick), Error, size);
  assertEquals(await Deno.readFile(file.path), new Uint8Array());
});

Deno.test("fetchInto() gives up on a server that goes silent", async () => {
  await using server = listen(() =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, 10));
        },
      }),
    )
  );
  await using file = await emptyFile();
  const archive = describe(bytes, server.url);
  const patience = { retries: 0, backoff: 0.01, idle: 0.1 };
  const message = "the connection must last: got 10 bytes in 0.1 seconds. Run it again to go on from byte 10";
  await assertRejects(() => fetchInto(file.open, archive, patience), Error, message);
});

Deno.test("fetchInto() throws UnreachableError where nobody answers", async () => {
  let url: string, host: string;
  {
    await using server = listen(() => new Response());
    ({ url, host } = server);
  }
  await using file = await emptyFile();
  const error = await assertRejects(() => fetchInto(file.open, describe(bytes, url), quick), UnreachableError);
  assertEquals(error.host, host);
  assertStringIncludes(error.message, `Cannot download ${url} as ${host} must be reachable: got `);
  assertStringIncludes(error.message, "Check the network, or put the files there by hand.");
  assertEquals(await Deno.readFile(file.path), new Uint8Array());
});

/** What is said where a server answers so, and how often it was asked. */
async function refused(answer: (request: Request) => Response): Promise<{ message: string; requests: number }> {
  let requests = 0;
  await using server = listen((request) => (requests++, answer(request)));
  await using file = await emptyFile();
  const error = await assertRejects(() => fetchInto(file.open, describe(bytes, server.url), quick), Error);
  assertEquals(error.name, "Error", error.message);
  return { message: error.message.replace(server.url, "URL"), requests };
}

Deno.test("fetchInto() refuses a body that goes on behind its end, and asks no more", async () => {
  const longer = new Uint8Array(bytes.length + 1);
  const endless = () =>
    new Response(new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(longer) }));
  assertEquals(await refused(endless), {
    message: `Cannot download URL as it must have ${bytes.length} bytes: got more. Another file has taken its place.`,
    requests: 1,
  });
});

Deno.test("fetchInto() refuses a body that the server has encoded", async () => {
  const body = () => new Response(bytes).body!.pipeThrough(new CompressionStream("gzip"));
  assertEquals(await refused(() => new Response(body(), { headers: { "content-encoding": "gzip" } })), {
    message: "Cannot download URL as the server must send the file as it is: got it encoded as gzip. " +
      "Ask who runs it, or take a mirror.",
    requests: 1,
  });
});

for (const location of ["file:///etc/passwd", "data:,a", "blob:null/x", "ftp://127.0.0.1/x", "http://["]) {
  Deno.test(`fetchInto() refuses a redirect to ${location}`, async () => {
    assertEquals(await refused(() => new Response(null, { status: 302, headers: { location } })), {
      message:
        `Cannot download URL as a redirect must lead to http or https: got ${location}. The address may have changed.`,
      requests: 1,
    });
  });
}

Deno.test("fetchInto() gives up on a server that sends nothing, or a byte at each try", async () => {
  const end = "as the connection must last: got the end after";
  const nothing = await refused(() => new Response(new ReadableStream({ start: (controller) => controller.close() })));
  assertStringIncludes(nothing.message, `${end} 0 of ${bytes.length} bytes`);
  assertEquals(nothing.requests, 3);
  const byte = await refused((request) => {
    const begin = Number(/\d+/.exec(request.headers.get("range") ?? "0")![0]);
    const headers = { "content-range": `bytes ${begin}-${bytes.length - 1}/${bytes.length}` };
    const one = new ReadableStream({
      start(controller) {
        controller.enqueue(bytes.slice(begin, begin + 1));
        controller.close();
      },
    });
    return new Response(one, begin === 0 ? {} : { status: 206, headers });
  });
  assertStringIncludes(byte.message, `${end} 3 of ${bytes.length} bytes`);
  assertEquals(byte.requests, 3);
});

Deno.test("fetchInto() gives up on a server that sends a byte now and then for ever", async () => {
  await using server = listen(() => {
    let timer: ReturnType<typeof setInterval>;
    return new Response(
      new ReadableStream({
        start: (controller) => void (timer = setInterval(() => controller.enqueue(Uint8Array.of(0)), 20)),
        cancel: () => clearInterval(timer),
      }),
    );
  });
  await using file = await emptyFile();
  const patience = { retries: 0, idle: 0.2 };
  await assertRejects(
    () => fetchInto(file.open, describe(bytes, server.url), patience),
    Error,
    "bytes in 0.2 seconds. Run it again",
  );
});

Deno.test("fetchInto() gives up on a server that begins anew for ever, however far it comes each time", async () => {
  let turn = 0;
  const { message, requests } = await refused(() => {
    const part = bytes.slice(0, bytes.length * (turn++ % 2 === 0 ? 0.5 : 0.75));
    return new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(part);
          controller.close();
        },
      }),
    );
  });
  assertStringIncludes(message, "the connection must last: got the end after");
  assertEquals(requests, 5);
});
