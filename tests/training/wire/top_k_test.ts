import { assertEquals, assertThrows } from "@std/assert";
import { one } from "../../../mod.ts";
import { largest, topK } from "../../../src/training/wire/top_k.ts";

Deno.test("largest finds what sorting finds, the first of equal ones, and nothing where a number is not finite", () => {
  for (const [length, k, turns] of [[1, 1, 1], [1000, 10, 7], [1000, 1000, 3], [5000, 2500, 0.001]] as const) {
    const numbers = Float32Array.from({ length }, (_, i) => Math.round(1000 * Math.sin(turns * i * i)) / 64);
    const sorted = [...numbers.keys()].toSorted((a, b) => Math.abs(numbers[b]!) - Math.abs(numbers[a]!) || a - b);
    assertEquals([...largest(numbers, k)!], sorted.slice(0, k).toSorted((a, b) => a - b));
  }
  assertEquals([...largest(new Float32Array(5), 2)!], [0, 1]);
  assertEquals([largest(Float32Array.of(1, NaN), 1), largest(Float32Array.of(-Infinity), 1)], [undefined, undefined]);
});

Deno.test("topK sends all in the end, at least one number of each gradient, and keeps nothing of a step that is not finite", () => {
  const wire = topK(0.2), parts = [{ name: "a", size: 5 }, { name: "b", size: 1 }], total = new Float32Array(6);
  const step = (numbers: Float32Array<ArrayBuffer>) => (wire.sum(numbers, one(), parts), numbers);
  for (let i = 0; i < 5; i++) {
    const sent = step(i === 0 ? Float32Array.of(5, 4, -3, 2, 1, 7) : new Float32Array(6));
    assertEquals(sent.slice(0, 5).filter((number) => number !== 0).length, 1);
    for (const [at, number] of sent.entries()) total[at]! += number;
  }
  assertEquals([...total], [5, 4, -3, 2, 1, 7]);
  step(Float32Array.of(1, 2, 0, 0, 0, 0));
  const held = [...wire.unsent!.get("a")!];
  assertEquals(step(Float32Array.of(1, Infinity, 0, 0, 0, 0)).every(Number.isNaN), true);
  assertEquals([...wire.unsent!.get("a")!], held);
});

Deno.test("topK takes of another rank numbers for places that are there, and names it for all else", () => {
  const alone = one(), parts = [{ name: "a", size: 4 }];
  for (const odd of [[4, 0], [-1, 0], [1], [0, 1, 2]]) {
    const gather = <B>(own: B) => [own, Int32Array.from(odd)] as B[],
      now = { ...alone.now, gather } as typeof alone.now;
    const sum = () => topK(0.5).sum(Float32Array.of(1, 2, 3, 4), { ...alone, now }, parts);
    assertThrows(sum, Error, "Cannot go on as rank 1 must send numbers of gradients with their places: got ");
  }
});
