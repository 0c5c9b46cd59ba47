import { assertEquals } from "@std/assert";
import { firstFrame } from "../../../src/pixels/decode_image/first_frame.ts";
import { formatOf } from "../../../src/pixels/decode_image/header.ts";
import { ANIMATED_IMAGES } from "../animated_images.ts";
import { PILLOW_IMAGES } from "../pillow_images.ts";

// The pixels of the frames are held against Pillow's in decode_image_test.ts.
Deno.test("firstFrame() makes a still WebP of an animation, and says where it lies", () => {
  const places = ANIMATED_IMAGES.map(({ bytes }) => {
    const { still, ...place } = firstFrame(bytes)!;
    assertEquals([formatOf(still), firstFrame(still)], ["WebP", undefined]);
    assertEquals(new DataView(still.buffer).getUint32(4, true), still.length - 8);
    return place;
  });
  const small = { x: 0, y: 0, width: 4, height: 3 };
  assertEquals(places, [small, small, small, { x: 2, y: 4, width: 8, height: 8 }]);
});

Deno.test("firstFrame() leaves still images alone, and animations without a whole frame", () => {
  for (const { bytes } of PILLOW_IMAGES) assertEquals(firstFrame(bytes), undefined);
  for (const { bytes } of ANIMATED_IMAGES) assertEquals(firstFrame(bytes.subarray(0, 60)), undefined);
});
