import { assertEquals, assertRejects } from "@std/assert";
import { packTar } from "npm:modern-tar@0.8.6";
import { tarSamples } from "../../src/files/tar_samples.ts";

const file = (name: string, text: string) => {
  const body = new TextEncoder().encode(text);
  return { header: { name, size: body.length, type: "file" as const }, body };
};
const read = async (bytes: Uint8Array<ArrayBuffer>, name = "a.tar") =>
  await Array.fromAsync(
    tarSamples(new Response(bytes).body!, name),
    ({ key, parts }) => [
      key,
      Object.entries(parts).map(([ending, bytes]) => `${ending} ${new TextDecoder().decode(bytes)}`),
    ],
  );

Deno.test("tarSamples() puts files of one name together, up to the first dot, in any folder", async () => {
  const bytes = await packTar([
    { header: { name: "d.x/", size: 0, type: "directory" } },
    ...[
      file("d.x/1.jpg", "a"),
      file("d.x/1.SEG.png", "b"),
      file("d.x/README", "-"),
      file("2.jpg", "c"),
      file("d.x/2.jpg", "d"),
    ],
  ]);
  assertEquals(await read(bytes), [["d.x/1", ["jpg a", "seg.png b"]], ["2", ["jpg c"]], ["d.x/2", ["jpg d"]]]);
});

Deno.test("tarSamples() leaves hidden files out, as those that macOS puts before others", async () => {
  const bytes = await packTar(["._1.jpg", "1.jpg", "d/._1.cls", "1.cls", ".notes.txt"].map((name) => file(name, "a")));
  assertEquals(await read(bytes), [["1", ["jpg a", "cls a"]]]);
});

Deno.test("tarSamples() names an archive that is cut short or packed in another way", async () => {
  const bytes = await packTar([file("1.txt", "x".repeat(2000))]);
  await assertRejects(
    () => read(bytes.slice(0, 1000)),
    Error,
    "Cannot read a.tar as it must be a whole tar archive: got",
  );
  await assertRejects(
    () => read(bytes, "a.tar.gz?v=1"),
    Error,
    "Cannot read a.tar.gz?v=1 as it must be a whole tar archive",
  );
});
