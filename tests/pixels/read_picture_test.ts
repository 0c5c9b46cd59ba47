import { assertEquals, assertThrows } from "@std/assert";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { readBytes, readPicture } from "../../src/pixels/read_picture.ts";
import { ANNOTATED } from "../sources/annotated.ts";

Deno.test("readPicture() decodes a file, and says which one is none", async () => {
  const decode = await imageDecoder();
  assertEquals(readPicture(`${ANNOTATED}/images/b.png`, decode).shape, [5, 4, 3]);
  assertThrows(() => readPicture(`${ANNOTATED}/data.yaml`, decode), Error, "data.yaml as it must be JPEG, PNG or WebP");
  assertEquals(readBytes(`${ANNOTATED}/ImageSets/Main/train.txt`).length, 4);
});
