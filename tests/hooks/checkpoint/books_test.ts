import { assertEquals, assertThrows } from "@std/assert";
import { newBooks, placeOf, readBooks, writeBooks } from "../../../src/hooks/checkpoint/books.ts";

Deno.test("newBooks() are another run's each time", () => {
  assertEquals(new Set([1, 2, 3].map(() => newBooks().run)).size, 3);
});

Deno.test("readBooks() gives back what writeBooks() wrote, also after JSON", () => {
  const bests = { mae: [{ file: "best_mae_epoch_1.safetensors", score: 0.5 }] };
  const books = { ...newBooks(), step: 12, files: ["epoch_1.safetensors", "step_12.safetensors"], bests };
  assertEquals(readBooks(JSON.parse(JSON.stringify(writeBooks(books)))), books);
});

Deno.test("readBooks() refuses what are no books, and names that lead out of the folder", () => {
  const good = { run: "1a2b", step: 1, files: ["epoch_1.safetensors"], bests: {} };
  const odd = [
    ...[null, 5, {}, { ...good, run: "../x" }, { ...good, step: 0.5 }, { ...good, files: "epoch_1.safetensors" }],
    ...[{ ...good, files: ["../epoch_1.safetensors"] }, { ...good, files: ["/etc/a.safetensors"] }],
    ...[{ ...good, files: ["passwd"] }, { ...good, bests: { mae: [{ file: "a/b.safetensors", score: 1 }] } }],
  ];
  for (const state of odd) {
    assertThrows(() => readBooks(state), SyntaxError, "they must hold run, step, files and bests: got ");
  }
});

for (const [better, order] of [["higher", [90, 80, 70]], ["lower", [1, 2, 3]]] as const) {
  Deno.test(`placeOf() finds the place among the best where ${better} is better`, () => {
    const kept = order.map((score, i) => ({ file: `${i}.safetensors`, score }));
    const [first, , third] = order, beyond = third + (third - first);
    assertEquals(placeOf(kept, first - (third - first), better, 3), 0);
    assertEquals(placeOf(kept, (first + order[1]) / 2, better, 3), 1);
    // Of equals the first stays.
    assertEquals([placeOf(kept, third, better, 3), placeOf(kept, beyond, better, 3)], [undefined, undefined]);
    assertEquals(placeOf(kept, beyond, better, 4), 3);
    assertEquals(placeOf([], beyond, better, 1), 0);
  });
}

Deno.test("placeOf() takes no score that is not finite for one of the best", () => {
  assertEquals([NaN, Infinity, -Infinity].map((score) => placeOf([], score, "higher", 5)), [
    undefined,
    undefined,
    undefined,
  ]);
});
