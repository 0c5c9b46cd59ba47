import { assertEquals, assertThrows } from "@std/assert";
import { compiledOnDemand } from "../../../src/pixels/compiled_on_demand.js";
import { startPng } from "../../../src/pixels/decode_image/png.ts";
import { PILLOW_IMAGES } from "../pillow_images.ts";

const [{ bytes, pixels }] = PILLOW_IMAGES.filter(({ name }) => name === "rgba.png") as [typeof PILLOW_IMAGES[0]];
const png = await compiledOnDemand("npm:@jsquash/png@3.1.1/codec/pkg/squoosh_png_bg.wasm");

Deno.test("startPng() starts decoders that know nothing of each other", () => {
  const [broken, whole] = [startPng(png), startPng(png)];
  assertThrows(() => broken(bytes.subarray(0, 40)));
  const { data, width, height } = whole(bytes);
  assertEquals([width, height], [4, 3]);
  assertEquals([...data].filter((_, i) => i % 4 < 3), [...pixels]);
  assertEquals(data.length, 48);
});
