import { assertEquals, assertRejects } from "@std/assert";
import { fetchFileHere } from "../../src/download/fetch_file_here.ts";
import { chunksOf, fetchVerified, verify } from "../../src/download/fetch_verified.ts";
import { scratch } from "./archive_server.ts";

const bytes = new TextEncoder().encode("weights"), text = (path: string) => Deno.readTextFile(path);

/** A server that goes on from any byte, and what it was asked to go on from. */
async function serving(work: (url: string, ranges: (string | null)[], dir: string) => Promise<void>): Promise<void> {
  await using dir = await scratch();
  const ranges: (string | null)[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, ({ headers }) => {
    const range = headers.get("range"), from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    ranges.push(range);
    if (range === null) return new Response(bytes);
    const told = { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
    return new Response(bytes.subarray(from), { status: 206, headers: told });
  });
  await work(`http://127.0.0.1:${server.addr.port}/a.pth`, ranges, dir.path);
}

Deno.test("fetchVerified() starts over once where an earlier run left the beginning of another file", async () => {
  await serving(async (url, ranges, dir) => {
    const path = `${dir}/a.part`,
      archive = { url, bytes: bytes.length, checksum: { algorithm: "md5", digits: "" }, folder: "" } as const;
    await Deno.writeTextFile(path, "oth");
    using file = await Deno.open(path, { read: true, write: true });
    const judge = async () =>
      await text(path) === "weights" ? undefined : { rule: "text must be weights", got: await text(path) };
    await fetchVerified(file, archive, judge, {});
    assertEquals([await text(path), ranges], ["weights", ["bytes=3-", null]]);
    await file.truncate(0);
    const never = () => Promise.resolve({ rule: "text must be gold", got: "weights" });
    await assertRejects(
      () => fetchVerified(file, archive, never, {}),
      Error,
      "as its text must be gold: got weights. It has been deleted",
    );
    assertEquals([await text(path), ranges.length], ["", 3]);
  });
});

Deno.test("fetchFileHere() starts over as well, and leaves nothing of what was wrong", async () => {
  await serving(async (url, _, dir) => {
    // By md5sum.
    const checksum = { algorithm: "md5", digits: "63f4f1e9b725370f459720575cd5f953" } as const,
      known = { url, bytes: bytes.length, checksum };
    await Deno.writeTextFile(`${dir}/.a.pth.part`, "oth");
    assertEquals(await text(await fetchFileHere(known, dir)), "weights");
    await Deno.remove(`${dir}/a.pth`);
    const other = { ...known, checksum: { algorithm: "md5", digits: "00" } as const };
    await assertRejects(
      () => fetchFileHere(other, dir),
      Error,
      "as its md5 must be 00: got 63f4f1e9b725370f459720575cd5f953",
    );
    assertEquals([...Deno.readDirSync(dir)], []);
  });
});

// The checksums of "abc" in RFC 1321 and FIPS 180-4.
const md5 = "900150983cd24fb0d6963f7d28e17f72";
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

Deno.test("verify() knows md5 and sha256, and tells the checksum that a wrong file has", async () => {
  await using dir = await scratch();
  const path = `${dir.path}/abc`;
  await Deno.writeTextFile(path, "abc");
  using file = await Deno.open(path);
  const judge = (algorithm: "md5" | "sha256", digits: string) => verify(file, { checksum: { algorithm, digits } });
  assertEquals(await judge("md5", md5.toUpperCase()), undefined);
  assertEquals(await judge("sha256", sha256), undefined);
  const other = md5.replace("9", "8");
  assertEquals(await judge("md5", other), { rule: `md5 must be ${other}`, got: md5 });
});

Deno.test("chunksOf() reads a file from its beginning, each time, and leaves it open", async () => {
  await using dir = await scratch();
  const path = `${dir.path}/bytes`;
  const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251);
  await Deno.writeFile(path, bytes);
  using file = await Deno.open(path);
  for (let pass = 0; pass < 2; pass++) {
    const chunks = await Array.fromAsync(chunksOf(file));
    assertEquals(new Uint8Array(await new Blob(chunks).arrayBuffer()), bytes);
  }
});
