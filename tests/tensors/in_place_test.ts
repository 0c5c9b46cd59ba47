import { assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { inPlace } from "../../src/tensors/in_place.ts";
import { weight } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

Deno.test("inPlace() answers false where the engine has no such kernel, and changes nothing", async () => {
  await cpu().open();
  tf.tidy(() => {
    const w = weight([2], 1);
    assertEquals(inPlace("DescentUpdate", { weight: w, gradient: tf.ones([2]) }, { lr: 0.5 }), false);
    assertEquals(w.arraySync(), [1, 1]);
  });
});

Deno.test("inPlace() asks for another kernel where a number is known to the device alone", async () => {
  await wasm().open();
  tf.tidy(() => {
    const w = weight([2], 1), tensors = { weight: w, gradient: tf.ones([2]) };
    // That one is there for Adam, but not for plain descent.
    assertEquals(inPlace("DescentUpdate", tensors, { lr: tf.scalar(0.5) }), false);
    assertEquals(inPlace("DescentUpdate", tensors, { lr: 0.5 }), true);
    assertEquals(w.arraySync(), [0.5, 0.5]);
    const slots = { first: weight([2], 0), second: weight([2], 0) };
    const numbers = { lr: tf.scalar(0.5), beta1: 0, beta2: 0, epsilon: 0, keep: 1 };
    assertEquals(inPlace("AdamUpdate", { ...tensors, ...slots }, numbers), true);
    assertEquals(w.arraySync(), [0, 0]);
  });
});
