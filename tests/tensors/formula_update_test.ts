import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { type Formula, formulaUpdate } from "../../src/tensors/formula_update.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

/** Every operation there is, with tensors and numbers on both sides. */
const all: Formula<"w" | "m", "g", "a" | "b"> = (
  { add, sub, mul, div, max, sqrt, square, abs, sign },
  { w, m, g, a, b },
) => ({
  w: sub(add(w, mul(a, sign(g))), div(g, add(sqrt(abs(m)), b))),
  m: max(square(sub(g, m)), mul(sub(a, b), div(a, b))),
});
const byHand = ([w, m, g]: readonly [number, number, number], a: number, b: number) => [
  w + a * Math.sign(g) - g / (Math.sqrt(Math.abs(m)) + b),
  Math.max((g - m) ** 2, (a - b) * (a / b)),
];

// One engine that computes formulas operation by operation, and one that makes programs of them.
for (const engine of [cpu(), wasm()]) {
  for (const size of [1, 3, 4, 7, 300, 1030, 70001]) {
    Deno.test(`formulaUpdate() computes ${size} numbers by themselves, from what was before, on ${engine.name}`, async () => {
      await engine.open();
      const draw = (seed: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9 + seed) * 3);
      const [w0, m0, g0] = [draw(1), draw(2), draw(3)];
      const [w, m] = tf.tidy(() => [w0, m0].map((values) => tf.variable(tf.tensor1d(values)) as unknown as tf.Tensor));
      const gradient = tf.tensor1d(g0), writes = { w: w as tf.Variable, m: m as tf.Variable };
      const before = tf.memory().numTensors;
      tf.tidy(() => formulaUpdate(all, { writes, reads: { g: gradient }, numbers: { a: 1.5, b: 0.25 } }));
      assertEquals(tf.memory().numTensors, before);
      const [gotW, gotM] = [await w!.data(), await m!.data()];
      for (const i of new Set([0, 1, 2, 3, 255, 256, size - 2, size - 1])) {
        if (i < 0 || i >= size) continue;
        const [wantedW, wantedM] = byHand([w0[i]!, m0[i]!, g0[i]!], 1.5, 0.25);
        assertAlmostEquals(gotW[i]!, wantedW!, 2e-5);
        assertAlmostEquals(gotM[i]!, wantedM!, 2e-5);
      }
      assertEquals(await gradient.data(), g0);
      tf.dispose([w, m, gradient] as tf.Tensor[]);
    });
  }

  Deno.test(`formulaUpdate() takes numbers that the device alone knows, on ${engine.name}`, async () => {
    await engine.open();
    tf.tidy(() => {
      const [w, m] = [weight([3], 2), weight([3], 1)], g = tf.tensor1d([3, -1, 0]);
      for (const a of [tf.scalar(1.5), tf.scalar(2.5)]) {
        const wanted = [3, -1, 0].map((slope, i) =>
          byHand([w.dataSync()[i]!, m.dataSync()[i]!, slope], a.dataSync()[0]!, 0.25)
        );
        formulaUpdate(all, { writes: { w, m }, reads: { g }, numbers: { a, b: 0.25 } });
        for (const [i, [wantedW, wantedM]] of wanted.entries()) {
          assertAlmostEquals(w.dataSync()[i]!, wantedW!, 1e-5);
          assertAlmostEquals(m.dataSync()[i]!, wantedM!, 1e-4);
        }
      }
      // What is known again is no tensor any more.
      formulaUpdate(all, { writes: { w, m }, reads: { g }, numbers: { a: 1.5, b: 0.25 } });
    });
  });

  Deno.test(`formulaUpdate() leaves a clone of what it writes alone, and may read it, on ${engine.name}`, async () => {
    await engine.open();
    tf.tidy(() => {
      const w = weight([2], 1), clone = tf.clone(w);
      const double: Formula<"w", "g", never> = ({ add }, { w, g }) => ({ w: add(w, g) });
      formulaUpdate(double, { writes: { w }, reads: { g: clone }, numbers: {} as Record<never, number> });
      assertEquals([w.arraySync(), clone.arraySync()], [[2, 2], [1, 1]]);
    });
  });

  Deno.test(`formulaUpdate() writes a number where all are alike, on ${engine.name}`, async () => {
    await engine.open();
    tf.tidy(() => {
      const w = weight([2], 1);
      const none: Formula<"w", never, "zero"> = ({ mul }, { w, zero }) => ({ w: mul(w, zero) });
      formulaUpdate(none, { writes: { w }, reads: {} as Record<never, tf.Tensor>, numbers: { zero: 0 } });
      assertEquals(w.arraySync(), [0, 0]);
    });
  });

  Deno.test(`formulaUpdate() leaves what does not change as it is, and swaps, on ${engine.name}`, async () => {
    await engine.open();
    tf.tidy(() => {
      const [a, b] = [weight([2], 1), weight([2], 2)];
      const swap: Formula<"a" | "b", never, never> = (_, { a, b }) => ({ a: b, b: a });
      const nothing = { reads: {} as Record<never, tf.Tensor>, numbers: {} as Record<never, number> };
      formulaUpdate(swap, { writes: { a, b }, ...nothing });
      assertEquals([a.arraySync(), b.arraySync()], [[2, 2], [1, 1]]);
      const none: Formula<"a" | "b", never, never> = (_, { a, b }) => ({ a, b });
      formulaUpdate(none, { writes: { a, b }, ...nothing });
      assertEquals([a.arraySync(), b.arraySync()], [[2, 2], [1, 1]]);
    });
  });
}
