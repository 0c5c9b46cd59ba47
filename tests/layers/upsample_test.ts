import { assertEquals, assertThrows } from "@std/assert";
import { tf, upsample } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("upsample() repeats pixels, or draws lines between them", () => {
  const x = tf.tensor4d([0, 4], [1, 1, 2, 1]);
  assertEquals(Array.from(upsample({ factor: 3 }).forward(x, predict).dataSync()).slice(0, 6), [0, 0, 0, 4, 4, 4]);
  const lines = upsample({ method: "bilinear" }).forward(x, predict);
  assertEquals(Array.from(lines.dataSync()).slice(0, 4), [0, 1, 3, 4]);
});

Deno.test("upsample() refuses options out of range, and what is no image", () => {
  assertThrows(() => upsample({ factor: 1.5 }), RangeError, "factor must be a whole number of at least 1: got 1.5.");
  assertThrows(() => upsample({ method: "cubic" as never }), RangeError, "method must be one of nearest, bilinear");
  assertThrows(() => upsample().forward(tf.zeros([2, 5]) as never, predict), RangeError, "as it takes [batch, height,");
});
