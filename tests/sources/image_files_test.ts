import { assertEquals, assertThrows } from "@std/assert";
import { imageFiles } from "../../src/sources/image_files.ts";
import type { Sample } from "../../src/source.ts";
import type { Picture } from "../../src/transform.ts";
import { PILLOW_IMAGES } from "../pixels/pillow_images.ts";

Deno.test("imageFiles() reads an image when it is asked for, and names a file that is broken or gone", async () => {
  const folder = await Deno.makeTempDir();
  const [{ name, bytes, pixels }] = PILLOW_IMAGES as [typeof PILLOW_IMAGES[0]];
  const files = [`${folder}/${name}`, `${folder}/broken.jpg`, `${folder}/gone.jpg`];
  const source = imageFiles({ files, labels: [4, 0, 1] });
  assertThrows(() => source.get(0), Error, "Call await open() before.");
  await source.open!();
  await Deno.writeFile(files[0]!, bytes);
  await Deno.writeFile(files[1]!, bytes.subarray(0, 305));
  const { x, y } = source.get(0) as Sample<Picture, number>;
  assertEquals([[...x.data], y], [[...pixels], 4]);
  assertEquals(
    assertThrows(() => source.get(1), Error).message,
    `Cannot read ${files[1]} as it must be a whole JPEG: got one that cannot be decoded ` +
      "(Premature end of JPEG file). Replace the file, or remove it.",
  );
  assertEquals(
    assertThrows(() => source.get(2), Error).message,
    `Cannot read ${
      files[2]
    } as it must be a file that may be read: got NotFound. Check its path, put it back, or open the dataset anew.`,
  );
  assertEquals([source.title!(1), source.size, [...source.labels!() as number[]]], [files[1], 3, [4, 0, 1]]);
  assertThrows(() => imageFiles({ files, labels: [1] }), RangeError, "got 3 files and 1 labels");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("imageFiles() reads files alone, and none that is larger than any image", async () => {
  const folder = await Deno.makeTempDir();
  const large = `${folder}/large.png`;
  await Deno.writeTextFile(large, "");
  // A file of holes takes no room.
  await Deno.truncate(large, 2 ** 28 + 1);
  const source = imageFiles({ files: [folder, "/dev/zero", large], labels: [0, 0, 0] });
  await source.open!();
  const message = (index: number) => assertThrows(() => source.get(index), Error).message;
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
