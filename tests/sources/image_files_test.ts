import { assertEquals, assertThrows } from "@std/assert";
import { fileSource } from "../../src/sources/image_files.ts";
import { PILLOW_IMAGES } from "../pixels/pillow_images.ts";

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
