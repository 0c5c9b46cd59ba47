/** Servers that send something else than they were asked for, or nothing. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { download } from "../../src/download/download.ts";
import { downloadHere } from "../../src/download/download_here.ts";
import { archiveOf } from "./tar.ts";
import { attempt, type Kind, must } from "./tally.ts";

const good = archiveOf([{ name: "data/", type: "5" }, { name: "data/a", body: "hello" }]), { length } = good;
const stream = (chunks: readonly (Uint8Array<ArrayBuffer> | number)[], then: "end" | "more" | "cut" = "end") =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      for (const chunk of chunks) {
        if (typeof chunk === "number") await new Promise((resolve) => setTimeout(resolve, chunk));
        else controller.enqueue(chunk);
      }
      if (then === "end") controller.close();
      if (then === "cut") controller.error(new Error("cut"));
    },
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (then === "more") controller.enqueue(new Uint8Array(65_536));
    },
  });
const to = (location: string) => new Response(null, { status: 302, headers: { location } });
const long = (bytes: number) => ({ headers: { "content-length": String(bytes) } });
const from = (request: Request) => Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? 0);
const rest = (begin: number, body: BodyInit) =>
  begin === 0
    ? new Response(body)
    : new Response(body, { status: 206, headers: { "content-range": `bytes ${begin}-${length - 1}/${length}` } });

type Answer = (request: Request, number: number) => Response | Promise<Response>;

/** What still ends in a whole folder. */
const SERVED: Record<string, Answer> = {
  "all is well": () => new Response(good, long(length)),
  "no length told": () => new Response(stream([good])),
  "503 twice": (_, number) => number < 3 ? new Response("no", { status: 503 }) : new Response(good),
  "cut every 40 bytes": (request) => {
    const begin = from(request), end = Math.min(begin + 40, length);
    return rest(begin, stream([good.slice(begin, end), 30], end === length ? "end" : "cut"));
  },
};

/** What ends in a sentence, and in no folder. */
const REFUSED: Record<string, Answer> = {
  "a longer file": () => new Response(new Uint8Array(length + 1), long(length + 1)),
  "a shorter file": () => new Response(new Uint8Array(length - 1), long(length - 1)),
  "other bytes": () => new Response(new Uint8Array(length), long(length)),
  "nothing": () => new Response(stream([])),
  "204": () => new Response(null, { status: 204 }),
  "404": () => new Response("no", { status: 404 }),
  "500 for ever": () => new Response("no", { status: 500 }),
  "429 for ever": () => new Response("no", { status: 429 }),
  "416 for ever": () => new Response(null, { status: 416 }),
  "a part that nobody asked for": () =>
    new Response(good, { status: 206, headers: { "content-range": "bytes 5-9/10" } }),
  "a redirect to itself": (request) => to(request.url),
  "a redirect to a file": () => to("file:///etc/passwd"),
  "a redirect to data": () => to("data:text/plain,hello"),
  "a redirect to a blob": () => to("blob:null/x"),
  "a redirect to nonsense": () => to("http://["),
  "a redirect to nobody": () => to("http://127.0.0.1:1/x"),
  "a file that is compressed again": () =>
    new Response(new Response(good).body!.pipeThrough(new CompressionStream("gzip")), {
      headers: { "content-encoding": "gzip" },
    }),
  "a page": () => new Response("<html>login</html>", { headers: { "content-type": "text/html" } }),
  "silence": () => new Promise(() => {}),
  "silence after ten bytes": () => new Response(stream([good.slice(0, 10), 5000]), long(length)),
  "a byte now and then": () =>
    new Response(stream([...good].flatMap((byte) => [200, Uint8Array.of(byte)])), long(length)),
};

/** What is known to be more only where it comes with the last of the bytes that were wanted. */
const EITHER: Record<string, Answer> = {
  "more than was told": () => new Response(stream([good, new Uint8Array(500)])),
  "no end": () => new Response(stream([good], "more")),
};

/** What is tried by a process with narrow rights too, which takes a while to start. */
const NARROW = [
  "all is well",
  "cut every 40 bytes",
  "other bytes",
  "a redirect to a file",
  "a redirect to nobody",
  "no end",
];

/** Servers. */
export const servers: Kind = {
  name: "odd servers",
  async run({ folder }, tally) {
    const digits = createHash("md5").update(good).digest("hex");
    const ask = async (
      name: string,
      answer: Answer,
      fetched: typeof download,
    ): Promise<[Error | undefined, string[]]> => {
      const dir = join(folder, name.replaceAll(" ", "_")), abort = new AbortController();
      let number = 0;
      const options = {
        port: 0,
        hostname: "127.0.0.1",
        onListen() {},
        onError: () => new Response(null, { status: 500 }),
      };
      const server = Deno.serve({ ...options, signal: abort.signal }, (request) => answer(request, ++number));
      const url = `http://127.0.0.1:${server.addr.port}/data.tar.gz`, checksum = { algorithm: "md5", digits } as const;
      const error = await fetched({ url, bytes: length, checksum, folder: "data" }, dir, { backoff: 0.01, idle: 0.4 })
        .then(() => undefined, (error: Error) => error);
      abort.abort();
      return [error, (await Array.fromAsync(Deno.readDir(dir))).map((entry) => entry.name)];
    };
    const all = { ...SERVED, ...EITHER, ...REFUSED };
    const ways = [
      ...Object.keys(all).map((name) => ({ name, called: name, fetched: downloadHere })),
      ...NARROW.map((name) => ({ name, called: `${name}, with narrow rights`, fetched: download })),
    ];
    const tries = ways.map(({ name, called, fetched }) =>
      attempt(tally, called, async () => {
        const [error, left] = await ask(called, all[name]!, fetched);
        if (error === undefined || name in SERVED) {
          must(error === undefined, `it was refused: ${error}`);
          must(!(name in REFUSED), "it was taken");
          return must(`${left}` === "data", `there is ${left}`);
        }
        // Such a process may not even ask another host.
        must(/^Cannot (download|use) |Cannot follow a redirect/.test(error.message), `it is refused by ${error}`);
        must(!left.includes("data"), "there is a folder");
      })
    );
    await Promise.all(tries);
  },
};
