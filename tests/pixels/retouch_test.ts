import { assertEquals } from "@std/assert";
import { openBrush } from "../../src/pixels/brush.ts";
import { retouches } from "../../src/pixels/retouch.ts";

const brush = openBrush();

Deno.test("retouches of strength 1, or of no turn, leave an image as it is", () => {
  const image = Uint8Array.from({ length: 3 * 256 }, (_, i) => i * 37 % 256), shape = [16, 16, 3] as const;
  for (const name of ["brightness", "contrast", "saturation", "sharpness"] as const) {
    const same = new Uint8Array(image.length);
    retouches[name](1)(image, same, shape, brush);
    assertEquals(same, image, name);
  }
});

Deno.test("retouches of grey images take their one channel for red, green and blue", () => {
  const grey = new Uint8Array(2), shape = [1, 2, 1] as const;
  retouches.contrast(0)(Uint8Array.of(100, 200), grey, shape, brush);
  assertEquals(grey, Uint8Array.of(150, 150));
  for (const step of [retouches.hue(0.3), retouches.saturation(0), retouches.grayscale()]) {
    step(Uint8Array.of(100, 200), grey, shape, brush);
    assertEquals(grey, Uint8Array.of(100, 200));
  }
});
