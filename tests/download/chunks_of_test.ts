import { assertEquals } from "@std/assert";
import { chunksOf } from "../../src/download/chunks_of.ts";
import { scratch } from "./archive_server.ts";

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
