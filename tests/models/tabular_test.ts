import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { crossEntropy, tabular, tf } from "../../mod.ts";
import golden from "./golden/tabular.json" with { type: "json" };

const num = tf.tensor2d([[0.5, -1], [2, 0.25], [-0.75, 1.5], [1, 1]]);
const cat = tf.tensor2d([[0, 2], [3, 1], [1, 0], [2, 2]], undefined, "int32");

function close(actual: tf.Tensor, expected: readonly (readonly number[])[]): void {
  const found = actual.arraySync() as number[][];
  assertEquals(actual.shape, [expected.length, expected[0]!.length]);
  expected.forEach((row, i) => row.forEach((value, j) => assertAlmostEquals(found[i]![j]!, value, 2e-5)));
}

function network() {
  const made = tabular({ numbers: 2, categories: [4, 3], embeddings: [2, 3], hidden: [5], outputs: 2 });
  const names = ["embedding1/table", "embedding2/table", "dense1/kernel", "dense1/bias", "head/kernel", "head/bias"];
  names.forEach((name, seed) => {
    const weight = made.params[name]!;
    const values = Float32Array.from({ length: weight.size }, (_, i) => Math.sin((i + 1) * (seed + 1)) / 2);
    weight.assign(tf.tensor(values, weight.shape));
  });
  return made;
}

Deno.test("tabular computes, learns and judges as fastai's network does in PyTorch", () => {
  const { params, forward } = network();
  const loss = () =>
    crossEntropy()(
      forward({ num, cat }, { training: true, seed: 0 }),
      tf.tensor1d([0, 1, 1, 0], "int32"),
    ) as tf.Scalar;
  const { value, grads } = tf.variableGrads(loss, [params["embedding1/table"]!, params["dense1/kernel"]!]);
  assertAlmostEquals(value.dataSync()[0]!, golden.loss, 1e-5);
  const [table, kernel] = [params["embedding1/table"]!, params["dense1/kernel"]!].map(({ name }) => grads[name]!);
  close(table!, golden.tableGradient);
  close(kernel!, golden.kernelGradient);
  const other = network();
  close(other.forward({ num, cat }, { training: true, seed: 0 }), golden.training);
  close(other.forward({ num, cat }, { training: false, seed: 0 }), golden.judged);
});

Deno.test("tabular takes numbers alone, categories alone, and no hidden layers", () => {
  const mode = { training: false, seed: 0 };
  assertEquals(tabular({ numbers: 2, outputs: 3 }).forward({ num }, mode).shape, [4, 3]);
  assertEquals(tabular({ categories: [4, 3], outputs: 3, hidden: [] }).forward({ cat }, mode).shape, [4, 3]);
  assertEquals(Object.keys(tabular({ categories: [4, 100], outputs: 1, hidden: [] }).params).length, 4);
  assertEquals(tabular({ categories: [4, 100], outputs: 1 }).params["embedding2/table"]!.shape, [100, 21]);
});

Deno.test("tabular predicts in the unit of the targets by outputScale", () => {
  const made = tabular({ numbers: 2, outputs: 2, hidden: [], outputScale: { center: [100, -1], spread: [10, 2] } });
  made.params["head/kernel"]!.assign(tf.zeros([2, 2]));
  made.params["head/bias"]!.assign(tf.tensor1d([1, 3]));
  assertEquals(made.forward({ num }, { training: false, seed: 0 }).arraySync()[0], [110, 5]);
});

Deno.test("tabular refuses sizes and inputs that do not fit", () => {
  assertThrows(() => tabular({ outputs: 2 }), RangeError, "as it needs inputs: got neither numbers nor categories.");
  assertThrows(
    () => tabular({ categories: [3, 4], embeddings: [2], outputs: 2 }),
    RangeError,
    "Cannot make tabular as embeddings must hold 2 numbers: got 1.",
  );
  assertThrows(() => tabular({ numbers: 1, outputs: 2, hidden: [0] }), RangeError, "hidden[0] must be a whole number");
  const made = tabular({ numbers: 2, categories: [4, 3], outputs: 2 });
  assertThrows(
    () => made.forward({ num }, { training: false, seed: 0 }),
    TypeError,
    "Cannot run tabular as cat must have the shape [batch, 2]: got none.",
  );
  const rows = num.shape[0], cat = tf.zeros([rows + 1, 2], "int32") as tf.Tensor2D;
  const text = `Cannot run tabular as cat must have the shape [${rows}, 2]: got [${rows + 1},2].`;
  assertThrows(() => made.forward({ num, cat }, { training: false, seed: 0 }), TypeError, text);
});
