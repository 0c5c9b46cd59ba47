import { assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../src/tensors/random.ts";
import { colorJitter } from "../../src/transforms/color_jitter.ts";
import { pattern } from "./pattern.ts";

const sample = () => ({ x: { dtype: "uint8", shape: [4, 5, 3], data: pattern(4, 5) }, y: 0 });

Deno.test("colorJitter() draws anew for each image, and the same for the same numbers", () => {
  const jitter = colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 });
  const [one, again, other] = [1, 1, 2].map((seed) => jitter(sample(), generator(seed)).x.data.join());
  assertEquals([one === again, one === other, one === sample().x.data.join()], [true, false, false]);
});

Deno.test("colorJitter() that may change nothing changes nothing", () => {
  assertEquals(colorJitter({})(sample(), generator(1)).x.data, sample().x.data);
});

Deno.test("colorJitter() changes in an order that is drawn", () => {
  const jitter = colorJitter({ brightness: [3, 3], contrast: [0, 0] });
  const x = { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(60, 200) };
  const from = (...numbers: number[]) => () => numbers.shift() ?? 0;
  // All as bright as their mean, and three times that; or the mean of what is three times as bright and cut off.
  assertEquals(jitter({ x, y: 0 }, from(0, 0)).x.data, Uint8Array.of(255, 255));
  assertEquals(jitter({ x, y: 0 }, from(0, 0.9)).x.data, Uint8Array.of(217, 217));
});

Deno.test("colorJitter() refuses what is out of range", () => {
  const hint = "Cannot make colorJitter as hue must be at most 0.5: got 0.6. A usual one is 0.1.";
  assertEquals(assertThrows(() => colorJitter({ hue: [0, 0.6] }), RangeError).message, hint);
  const message =
    "Cannot make colorJitter as contrast must be a number or two of at least 0, the least first: got [2, 1].";
  assertEquals(assertThrows(() => colorJitter({ contrast: [2, 1] }), RangeError).message, message);
});
