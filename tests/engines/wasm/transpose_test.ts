import { assertEquals } from "@std/assert";
import { transpose } from "../../../src/engines/wasm/transpose.ts";

Deno.test("transpose() swaps rows and columns across the edges of its blocks", () => {
  const [rows, columns] = [33, 70];
  const from = Float32Array.from({ length: rows * columns }, (_, i) => i);
  const to = new Float32Array(rows * columns);
  transpose(from, 0, columns, to, 0, rows, rows, columns);
  to.forEach((value, i) => assertEquals(value, (i % rows) * columns + Math.floor(i / rows)));
});

Deno.test("transpose() works on a part of larger arrays", () => {
  const from = Float32Array.of(9, 1, 2, 9, 3, 4, 9), to = new Float32Array(7);
  transpose(from, 1, 3, to, 1, 3, 2, 2);
  assertEquals(to, Float32Array.of(0, 1, 3, 0, 2, 4, 0));
});
