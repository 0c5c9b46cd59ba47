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

Deno.test("openZip() refuses files that lie over each other, which unpack to more than there is", async () => {
  const whole = await Deno.readFile(new URL("golden/numpy.npz", import.meta.url)), end = whole.length - 22;
  const view = new DataView(whole.buffer),
    [files, size, at] = [
      view.getUint16(end + 10, true),
      view.getUint32(end + 12, true),
      view.getUint32(end + 16, true),
    ];
  // The list of files, ten times.
  const list = whole.subarray(at, at + size), last = whole.slice(end), told = new DataView(last.buffer);
  for (const place of [8, 10]) told.setUint16(place, 10 * files, true);
  told.setUint32(12, 10 * size, true);
  const path = await Deno.makeTempFile({ suffix: ".npz" });
  await Deno.writeFile(
    path,
    new Uint8Array(await new Blob([whole.subarray(0, at), ...Array(10).fill(list), last]).arrayBuffer()),
  );
  await assertRejects(() => openZip(path), Error, "so that some lie over others");
  await Deno.remove(path);
});
