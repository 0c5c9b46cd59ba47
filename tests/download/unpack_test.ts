import { assertEquals, assertRejects } from "@std/assert";
import { packTar } from "npm:modern-tar@0.8.6";
import { downloadHere as download } from "../../src/download/download_here.ts";
import { unpack } from "../../src/download/unpack.ts";
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

/** What is said of an archive, and what has become of it on the disk. */
async function unpacked(archive: Uint8Array<ArrayBuffer>, most: number): Promise<[string, number]> {
  await using dir = await scratch();
  await Deno.writeFile(`${dir.path}/archive`, archive);
  await Deno.mkdir(`${dir.path}/into`);
  using file = await Deno.open(`${dir.path}/archive`);
  const described = { ...describe(archive, ""), unpacked: most };
  const { message } = await assertRejects(() => unpack(file, described, `${dir.path}/into`), Error);
  const sizes = await Array.fromAsync(
    Deno.readDir(`${dir.path}/into`),
    async ({ name }) => (await Deno.stat(`${dir.path}/into/${name}`)).size,
  );
  return [message, sizes.reduce((sum, size) => sum + size, 0)];
}

Deno.test("unpack() cuts an archive off that would fill the disk", async () => {
  // 64 MB of zeros in 64 KB.
  const bomb = await pack({ zeros: new Uint8Array(1 << 26) });
  const [message, size] = await unpacked(bomb, 1e6);
  assertEquals(
    message,
    "Cannot unpack the archive as it must hold at most 1000000 bytes: got more. Do not use this archive.",
  );
  assertEquals(size <= 1e6, true, `${size} bytes were written`);
  // Without a size of its own, an archive may be 32 times as large as it is packed.
  assertEquals((await unpacked(bomb, 32 * bomb.length))[0].includes("bytes: got more"), true);
});

for (
  const [what, names, got] of [
    ["a file twice", ["a", "a"], "cifar-10-batches-bin/a"],
    ["a file below a file", ["a", "a/b"], "cifar-10-batches-bin/a/b"],
    ["a name that no disk takes", ["n".repeat(300)], `cifar-10-batches-bin/${"n".repeat(59)}...`],
  ] as const
) {
  Deno.test(`unpack() refuses an archive with ${what}`, async () => {
    const entries = names.map((name) => ({
      header: { name: `cifar-10-batches-bin/${name}`, size: 1, type: "file" as const },
      body: Uint8Array.of(1),
    }));
    const [message] = await unpacked(await gzip(await packTar(entries)), 1e6);
    assertEquals(
      message,
      `Cannot unpack the archive as every entry must have a place of its own: got ${got}. Do not use this archive.`,
    );
  });
}

Deno.test("unpack() refuses an archive with a name that moves a terminal's cursor, and says so in letters", async () => {
  for (const [name, seen] of [["cat\x1b[2J", "cat\\x1b[2J"], ["a\u202eb", "a\\u202eb"], ["two\nlines", "two\nlines"]]) {
    const header = { name: `cifar-10-batches-bin/${name}`, size: 1, type: "file" as const };
    const [message] = await unpacked(await gzip(await packTar([{ header, body: Uint8Array.of(1) }])), 1e6);
    assertEquals(
      message,
      `Cannot unpack the archive as names must have no control characters: got cifar-10-batches-bin/${seen}. ` +
        "Do not use this archive.",
    );
  }
});

Deno.test("unpack() says what is no archive, or a broken one", async () => {
  const whole = await pack(files);
  const rule = "Cannot unpack the archive as it must be a whole .tar.gz: got ";
  for (
    const bytes of [new Uint8Array(), Uint8Array.of(1, 2, 3), whole.slice(0, whole.length / 2), whole.slice(0, -4)]
  ) {
    const [message] = await unpacked(bytes, 1e6);
    assertEquals(message.startsWith(rule), true, message);
  }
});
