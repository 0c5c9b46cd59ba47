import { assert, assertEquals } from "@std/assert";
import { arrays, cpu, tf } from "../../mod.ts";
import { sharing } from "../../src/training/shares.ts";

await cpu().open();

const own = {
  ...{ name: "own", batches: { train: 2 } },
  *train() {
    for (const rows of [[1, 2, 3], [4]]) {
      yield { x: { a: tf.tensor1d(rows), all: tf.tensor1d([7, 8]) }, y: tf.tensor1d(rows), size: rows.length };
    }
  },
};

Deno.test("sharing() takes a rank's rows of each whole batch, and one that does not count where there is none", async () => {
  const before = tf.memory().numTensors, told: unknown[] = [];
  for (const rank of [0, 1]) {
    const pass = sharing(own).train({ epoch: 0, seed: 0, rank, ranks: 2 });
    for await (const { x, y, size, of, absent = false } of pass) {
      assertEquals(x.a.arraySync(), y.arraySync());
      told.push([x.a.arraySync(), x.all.arraySync(), size, of, absent]);
      tf.dispose([x, y]);
    }
  }
  const all = [7, 8];
  assertEquals(told, [
    ...[[[1], all, 1, 3, false], [[4], all, 1, 1, true]],
    ...[[[2, 3], all, 2, 3, false], [[4], all, 1, 1, false]],
  ]);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("sharing() leaves a dataset that shares by itself as it is, and passes of one rank too", async () => {
  const data = arrays({ x: [[1], [2]], y: [0, 1], classes: 2, batchSize: 2 });
  assert(sharing(data) === data);
  const sizes = await Array.fromAsync(sharing(own).train({ epoch: 0, seed: 0 }), ({ x, y, size, ...others }) => {
    tf.dispose([x, y]);
    return [size, others];
  });
  assertEquals(sizes, [[3, {}], [1, {}]]);
  assertEquals(sharing(own).batches, { train: 2 });
});
