import { assertEquals, assertThrows } from "@std/assert";
import { imageDecoder } from "../../src/pixels/decode_image.ts";
import { png } from "../../src/pixels/png.ts";

for (const channels of [1, 3, 4]) {
  Deno.test(`png() writes ${channels} channels that a decoder reads`, async () => {
    const data = Uint8Array.from(
      { length: 5 * 3 * channels },
      (_, i) => channels === 4 && i % 4 === 3 ? 255 : i * 37 % 256,
    );
    const { data: read, shape } = (await imageDecoder())(png({ data, width: 5, height: 3, channels }));
    assertEquals([...shape], [3, 5, 3]);
    const colors = Array.from(
      { length: 15 },
      (_, i) => [0, 1, 2].map((c) => data[i * channels + (channels === 1 ? 0 : c)]!),
    );
    assertEquals(Array.from(read), colors.flat());
  });
}

Deno.test("png() refuses other channels, and bytes that are not as many as its sides say", () => {
  assertThrows(() => png({ data: new Uint8Array(2), width: 1, height: 1, channels: 2 }), RangeError, "got 2.");
  assertThrows(
    () => png({ data: new Uint8Array(2), width: 1, height: 1, channels: 3 }),
    RangeError,
    "1 x 1 x 3, and some: got 2.",
  );
});
