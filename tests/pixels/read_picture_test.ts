import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { readBytes, readPicture } from "../../src/pixels/read_picture.ts";
import { ANNOTATED } from "../sources/annotated.ts";
import { type Picture, readImage, writeImage } from "../../mod.ts";

Deno.test("readPicture() decodes a file, and says which one is none", async () => {
  const decode = await imageDecoder();
  assertEquals(readPicture(`${ANNOTATED}/images/b.png`, decode).shape, [5, 4, 3]);
  assertThrows(() => readPicture(`${ANNOTATED}/data.yaml`, decode), Error, "data.yaml as it must be JPEG, PNG or WebP");
  assertEquals(readBytes(`${ANNOTATED}/ImageSets/Main/train.txt`).length, 4);
});

/** A slope of red along rows and of green along columns. */
function slope(height: number, width: number): Picture {
  const data = Uint8Array.from(
    { length: height * width * 3 },
    (_, i) => [2 * (Math.floor(i / 3) % width), 2 * Math.floor(i / 3 / width), 100][i % 3]!,
  );
  return { dtype: "uint8", shape: [height, width, 3], data };
}

Deno.test("readImage() gives what writeImage() has written: PNG to the byte, JPEG nearly, by its quality", async () => {
  const folder = await Deno.makeTempDir(), image = slope(64, 96);
  const off = async (name: string, quality?: number) => {
    const path = `${folder}/${name}`;
    await writeImage(path, image, quality === undefined ? {} : { quality });
    const { shape, data } = await readImage(path);
    assertEquals(shape, image.shape);
    assertEquals((await readImage(await Deno.readFile(path))).data, data);
    const sum = data.reduce((sum, byte, i) => sum + Math.abs(byte - image.data[i]!), 0);
    return { error: sum / data.length, bytes: (await Deno.stat(path)).size };
  };
  assertEquals((await off("a.png")).error, 0);
  const [good, poor] = [await off("a.jpg", 95), await off("b.JPEG", 5)];
  assert(good.error < 2, `${good.error} of 255`);
  assert(poor.error > good.error && poor.bytes < good.bytes, JSON.stringify([good, poor]));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("readImage() refuses what is no image, and says which file", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "GIF89a");
  await assertRejects(() => readImage(path), TypeError, `Cannot read ${path} as it must be JPEG, PNG or WebP`);
  await Deno.remove(path);
  await assertRejects(() => readImage(path), Deno.errors.NotFound);
  for (const odd of [".", "/dev/zero"]) {
    await assertRejects(
      () => readImage(odd),
      TypeError,
      `Cannot read ${odd} as it must be a file: got a folder, a pipe or a device.`,
    );
  }
});
