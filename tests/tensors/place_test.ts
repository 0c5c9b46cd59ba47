import { assertEquals, assertThrows } from "@std/assert";
import { model, relu, residual, sequential } from "../../mod.ts";
import type { Mode } from "../../src/model.ts";
import { penaltyOf, place } from "../../src/tensors/place.ts";
import { tf } from "../../src/tf.ts";

const echo = { name: "echo", params: {}, forward: (_: null, mode: Mode) => mode };

Deno.test("place() tells a layer its path, and sets its seed apart", () => {
  const [a, b] = ["a", "b"].map((name) => place("block", place(name, echo)).forward(null, { training: true, seed: 1 }));
  assertEquals([a!.path, b!.path], ["block/a", "block/b"]);
  assertEquals(a!.seed === b!.seed, false);
});

Deno.test("place() refuses what is no layer", () => {
  const text = "Cannot place 0 as it must be a layer: got function. Call what makes it, as in relu().";
  assertThrows(() => place("0", relu as never), TypeError, text);
});

Deno.test("place() refuses a name of two levels", () => {
  assertThrows(() => place("a/b", echo), TypeError, 'Cannot place echo as a name is a word without "/": got "a/b".');
});

Deno.test("penaltyOf() sums the penalties of layers, each once, and place() keeps one", () => {
  const bound = (value: number) => ({ ...echo, penalty: () => tf.scalar(value) });
  const [a, b] = [bound(1), bound(2)];
  assertEquals(penaltyOf([a, echo, place("b", b), a]).penalty!().dataSync()[0], 3);
  assertEquals(penaltyOf([echo, place("echo", echo)]), {});
});

Deno.test("sequential(), residual() and model() hand on the penalties of their layers", () => {
  const bound = { ...relu(), penalty: () => tf.scalar(2) };
  const made = [
    sequential(relu(), bound, bound),
    residual(bound, bound),
    model({ params: { bound }, forward: (x: tf.Tensor) => x }),
  ];
  assertEquals(made.map((model) => model.penalty!().dataSync()[0]), [2, 2, 2]);
  assertEquals("penalty" in sequential(relu()), false);
});
