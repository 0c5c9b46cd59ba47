import { assertEquals, assertRejects } from "@std/assert";
import { fetchNamed, namedPermissions } from "../../src/download/named_data.ts";
import { bytesOf, served } from "../datasets/named_server.ts";

Deno.test("fetchNamed() verifies size and checksum where they are known, and keeps what is there", async () => {
  await using there = await served({ "a.csv": bytesOf("a,b\n"), "b.csv": bytesOf("c\n") });
  const { dataDir } = there, files = [there.file("a.csv", "md5"), there.file("b.csv")];
  const paths = await fetchNamed({ files }, dataDir);
  assertEquals(await Promise.all(paths.map((path) => Deno.readTextFile(path))), ["a,b\n", "c\n"]);
  assertEquals(namedPermissions({ files }, dataDir), [{ name: "read", path: dataDir }]);
  await fetchNamed({ files }, dataDir);
  assertEquals(there.asked.length, 4);
  await Deno.remove(paths[0]!);
  const other = { ...files[1]!, url: files[0]!.url, checksum: { algorithm: "md5", digits: "0".repeat(32) } as const };
  await assertRejects(
    () => fetchNamed({ files: [other] }, dataDir),
    Error,
    "as its md5 must be 00000000000000000000000000000000: got",
  );
  await assertRejects(
    () => fetchNamed({ files: [{ ...files[0]!, bytes: 9 }] }, dataDir),
    Error,
    "it must have 9 bytes: got 4",
  );
  await assertRejects(() => Deno.stat(paths[0]!), Deno.errors.NotFound);
});
