import { assert, assertEquals } from "@std/assert";
import { binaryCrossEntropy, crossEntropy, huber, meanAbsoluteError, meanSquaredError, tf } from "../../mod.ts";
import { staticGraph } from "../../src/tensors/static_graph.ts";

Deno.test("staticGraph() marks a loss and leaves what it computes alone", () => {
  const loss = staticGraph((prediction: tf.Tensor, _: unknown) => tf.mean(prediction) as tf.Scalar);
  assert(loss.staticGraph);
  assertEquals((loss(tf.tensor1d([1, 3]), undefined) as tf.Scalar).dataSync()[0], 2);
});

Deno.test("staticGraph() is said of every loss of the shelf", () => {
  const shelf = [binaryCrossEntropy(), crossEntropy(), huber(), meanAbsoluteError(), meanSquaredError()];
  assertEquals(shelf.map((loss) => loss.staticGraph), Array(5).fill(true));
});
