import { assertEquals, assertThrows } from "@std/assert";
import { generator, randomPhotometricDistort } from "../../mod.ts";
import { openBrush } from "../../src/pixels/brush.ts";
import { inTurn, retouches } from "../../src/pixels/retouch.ts";
import { pattern } from "./pattern.ts";

const sample = () => ({ x: { dtype: "uint8", shape: [5, 6, 3], data: pattern(5, 6) }, y: 0 });

Deno.test("randomPhotometricDistort() changes colours one after the other, contrast before or after saturation and hue", () => {
  const spans = { brightness: [1.1, 1.1], contrast: [0.6, 0.6], saturation: [1.4, 1.4], hue: [0.04, 0.04] } as const;
  const distort = randomPhotometricDistort({ ...spans, chance: 1 });
  const [bright, contrast, saturated, turned, order] = [
    ...[retouches.brightness(1.1), retouches.contrast(0.6), retouches.saturation(1.4), retouches.hue(0.04)],
    retouches.permute([1, 2, 0]),
  ] as const;
  for (const isFirst of [true, false]) {
    // The chance of all, then of each change with its factor, whether contrast comes first, and the order of channels.
    const drawn = [0, 0, 0, 0, 0, 0, 0, 0, 0, isFirst ? 0 : 0.9, 0, 0, 0];
    const got = distort(sample(), () => drawn.shift()!).x.data;
    const steps = isFirst ? [contrast, saturated, turned] : [saturated, turned, contrast];
    const wanted = new Uint8Array(90);
    inTurn([bright, ...steps, order])(pattern(5, 6), wanted, [5, 6, 3], openBrush());
    assertEquals([got, drawn.length], [wanted, 0]);
  }
});

Deno.test("randomPhotometricDistort() does something of its own to each image, and keeps grey ones in their shape", () => {
  const distort = randomPhotometricDistort();
  const seen = Array.from({ length: 20 }, (_, seed) => distort(sample(), generator(seed)).x.data.join());
  assertEquals(new Set(seen).size > 12, true);
  assertEquals(distort(sample(), generator(7)).x.data.join(), seen[7]);
  const grey = { x: { dtype: "uint8", shape: [2, 2, 1], data: Uint8Array.of(10, 20, 30, 40) }, y: 0 };
  assertEquals(randomPhotometricDistort({ chance: 1 })(grey, generator(1)).x.data.length, 4);
});

Deno.test("randomPhotometricDistort() refuses what is out of range", () => {
  assertThrows(() => randomPhotometricDistort({ hue: [0, 0.6] }), RangeError, "hue must be at most 0.5: got 0.6.");
  assertThrows(() => randomPhotometricDistort({ contrast: [-1, 1] }), RangeError, "contrast must be a number or two");
  assertThrows(() => randomPhotometricDistort({ chance: 2 }), RangeError, "chance must be in [0, 1]: got 2.");
});
