import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import { crossEntropy, type CrossEntropyOptions } from "../../src/losses/cross_entropy.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

Deno.test("crossEntropy() stays finite for huge logits", () => {
  const loss = crossEntropy()(tf.tensor2d([[1e4, 0], [0, 1e4]]), tf.tensor1d([0, 0], "int32")) as tf.Scalar;
  assertEquals(loss.dataSync()[0], 5000);
});

Deno.test("crossEntropy() with smoothing is least where the softmax is the smoothed target", () => {
  const at = (logit: number) =>
    (crossEntropy({ labelSmoothing: 0.2 })(tf.tensor2d([[logit, 0]]), tf.tensor1d([0], "int32")) as tf.Scalar)
      .dataSync()[0]!;
  // Targets 0.9 and 0.1, whose entropy is the least that can be.
  assertAlmostEquals(at(Math.log(9)), -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 1e-6);
});

Deno.test("crossEntropy() refuses what is not logits and labels, and says what would be", () => {
  const loss = crossEntropy() as (logits: tf.Tensor, labels: tf.Tensor) => unknown;
  const text =
    "Cannot compute the cross-entropy as it needs logits [batch, ..., classes] and int32 labels [batch, ...]: got ";
  const refused: [logits: number[], labels: number[], dtype: "float32" | "int32", rest: string][] = [
    [[2, 3], [2], "float32", '[2, 3] and float32 [2]. Cast the labels to "int32".'],
    [[2, 3], [3], "int32", "[2, 3] and int32 [3]. Give labels of the shape [2]."],
    [[2, 3], [2, 1], "int32", "[2, 3] and int32 [2, 1]. Give labels of the shape [2]."],
    [[2, 4, 3], [2, 3], "int32", "[2, 4, 3] and int32 [2, 3]. Give labels of the shape [2, 4]."],
    [
      [2, 3],
      [2, 3],
      "float32",
      "[2, 3] and float32 [2, 3]. Say { soft: true } of targets that are shares of the classes.",
    ],
    [[3], [], "int32", "[3] and int32 []. Give logits of one sample a first axis: tf.expandDims(logits, 0)."],
  ];
  for (const [logits, labels, dtype, rest] of refused) {
    assertEquals(assertThrows(() => loss(tf.zeros(logits), tf.zeros(labels, dtype)), TypeError).message, text + rest);
  }
  assertThrows(
    () => crossEntropy({ soft: true })(tf.zeros([2, 3]), tf.zeros([3, 2])),
    TypeError,
    "Cannot compute the soft cross-entropy as prediction and target must be of one shape: got [2, 3] and [3, 2].",
  );
  assertThrows(
    () => crossEntropy({ classWeights: [1, 2] })(tf.zeros([2, 3]), tf.zeros([2], "int32")),
    TypeError,
    "Cannot compute the cross-entropy as classWeights needs a number for each place of the last axis: got 2 and [2, 3].",
  );
});

Deno.test("crossEntropy() refuses options that are out of range, or that do not go together", () => {
  const refused: [CrossEntropyOptions, string][] = [
    [{ classWeights: [] }, "classWeights must be a list of numbers: got none."],
    [{ classWeights: [1, -1] }, "classWeights[1] must be a finite number of at least 0: got -1."],
    [{ ignoreIndex: 0.5 }, "ignoreIndex must be a whole number: got 0.5."],
    [{ soft: true, ignoreIndex: 0 }, "soft targets have no labels to ignore: got ignoreIndex 0. Leave it out."],
  ];
  for (const [options, text] of refused) {
    assertEquals(assertThrows(() => crossEntropy(options)).message, `Cannot make crossEntropy as ${text}`);
  }
});

Deno.test("crossEntropy() is a number where nothing is judged, and counts nothing", () => {
  for (const options of [{ ignoreIndex: -1 }, { ignoreIndex: -1, classWeights: [1, 2] }]) {
    const loss = crossEntropy(options), labels = tf.tensor1d([-1, -1], "int32");
    const { value, grad } = tf.valueAndGrad((x) => loss(x as tf.Tensor2D, labels))(tf.ones([2, 2]));
    assertEquals([...value.dataSync(), ...grad.dataSync()].map((number) => number + 0), [0, 0, 0, 0, 0]);
    assertEquals((loss.count(labels) as tf.Scalar).dataSync()[0], 0);
  }
});

Deno.test("crossEntropy() counts what it judges: labels, those that are not ignored, and by the weight of their class", () => {
  const labels = tf.tensor2d([[0, 1, 9], [9, 1, 2]], [2, 3], "int32");
  const count = (options: CrossEntropyOptions) => {
    const count = crossEntropy(options).count(labels);
    return typeof count === "number" ? count : count.dataSync()[0];
  };
  assertEquals(count({}), 6);
  assertEquals(count({ ignoreIndex: 9 }), 4);
  assertEquals(count({ ignoreIndex: 9, classWeights: [8, 0.5, 4] }), 13);
  assertEquals(crossEntropy({ soft: true }).count(tf.zeros([2, 3, 4])), 6);
});

Deno.test("crossEntropy() refuses a smoothing of 1", () => {
  const error = assertThrows(() => crossEntropy({ labelSmoothing: 1 }), RangeError);
  assertEquals(error.message, "Cannot make crossEntropy as labelSmoothing must be in [0, 1): got 1.");
});

const needed = await needLibrary();
for (const engine of [cpu(), wasm(), native()]) {
  Deno.test({
    name: `crossEntropy() is NaN where a label is no class, on ${engine.name}`,
    ...engine.name === "native" ? needed : {},
    async fn() {
      await engine.open();
      for (const labels of [[0, 2], [0, -1]]) {
        const loss = tf.tidy(() => {
          const loss = crossEntropy()(tf.zeros([2, 2]), tf.tensor1d(labels, "int32")) as tf.Scalar;
          return loss.dataSync()[0];
        });
        assertEquals(loss, NaN);
      }
    },
  });
}
