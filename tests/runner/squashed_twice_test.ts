import { assertEquals, assertStringIncludes } from "@std/assert";
import { arrays, binaryCrossEntropy, cpu, crossEntropy, dense, meanSquaredError, relu, runner } from "../../mod.ts";
import { layersModel, sequential, sigmoid, tf } from "../../mod.ts";
import { squashedTwice } from "../../src/runner/squashed_twice.ts";

await tf.setBackend("cpu");

Deno.test("squashedTwice() warns of a softmax or a sigmoid before a loss of logits, and of nothing else", () => {
  const keras = (...layers: ReturnType<typeof tf.layers.dense | typeof tf.layers.softmax>[]) =>
    layersModel(tf.sequential({ layers }));
  const dense2 = (activation?: "softmax" | "sigmoid" | "relu") =>
    tf.layers.dense({ units: 2, inputShape: [2], ...activation && { activation } });
  const ours = sequential(dense({ inputs: 2, units: 2 }), sigmoid());
  for (
    const model of [keras(dense2("softmax")), keras(dense2("sigmoid")), keras(dense2(), tf.layers.softmax()), ours]
  ) {
    for (const loss of [crossEntropy(), crossEntropy({ soft: true }), binaryCrossEntropy()]) {
      assertStringIncludes(squashedTwice(model, loss)[0]!, "ends in a softmax or a sigmoid");
    }
    assertEquals(squashedTwice(model, meanSquaredError()), []);
  }
  for (const model of [keras(dense2()), keras(dense2("relu")), sequential(sigmoid(), relu())]) {
    assertEquals(squashedTwice(model, crossEntropy()), []);
  }
});

Deno.test("Runner.train() says in its log that the loss takes logits", async () => {
  const notes: string[] = [];
  await runner({ log: false, interrupt: false })
    .model(() => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1], activation: "softmax" })] }))
    .data(arrays({ x: [[0], [1]], y: [0, 1], classes: 2 }))
    .engine(cpu())
    .hook((event) => void (event.type === "note" && notes.push(event.text)))
    .train({ epochs: 1 });
  assertEquals(notes.filter((note) => note.startsWith("The loss crossEntropy takes logits, and ")).length, 1);
});
