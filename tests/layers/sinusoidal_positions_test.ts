import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu, sinusoidalPositions, tf } from "../../mod.ts";

Deno.test("sinusoidalPositions() has the waves of the paper, and goes on where a past ends", async () => {
  await cpu().open();
  const layer = sinusoidalPositions({ units: 6 }), mode = { training: false, seed: 0 };
  tf.tidy(() => {
    const x = tf.ones([2, 5, 6]) as tf.Tensor3D, rows = layer.forward(x, mode).arraySync();
    for (let p = 0; p < 5; p++) {
      for (let i = 0; i < 3; i++) {
        const angle = p / 10_000 ** (2 * i / 6);
        assertAlmostEquals(rows[1]![p]![2 * i]!, 1 + Math.sin(angle), 1e-6);
        assertAlmostEquals(rows[1]![p]![2 * i + 1]!, 1 + Math.cos(angle), 1e-6);
      }
    }
    const past = { places: 3, extend: () => [] };
    const later = layer.forward(tf.ones([1, 2, 6]), { ...mode, past }).arraySync();
    assertEquals(later[0], rows[0]!.slice(3));
  });
});

Deno.test("sinusoidalPositions() refuses odd units, and sequences of other units", () => {
  const text = "Cannot make sinusoidalPositions as units must be even, for pairs of waves: got 3.";
  assertThrows(() => sinusoidalPositions({ units: 3 }), RangeError, text);
  const run = () => sinusoidalPositions({ units: 2 }).forward(tf.zeros([1, 2, 4]), { training: false, seed: 0 });
  assertThrows(run, RangeError, "Cannot run sinusoidalPositions as it takes [batch, places, 2]: got [1, 2, 4].");
});
