import { assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import { wasm } from "../../src/engines/wasm.ts";
import { cpu } from "../../src/engines/cpu.ts";
import { adamUpdate, decayed, descentUpdate, followUpdate, momentumUpdate } from "../../src/tensors/update.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

// One engine that composes the updates, and one that has kernels for them.
for (const engine of [cpu(), wasm()]) {
  const test = (name: string, fn: () => void) =>
    Deno.test(`${name} on ${engine.name}`, async () => {
      await engine.open();
      tf.tidy(fn);
    });

  test("descentUpdate() moves a weight against its gradient", () => {
    const w = weight([2], 1);
    descentUpdate(w, tf.tensor1d([2, -4]), { lr: 0.25 });
    assertEquals(w.arraySync(), [0.5, 2]);
  });

  test("momentumUpdate() adds the velocity up", () => {
    const [w, v] = [weight([], 0), weight([], 0)];
    for (let i = 0; i < 2; i++) momentumUpdate(w, v, tf.scalar(1), { lr: 1, momentum: 0.5, nesterov: false });
    assertEquals([w.arraySync(), v.arraySync()], [-2.5, 1.5]);
  });

  test("momentumUpdate() looks ahead by Nesterov's way", () => {
    const [w, v] = [weight([], 0), weight([], 0)];
    for (let i = 0; i < 2; i++) momentumUpdate(w, v, tf.scalar(1), { lr: 1, momentum: 0.5, nesterov: true });
    // Velocities 1 and 1.5; steps 1 + 0.5 * 1 and 1 + 0.5 * 1.5.
    assertEquals([w.arraySync(), v.arraySync()], [-3.25, 1.5]);
  });

  test("followUpdate() moves a weight a share of the way", () => {
    const w = weight([2], 1);
    followUpdate(w, tf.tensor1d([3, -1]), { share: 0.25 });
    assertEquals(w.arraySync(), [1.5, 0.5]);
  });

  test("adamUpdate() divides the mean gradient by the root of the mean square", () => {
    const [w, m, v] = [weight([], 1), weight([], 0), weight([], 0)];
    adamUpdate(w, m, v, tf.scalar(4), { lr: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0 });
    // m = 2, v = 4.
    assertEquals([m.arraySync(), v.arraySync()], [2, 4]);
    assertAlmostEquals(w.arraySync() as unknown as number, 0.9, 1e-6);
  });

  test("descentUpdate() leaves a clone and a reshape of the weight alone", () => {
    const w = weight([2], 1);
    const [clone, reshape] = [tf.clone(w), tf.reshape(w, [1, 2])];
    descentUpdate(w, tf.ones([2]), { lr: 1 });
    assertEquals([w.arraySync(), clone.arraySync(), reshape.arraySync()], [[0, 0], [1, 1], [[1, 1]]]);
  });
}

Deno.test("decayed() adds a share of the weight, and nothing at 0", () => {
  const [g, w] = [tf.tensor1d([1, 2]), tf.tensor1d([10, -10])];
  assertEquals(decayed(g, w, 0.5).arraySync(), [6, -3]);
  assertStrictEquals(decayed(g, w, 0), g);
});
