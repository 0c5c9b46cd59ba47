import { assertEquals, assertThrows } from "@std/assert";
import { positionalEmbedding } from "../../src/layers/positional_embedding.ts";
import { tf } from "../../src/tf.ts";

const mode = { training: true, seed: 0 };

Deno.test("positionalEmbedding() adds the first rows of its table, and sums their gradients over the batch", () => {
  const layer = positionalEmbedding({ length: 3, units: 2 });
  layer.params.table!.assign(tf.tensor2d([[1, 2], [3, 4], [5, 6]]));
  const x = tf.tensor3d([[[0, 0], [10, 10]], [[20, 20], [30, 30]]]);
  assertEquals(layer.forward(x, mode).arraySync(), [[[1, 2], [13, 14]], [[21, 22], [33, 34]]]);

  const factors = tf.tensor3d([[[1, 2], [3, 4]], [[10, 20], [30, 40]]]);
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.mul(layer.forward(x, mode), factors)) as tf.Scalar,
    [layer.params.table!],
  );
  assertEquals(grads[layer.params.table!.name]!.arraySync() as unknown, [[11, 22], [33, 44], [0, 0]]);
});

Deno.test("positionalEmbedding() refuses a sequence that is too long, and one of other units", () => {
  const layer = positionalEmbedding({ length: 3, units: 2 });
  for (const shape of [[1, 4, 2], [1, 2, 3]] as const) {
    assertThrows(
      () => layer.forward(tf.zeros([...shape]), mode),
      RangeError,
      `Cannot run positionalEmbedding as it takes [batch, at most 3 places, 2]: got [${shape.join(", ")}].`,
    );
  }
  const past = { places: 2, extend: (_: string, fresh: readonly tf.Tensor[]) => fresh };
  const text = "as it takes [batch, at most 1 places behind the 2 it has seen, 2]: got [1, 2, 2].";
  assertThrows(() => layer.forward(tf.zeros([1, 2, 2]), { ...mode, past }), RangeError, text);
  assertThrows(() => positionalEmbedding({ length: 0, units: 2 }), RangeError, "length must be a whole number of");
});
