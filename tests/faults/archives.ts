/** Archives that were made to do harm, through the downloader, from a server on this machine. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Buffer } from "node:buffer";
import { createGzip } from "node:zlib";
import { generator } from "../../mod.ts";
import { downloadHere as download } from "../../src/download/download_here.ts";
import { mutateBytes } from "./mutate.ts";
import { attempt, type Kind, must } from "./tally.ts";
import { archiveOf, blocks, type Entry, packed } from "./tar.ts";

const F = "data", root: Entry = { name: `${F}/`, type: "5" };
const a = (name: string, more: Partial<Entry> = {}): Entry => ({ name, body: "hello", ...more });
const of = (...entries: readonly Entry[]) => () => archiveOf([root, ...entries]);

/** Archives that must be refused. */
const REFUSED: Record<string, () => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>> = {
  "a way up": of(a(`${F}/../evil`)),
  "a long way up": of(a(`${F}/a/../../../evil`)),
  "a way up at first": of(a("../evil")),
  "an absolute name": of(a("/tmp/evil")),
  "a backslash": of(a(`${F}\\..\\evil`)),
  "a drive": of(a("C:/evil")),
  "another folder": of(a("other/evil")),
  "a folder whose name begins alike": of(a(`${F}evil/x`)),
  "a symbolic link and a file in it": of({ name: `${F}/l`, type: "2", link: "/tmp" }, a(`${F}/l/evil`)),
  "the root as a link": () => archiveOf([{ name: F, type: "2", link: "/tmp" }, a(`${F}/evil`)]),
  "a hard link": of({ name: `${F}/l`, type: "1", link: "/etc/passwd" }),
  "a device": of({ name: `${F}/c`, type: "3" }),
  "a pipe": of({ name: `${F}/p`, type: "6" }),
  "a file twice": of(a(`${F}/a`), a(`${F}/a`, { body: "other" })),
  "a file and one below it": of(a(`${F}/a`), a(`${F}/a/b`)),
  "a name of 300 letters": of(a("x", { pax: { path: `${F}/${"n".repeat(300)}` } })),
  "another name by pax": of(a(`${F}/a`, { pax: { path: "../evil" } })),
  "a size by pax": of(a(`${F}/a`, { pax: { size: "99999999999" } })),
  "a size of 2^60": of(a(`${F}/a`, { size: Uint8Array.of(128, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0) })),
  "a size below 0": of(a(`${F}/a`, { size: new Uint8Array(12).fill(255) })),
  "a size of letters": of(a(`${F}/a`, { size: "zzzzzzzzzzz\0" })),
  "a wrong checksum": of(a(`${F}/a`, { wrong: true })),
  "a file that is cut": () => packed([blocks([root, a(`${F}/a`, { body: "x".repeat(5000) })]).slice(0, 2000)]),
  "a long name of a gigabyte": of({ name: "././@LongLink", type: "L", size: "10000000000\0" }),
  "a pax header of a gigabyte": of({ name: "pax", type: "x", size: "10000000000\0" }),
  "no gzip": () => new TextEncoder().encode("hello world".repeat(100)),
  "half of a gzip": () => archiveOf([root, a(`${F}/a`)]).slice(0, 60),
  "a gzip without its end": () => archiveOf([root, a(`${F}/a`)]).slice(0, -4),
  "nothing": () => new Uint8Array(0),
  "zeros that unpack to 200 MB": () =>
    bomb([root, a(`${F}/z`, { body: "", size: `${(2e8).toString(8).padStart(11, "0")}\0` })], 2e8),
  "a long name that unpacks to 200 MB": () =>
    bomb([root, { name: "././@LongLink", type: "L", size: `${(2e8).toString(8).padStart(11, "0")}\0` }], 2e8),
};

async function bomb(entries: readonly Entry[], zeros: number): Promise<Uint8Array<ArrayBuffer>> {
  const gzip = createGzip(), chunks: Uint8Array[] = [];
  gzip.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const end = new Promise((resolve) => gzip.on("end", resolve));
  gzip.write(blocks(entries));
  for (let done = 0; done < zeros; done += 1e6) {
    if (!gzip.write(new Uint8Array(1e6))) await new Promise((next) => gzip.once("drain", next));
  }
  gzip.end(new Uint8Array(1024));
  await end;
  return new Uint8Array(Buffer.concat(chunks));
}

/** Archives that hold a whole folder if what makes no sense in them is passed over. */
const EITHER: typeof REFUSED = {
  "a size below 0 by pax": of(a(`${F}/a`, { pax: { size: "-5" } })),
  "a size that is none by pax": of(a(`${F}/a`, { pax: { size: "abc" } })),
};

/** Archives. */
export const archives: Kind = {
  name: "hostile archives",
  async run({ long, seed, folder }, tally) {
    let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response(bytes));
    const url = `http://127.0.0.1:${server.addr.port}/data.tar.gz`, dir = join(folder, "a", "b");
    const judge = async (given: Uint8Array<ArrayBuffer>, mustRefuse: boolean) => {
      await Deno.remove(join(folder, "a"), { recursive: true }).catch(() => {});
      bytes = given;
      const digits = createHash("md5").update(bytes).digest("hex"), checksum = { algorithm: "md5", digits } as const;
      const before = Deno.memoryUsage().rss;
      const archive = { url, bytes: bytes.length, checksum, folder: F };
      const error = await download(archive, dir, { backoff: 0.01, retries: 1 }).then(
        () => undefined,
        (error: Error) => error,
      );
      must(Deno.memoryUsage().rss - before < 4e8, "it took more than 400 MB");
      const names = async (path: string) =>
        (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name).toSorted();
      must(
        `${await names(folder)}` === "a" && `${await names(join(folder, "a"))}` === "b",
        "something lies outside of the folder",
      );
      if (mustRefuse) must(error !== undefined, "it was unpacked");
      must(`${await names(dir)}` === (error === undefined ? F : ""), `there is ${await names(dir)}`);
      must(error === undefined || /^Cannot (unpack|download|use) /.test(error.message), `it is refused by ${error}`);
    };
    for (const [name, make] of Object.entries({ ...REFUSED, ...EITHER })) {
      await attempt(tally, name, async () => await judge(await make(), name in REFUSED));
    }

    const next = generator(seed), int = (most: number) => Math.floor(next() * most);
    const good = blocks([
      root,
      a(`${F}/a`),
      a(`${F}/b/c`, { body: "x".repeat(700) }),
      a("x", { pax: { path: `${F}/${"q/".repeat(70)}r` } }),
    ]);
    await attempt(tally, "a good one", async () => {
      await judge(packed([good, new Uint8Array(1024)]), false);
      must((await Deno.readTextFile(join(dir, F, "a"))) === "hello", "its file has another content");
    });
    for (let i = 0; i < (long ? 1500 : 120); i++) {
      const inner = i % 3 !== 0;
      const changed = inner
        ? packed([mutateBytes(good, int), new Uint8Array(1024)])
        : mutateBytes(packed([good, new Uint8Array(1024)]), int);
      await attempt(tally, `archive ${i} of seed ${seed}`, () => judge(changed, false));
    }
  },
};
