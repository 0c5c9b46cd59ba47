import { assertEquals } from "@std/assert";
import { countOf, isSame, leavesOf, placesOf, type Row, widthOf } from "../../src/loading/layout.ts";

const row = (dtype: Row["dtype"], shape: readonly number[], ...path: string[]): Row => ({ path, dtype, shape });

Deno.test("placesOf() leaves room behind each field, and begins each where any number may", () => {
  const rows = [row("int32", [], "y"), row("uint8", [3, 3, 3], "x", "left"), row("float32", [5], "x", "num")];
  const { at, bytes } = placesOf(rows, 7);
  assertEquals(at.every((place) => place % 16 === 0), true);
  const ends = rows.map((one, i) => at[i]! + countOf(one) * widthOf(one) * 7);
  assertEquals(ends.every((end, i) => end + 15 < (at[i + 1] ?? bytes)), true);
});

Deno.test("leavesOf() says of each value where it stands; a class is a whole number, another number is not", () => {
  const { data } = { data: Int32Array.of(1, 2) };
  const leaves = leavesOf({ x: { b: { dtype: "int32", shape: [2], data }, a: 1 }, y: 3 }, true);
  assertEquals(leaves.map(({ path, dtype, shape }) => [path.join("."), dtype, shape]), [
    ["x.b", "int32", [2]],
    ["x.a", "float32", []],
    ["y", "int32", []],
  ]);
  assertEquals(leavesOf({ x: 1, y: 3 }, false)[1]!.dtype, "float32");
});

Deno.test("isSame() compares names, kinds and shapes", () => {
  const one = row("float32", [2, 3], "x", "a");
  assertEquals(isSame(one, row("float32", [2, 3], "x", "a")), true);
  for (
    const other of [
      row("int32", [2, 3], "x", "a"),
      row("float32", [3, 2], "x", "a"),
      row("float32", [2], "x", "a"),
      row("float32", [2, 3], "x", "b"),
      row("float32", [2, 3], "x"),
    ]
  ) assertEquals(isSame(one, other), false);
});
