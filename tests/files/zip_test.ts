import { assertEquals, assertRejects } from "@std/assert";
import { openZip } from "../../src/files/zip.ts";

Deno.test("openZip() lists the files of a zip, and closes it with its scope", async () => {
  const path = new URL("golden/numpy.npz", import.meta.url).pathname;
  await using zip = await openZip(path);
  assertEquals(zip.files.map(({ filename }) => filename)[0], "a/kernel.npy");
});

Deno.test("openZip() refuses what is no zip, and leaves no file open", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "no zip at all, but long enough to look for its end");
  await assertRejects(() => openZip(path));
  await Deno.remove(path);
});
