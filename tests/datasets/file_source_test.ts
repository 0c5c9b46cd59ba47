import { assertEquals, assertThrows } from "@std/assert";
import { fileSource } from "../../src/datasets/file_source.ts";
import { PILLOW_IMAGES } from "./pillow_images.ts";

Deno.test("fileSource() reads an image when it is asked for, and names a file that is broken or gone", async () => {
  const folder = await Deno.makeTempDir();
  const [{ name, bytes, pixels }] = PILLOW_IMAGES as [typeof PILLOW_IMAGES[0]];
  const files = [`${folder}/${name}`, `${folder}/broken.jpg`, `${folder}/gone.jpg`];
  const source = await fileSource(files);
  await Deno.writeFile(files[0]!, bytes);
  await Deno.writeFile(files[1]!, bytes.subarray(0, 305));
  assertEquals([...source.image(0).pixels], [...pixels]);
  assertEquals(
    assertThrows(() => source.image(1), Error).message,
    `Cannot read ${files[1]} as it must be a whole JPEG of grey or RGB: got one that cannot be decoded ` +
      "(Premature end of JPEG file). Replace the file, or remove it.",
  );
  assertEquals(
    assertThrows(() => source.image(2), Error).message,
    `Cannot read ${
      files[2]
    } as it must be a file that may be read: got NotFound. Put it back, or open the dataset anew.`,
  );
  assertEquals(source.title(1), files[1]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("fileSource() reads files alone, and none that is larger than any image", async () => {
  const folder = await Deno.makeTempDir();
  const large = `${folder}/large.png`;
  await Deno.writeTextFile(large, "");
  // A file of holes takes no room.
  await Deno.truncate(large, 2 ** 28 + 1);
  const source = await fileSource([folder, "/dev/zero", large]);
  const message = (index: number) => assertThrows(() => source.image(index), Error).message;
  assertEquals(message(0), `Cannot read ${folder} as it must be a file: got a folder, a pipe or a device. Remove it.`);
  if (Deno.build.os !== "windows") {
    assertEquals(
      message(1),
      "Cannot read /dev/zero as it must be a file: got a folder, a pipe or a device. Remove it.",
    );
  }
  assertEquals(message(2), `Cannot read ${large} as it must have at most 268435456 bytes: got 268435457. Remove it.`);
  await Deno.remove(folder, { recursive: true });
});
