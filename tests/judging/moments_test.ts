import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { columnsOf, keepingMoments, momentsOf } from "../../src/judging/moments.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

Deno.test("momentsOf() is the same for one batch and for parts, far from zero too", () => {
  const { init, update } = keepingMoments("r2");
  const p = [10001, 10003, 10002, 10008, 10000], y = [10000, 10004, 10001, 10009, 10003];
  const state = (sizes: number[]) => {
    let from = 0, state = init();
    for (const size of sizes) {
      const cut = (values: number[]) => tf.tensor1d(values.slice(from, from + size));
      state = update(state, cut(p), cut(y));
      from += size;
    }
    return momentsOf({ dtype: "float32", shape: state.shape, data: state.dataSync() as Float32Array })[0]!;
  };
  // Means 10002.8 and 10003.4.
  for (const sizes of [[5], [2, 3], [1, 1, 1, 1, 1]]) {
    const { count, spreadOfPredictions, spreadOfTargets, together, apart } = state(sizes);
    assertEquals([count, apart], [5, 13]);
    assertAlmostEquals(spreadOfPredictions, 38.8, 0.02);
    assertAlmostEquals(spreadOfTargets, 49.2, 0.02);
    assertAlmostEquals(together, 38.4, 0.02);
  }
});

Deno.test("columnsOf() gives [batch, outputs] of any rank, and refuses shapes that would be broadcast", () => {
  assertEquals(columnsOf("r2", tf.zeros([3]), tf.zeros([3])).map(({ shape }) => shape), [[3, 1], [3, 1]]);
  assertEquals(columnsOf("r2", tf.zeros([3, 2, 2]), tf.zeros([3, 2, 2]))[0].shape, [3, 4]);
  assertThrows(() => columnsOf("r2", tf.zeros([3, 1]), tf.zeros([3])), TypeError, "got [3, 1] and [3].");
});
