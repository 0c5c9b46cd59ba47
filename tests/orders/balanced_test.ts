import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { balanced } from "../../mod.ts";

const labels = Array.from({ length: 100 }, (_, i) => i < 80 ? 0 : i < 95 ? 1 : 2);
const pass = { size: 100, batchSize: 10, epoch: 0, seed: 3, labels: () => labels };

Deno.test("balanced has each class as often as the others, and all of a rare class before one comes again", () => {
  const order = [...balanced()(pass)];
  assertEquals(order.length, 100);
  const counts = [0, 1, 2].map((label) => order.filter((i) => labels[i] === label).length);
  assertEquals(counts.toSorted(), [33, 33, 34]);
  const often = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => order.filter((j) => j === from + i).length);
  assertEquals(often(0, 80).every((count) => count <= 1), true);
  assertEquals(often(80, 95).every((count) => count === 2 || count === 3), true);
  assertEquals(often(95, 100).every((count) => count === 6 || count === 7), true);
});

Deno.test("balanced is a function of seed and epoch, and mixes the classes", () => {
  const order = balanced();
  assertEquals(order(pass), order(pass));
  assertNotEquals(order(pass), order({ ...pass, epoch: 1 }));
  assertNotEquals(order(pass), order({ ...pass, seed: 4 }));
  assertEquals(new Set([...order(pass).subarray(0, 20)].map((i) => labels[i])).size, 3);
});

Deno.test("balanced needs labels", () => {
  assertThrows(
    () => balanced()({ size: 3, batchSize: 1, epoch: 0, seed: 0 }),
    TypeError,
    "Cannot balance classes as the source must tell the label of every sample: got none. Give it labels().",
  );
});
