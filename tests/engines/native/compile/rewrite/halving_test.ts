import { assertEquals } from "@std/assert";
import { bool, int } from "../../../../../src/engines/native/binding/attributes.ts";
import { type Candidate, halving } from "../../../../../src/engines/native/compile/rewrite/halving.ts";

const candidate = (
  name: string,
  [shapes, axes, shape]: readonly [number[][], (number | undefined)[], number[]],
  { attributes = [], numbers = {} }: { attributes?: Candidate["attributes"]; numbers?: Record<number, number[]> } = {},
): Candidate => ({
  ...{ name, attributes, shapes, axes, shape, inputs: shapes.map((_, i) => -1 - i) },
  values: (input) => numbers[input],
});
const turned = { attributes: [bool("transpose_a", true), bool("transpose_b", false)] };

Deno.test("halving() of a product is by its rows, by its columns, or as a sum where that is the lesser work", () => {
  assertEquals(halving(candidate("MatMul", [[[8, 5], [5, 6]], [0, undefined], [8, 6]])), {
    inputs: [0, undefined],
    results: 0,
    products: 240,
  });
  assertEquals(halving(candidate("MatMul", [[[8, 5], [5, 6]], [undefined, 1], [8, 6]]))!.results, 1);
  assertEquals(halving(candidate("MatMul", [[[8, 5], [8, 6]], [0, 0], [5, 6]], turned)), {
    inputs: [0, 0],
    results: "sum",
    products: 240,
  });
  assertEquals(halving(candidate("MatMul", [[[8, 50], [8, 60]], [0, 0], [50, 60]], turned)), undefined);
  const batches = { attributes: [bool("adj_x", false), bool("adj_y", true)] };
  assertEquals(
    halving(candidate("BatchMatMulV2", [[[4, 2, 3, 5], [2, 7, 5]], [0, undefined], [4, 2, 3, 7]], batches)),
    {
      inputs: [0, undefined],
      results: 0,
      products: 840,
    },
  );
});

Deno.test("halving() follows the halved axis through shapes, and halves what is said of them", () => {
  const reshaped = candidate("Reshape", [[[8, 6, 2], [2]], [0, undefined], [4, 24]], { numbers: { 1: [-1, 24] } });
  assertEquals(halving(reshaped), { inputs: [0, undefined], results: 0, numbers: [1, [2, 24]] });
  const odd = candidate("Reshape", [[[6, 2], [2]], [0, undefined], [3, 4]], { numbers: { 1: [3, 4] } });
  assertEquals(halving(odd), undefined);
  const moved = candidate("Transpose", [[[8, 6, 2], [3]], [0, undefined], [2, 8, 6]], { numbers: { 1: [2, 0, 1] } });
  assertEquals(halving(moved)!.results, 1);
  const apart = { attributes: [int("axis", 0)] };
  assertEquals(halving(candidate("Unpack", [[[3, 8]], [1], [8]], apart)), { inputs: [1], results: 0 });
  assertEquals(halving(candidate("Unpack", [[[8, 3]], [0], [3]], apart)), undefined);
});

Deno.test("halving() of what is added along the halved axis is a sum or a mean, and of what is searched it is none", () => {
  const along = (name: string, axis: number) =>
    halving(candidate(name, [[[8, 6], [1]], [0, undefined], [6]], { numbers: { 1: [axis] } }))?.results;
  assertEquals([along("Sum", 0), along("Mean", -2), along("Max", 0), along("Max", 1)], ["sum", "mean", undefined, 0]);
});

Deno.test("halving() leaves alone what it does not know, and what has nothing in halves", () => {
  assertEquals(halving(candidate("Unique", [[[8]], [0], [8]])), undefined);
  assertEquals(halving(candidate("Exp", [[[8]], [undefined], [8]])), undefined);
});
