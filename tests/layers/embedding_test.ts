import { assertEquals, assertThrows } from "@std/assert";
import { wasm } from "../../src/engines/wasm.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const mode = { training: true, seed: 0 };

Deno.test("embedding() looks up rows of its table, for inputs of any shape", () => {
  const layer = embedding({ entries: 3, units: 2 });
  layer.params.table!.assign(tf.tensor2d([[0, 1], [2, 3], [4, 5]]));
  assertEquals(layer.forward(tf.tensor1d([2, 0], "int32"), mode).arraySync(), [[4, 5], [0, 1]]);
  const nested = layer.forward(tf.tensor2d([[1], [2]], [2, 1], "int32"), mode);
  assertEquals(nested.arraySync() as unknown, [[[2, 3]], [[4, 5]]]);
});

Deno.test("embedding() sums the gradients of a row that is looked up twice", async () => {
  for (const backend of ["cpu", "wasm"]) {
    if (backend === "wasm") await wasm().open();
    else await tf.setBackend("cpu");
    const layer = embedding({ entries: 3, units: 2 });
    initialize(layer);
    const factors = tf.tensor2d([[1, 2], [10, 20], [100, 200]]);
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(layer.forward(tf.tensor1d([1, 2, 1], "int32"), mode), factors)) as tf.Scalar,
    );
    const gradient = grads[layer.params.table!.name]!;
    assertEquals(gradient.arraySync() as unknown, [[0, 0], [101, 202], [10, 20]], backend);
    tf.dispose(layer.params as unknown as tf.TensorContainer);
  }
});

Deno.test("embedding() refuses numbers that are no int32, and sizes that are none", () => {
  const layer = embedding({ entries: 3, units: 2 });
  assertThrows(
    () => layer.forward(tf.tensor1d([0.5]), mode),
    RangeError,
    "Cannot run embedding as it takes dtype int32 and not float32: got [1].",
  );
  assertThrows(
    () => embedding({ entries: 0, units: 2 }),
    RangeError,
    "entries must be a whole number of at least 1: got 0",
  );
});
