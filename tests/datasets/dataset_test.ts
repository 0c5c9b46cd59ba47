import { assertEquals } from "@std/assert";
import { crossEntropy, dataset, inOrder, rows, type Source, type Transform } from "../../mod.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

const squares: Source<number, number> = { name: "squares", size: 5, get: (i) => ({ x: i, y: i * i }) };

Deno.test("dataset() makes batches of anybody's source, with functions for transforms", async () => {
  const double: Transform = ({ x, y }) => ({ x: 2 * x, y });
  const data = dataset({
    train: squares,
    val: squares,
    transforms: [double],
    order: inOrder(),
    batchSize: 3,
    dropLast: true,
  });
  await data.open!();
  const seen: number[][] = [];
  for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
    const row: tf.Tensor1D = x;
    seen.push(row.arraySync(), y.arraySync());
    tf.dispose([x, y]);
  }
  assertEquals(seen, [[0, 2, 4], [0, 1, 4]]);
  for await (const { x, size } of data.val!()) {
    assertEquals([...x.dataSync()].slice(0, size), size === 3 ? [0, 1, 2] : [3, 4]);
  }
  assertEquals([data.name, data.batches, data.loss], ["squares", { train: 1, val: 2 }, undefined]);
});

Deno.test("dataset() takes a source that reads asynchronously, names its loss, and asks for what its sources ask for", async () => {
  const permissions = [{ name: "read", path: "words" }] as const;
  const words: Source<string, { readonly length: number }> = {
    name: "words",
    size: 2,
    permissions,
    get: async (i) => (await Promise.resolve(), { x: ["a", "bc"][i]!, y: { length: i + 1 } }),
  };
  const data = dataset({ train: words, order: inOrder() });
  await data.open!();
  for await (const { x, y, size } of data.train({ epoch: 0, seed: 0 })) {
    assertEquals([x, y.length.arraySync(), size], [["a", "bc"], [1, 2], 2]);
    y.length.dispose();
  }
  assertEquals([data.permissions, data.val], [permissions, undefined]);
  const loss = crossEntropy();
  const labelled: Source<{ dtype: "float32"; shape: readonly [2]; data: Float32Array }, number> = {
    name: "labelled",
    size: 1,
    classes: ["a", "b"],
    get: () => ({ x: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) }, y: 1 }),
  };
  const classes = dataset({ train: labelled, loss });
  await classes.open!();
  for await (const { x, y } of classes.train({ epoch: 0, seed: 0 })) {
    const rows: tf.Tensor2D = x;
    assertEquals([rows.shape, y.dtype, classes.loss === loss], [[1, 2], "int32", true]);
  }
});

Deno.test("dataset() makes int32 of classes, be they named or only counted", async () => {
  for (const classes of [2, ["a", "b"]]) {
    const data = dataset({ train: rows({ x: [1, 2], y: [0, 1], classes }), order: inOrder() });
    await data.open!();
    for await (const { x, y } of data.train({ epoch: 0, seed: 0 })) {
      assertEquals([(x as tf.Tensor).dtype, (y as tf.Tensor).dtype], ["float32", "int32"]);
      tf.dispose([x, y] as unknown as tf.TensorContainer);
    }
  }
});
