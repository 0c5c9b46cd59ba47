import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { openCard } from "../../../src/engines/webgpu/card.ts";
import { columnSums, cut } from "../../../src/engines/webgpu/column_sums.ts";
import { tf } from "../../../src/tf.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

Deno.test("cut() covers every row and column, in few slices", () => {
  assertEquals(cut(100, 3), { rows: 100, columns: 3, blocks: 1, slices: 1, rowsOfSlice: 128 });
  assertEquals(cut(300, 68), { rows: 300, columns: 17, blocks: 2, slices: 3, rowsOfSlice: 128 });
  const { slices, rowsOfSlice } = cut(1_000_001, 4);
  assert(slices <= 64 && slices * rowsOfSlice >= 1_000_001);
});

Deno.test({
  name: "columnSums() adds up slices of rows, for columns of any number",
  ...anyAdapter,
  async fn() {
    const card = openCard(await openAny());
    const sums = columnSums(card, {
      name: "Sums",
      reads: ["x"],
      before: "let base = x[column];",
      terms: ["x[at] - base", "(x[at] - base) * 2.0"],
    });
    for (const [rows, columns] of [[1, 1], [5, 3], [300, 37], [300, 68], [129, 2048]] as const) {
      const area = cut(rows, columns);
      const [partial] = await numbersOf(() => {
        // The number in row i and column j is i + j.
        const x = tf.add(tf.reshape(tf.range(0, rows), [rows, 1]), tf.range(0, columns));
        return tf.engine().makeTensorFromTensorInfo(sums({ x }, columns, area));
      });
      for (let slice = 0; slice < area.slices; slice++) {
        const [from, to] = [slice * area.rowsOfSlice, Math.min(rows, (slice + 1) * area.rowsOfSlice)];
        const expected = (from + to - 1) * (to - from) / 2;
        for (let j = 0; j < columns; j++) {
          assertAlmostEquals(partial![2 * slice * columns + j]!, expected, 1e-3);
          assertAlmostEquals(partial![(2 * slice + 1) * columns + j]!, 2 * expected, 1e-3);
        }
      }
    }
  },
});
