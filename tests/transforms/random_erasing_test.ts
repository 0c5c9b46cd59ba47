import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import { randomErasing } from "../../src/transforms/random_erasing.ts";

const white = () => ({ x: { dtype: "uint8", shape: [20, 30, 1], data: new Uint8Array(600).fill(255) }, y: 0 });

Deno.test("randomErasing() erases a rectangle of the area and the proportions that were asked for", () => {
  const { x } = randomErasing({ chance: 1, scale: [0.1, 0.1], ratio: [0.5, 0.5] })(white(), generator(5));
  const places = [...x.data.keys()].filter((i) => x.data[i] === 0);
  const rows = new Set(places.map((i) => Math.floor(i / 30))), columns = new Set(places.map((i) => i % 30));
  // 60 pixels, twice as wide as high.
  assertEquals([rows.size, columns.size, places.length], [5, 11, 55]);
});

Deno.test("randomErasing() fills with noise, and leaves alone what no rectangle fits into", () => {
  const noise = randomErasing({ chance: 1, scale: [0.3, 0.3], ratio: [1, 1], value: "noise" })(white(), generator(5));
  assert(new Set(noise.x.data).size > 50);
  const all = randomErasing({ chance: 1, scale: [1, 1], ratio: [1, 1] })(white(), generator(5));
  assertEquals(all.x.data, white().x.data);
});

Deno.test("randomErasing() refuses what is out of range", () => {
  const message = "Cannot make randomErasing as value must be one of noise: got grey.";
  assertEquals(assertThrows(() => randomErasing({ value: "grey" as "noise" }), RangeError).message, message);
  const byte = "Cannot make randomErasing as value must be a whole number from 0 to 255: got 256.";
  assertEquals(assertThrows(() => randomErasing({ value: 256 }), RangeError).message, byte);
  const share = "Cannot make randomErasing as scale[1] must be in [0, 1]: got 33.";
  assertEquals(assertThrows(() => randomErasing({ scale: [2, 33] }), RangeError).message, share);
});
