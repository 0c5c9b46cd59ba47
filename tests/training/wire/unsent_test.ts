import { assertEquals } from "@std/assert";
import { one } from "../../../mod.ts";
import { wireOf } from "../../../src/training/wire/wire_of.ts";
import { takeUnsent, withoutUnsent } from "../../../src/training/wire/unsent.ts";

const saved = Object.fromEntries([1, 2, 4].map((value, i) => [
  `unsent by rank ${i}/part/w`,
  { dtype: "float32" as const, shape: [1], data: Float32Array.of(value) },
]));
const taken = (rank: number, size: number) => {
  const wire = wireOf({ topK: 0.5 });
  takeUnsent(wire, saved, { ...one(), rank, size });
  return wire.unsent!.get("part/w")![0];
};

Deno.test("takeUnsent gives each rank its own, and on another number of ranks all of it once", () => {
  assertEquals([0, 1, 2].map((rank) => taken(rank, 3)), [1, 2, 4]);
  assertEquals([0, 1].map((rank) => taken(rank, 2)), [5, 2]);
  assertEquals([0, 1, 2, 3].map((rank) => taken(rank, 4)), [1, 2, 4, 0]);
});

Deno.test("withoutUnsent leaves all other slots", () => {
  const other = saved["unsent by rank 0/part/w"]!;
  assertEquals(Object.keys(withoutUnsent({ ...saved, "unsent by rank/w": other, "w/first": other })), [
    ...["unsent by rank/w", "w/first"],
  ]);
});
