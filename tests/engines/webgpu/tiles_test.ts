import { assertAlmostEquals } from "@std/assert";
import { openCard } from "../../../src/engines/webgpu/card.ts";
import { type Factor, type Side, STRIP, tiledProduct } from "../../../src/engines/webgpu/tiles.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

/** A matrix that lies in memory as it is, or turned. */
const factor = (array: string, along: Factor["along"], byFour: boolean, size: string): Factor => ({
  ...{ array, along, byFour },
  place: `
    if (at >= numbers.${size} || k >= numbers.depth) { return -1; }
    return i32(${along === "sum" ? "at * numbers.depth + k" : `k * numbers.${size} + at`});`,
});

const target = `
  if (row >= numbers.rows || column >= numbers.columns) { return -1; }
  return i32(row * numbers.columns + column);`;

const layouts: readonly (readonly [Factor["along"], Factor["along"]])[] = [
  ["sum", "product"],
  ["product", "product"],
  ["sum", "sum"],
  ["product", "sum"],
];

for (const [left, right] of layouts) {
  Deno.test({
    name: `tiledProduct() multiplies matrices that lie along the ${left} and along the ${right}`,
    ...anyAdapter,
    async fn() {
      const card = openCard(await openAny());
      for (const [rows, columns, depth, slices] of [[1, 1, 1, 1], [36, 68, 40, 1], [67, 35, 37, 2], [4, 132, 200, 3]]) {
        const a = normals(rows! * depth!, generator(1)), b = normals(depth! * columns!, generator(2));
        const byFour = [rows, columns, depth].every((size) => size! % 4 === 0);
        for (const side of [32, 64] satisfies Side[]) {
          const program = tiledProduct({
            ...{ name: "Product", integers: [], side, target },
            left: factor("a", left, byFour, "rows"),
            right: factor("b", right, byFour, "columns"),
          });
          const length = rows! * columns!;
          const [got] = await numbersOf(() => {
            const result = card.output([slices!, rows!, columns!]);
            const depthOfSlice = Math.ceil(depth! / slices! / STRIP) * STRIP;
            const numbers = { rows: rows!, columns: columns!, depth: depth!, slices: slices!, depthOfSlice, length };
            const tiles = Math.ceil(rows! / side) * Math.ceil(columns! / side);
            card.run(program, { a: tf.tensor1d(a), b: tf.tensor1d(b), result }, numbers, tiles * slices!);
            return tf.sum(tf.engine().makeTensorFromTensorInfo(result), 0);
          });
          for (let i = 0; i < rows!; i++) {
            for (let j = 0; j < columns!; j++) {
              let expected = 0;
              for (let k = 0; k < depth!; k++) {
                const [x, y] = [
                  left === "sum" ? i * depth! + k : k * rows! + i,
                  right === "sum" ? j * depth! + k : k * columns! + j,
                ];
                expected += a[x]! * b[y]!;
              }
              assertAlmostEquals(got![i * columns! + j]!, expected, 1e-4);
            }
          }
        }
      }
    },
  });
}
