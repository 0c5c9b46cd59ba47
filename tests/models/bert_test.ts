/** Logits stand in tests/models/transformers_test.ts. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { bert, bertClassifier, bertMaskedLanguage, cpu, crossEntropy, initialize, tf } from "../../mod.ts";
import { aliasesOf } from "../../src/weights/load_weights/names.ts";

const size = { entries: 9, length: 6, layers: 1, heads: 2, units: 4 } as const;

Deno.test("bertClassifier() and bertMaskedLanguage() learn: a gradient reaches every weight, and leaves no tensor behind", async () => {
  await cpu().open();
  const tokens = tf.tensor2d([[1, 2, 3], [4, 5, 0]], [2, 3], "int32"),
    segments = tf.tensor2d([[0, 1, 1], [0, 0, 1]], [2, 3], "int32");
  const length = tf.tensor1d([3, 2]), labels = tf.tensor1d([0, 1], "int32");
  for (const network of [bertClassifier({ ...size, classes: 2 }), bertMaskedLanguage(size)]) {
    initialize(network, 1);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const loss = () => {
        const logits = network.forward({ tokens, segments, length }, { training: true, seed: 1 }) as tf.Tensor;
        return crossEntropy({ ignoreIndex: 0 })(logits as tf.Tensor2D, logits.rank === 2 ? labels : tokens as never);
      };
      const { grads } = tf.variableGrads(loss as () => tf.Scalar, Object.values(network.params));
      for (const [name, weight] of Object.entries(network.params)) {
        // Scores do not change where all of them are moved alike.
        if (name.endsWith("key/bias")) continue;
        assert(tf.max(tf.abs(grads[weight.name]!)).dataSync()[0]! > 0, name);
      }
    });
    assertEquals(tf.memory().numTensors, before);
    tf.dispose(network.params as unknown as tf.TensorContainer);
  }
  tf.dispose([tokens, segments, length, labels]);
});

Deno.test("bert() does not look at padding, and refuses texts that are too long", async () => {
  await cpu().open();
  const network = bert(size), mode = { training: false, seed: 0 };
  initialize(network, 1);
  tf.tidy(() => {
    const pooled = (tokens: number[], length: number) => {
      const x = { tokens: tf.tensor2d([tokens], undefined, "int32"), length: tf.tensor1d([length]) };
      return network.forward(x, mode).pooled.arraySync();
    };
    assertEquals(pooled([1, 2, 7, 8], 2), pooled([1, 2, 0, 3], 2));
    const text = "Cannot run bert as it takes int32 tokens [batch, at most 6 places]: got [1, 7].";
    assertThrows(() => network.forward(tf.zeros([1, 7], "int32"), mode), RangeError, text);
  });
  tf.dispose(network.params as unknown as tf.TensorContainer);
  assertThrows(
    () => bert({ units: 6, heads: 4 }),
    RangeError,
    "Cannot make bert as heads must divide units: got 4 heads",
  );
});

Deno.test("bert() refuses texts without tokens, and lengths and segments of other texts", async () => {
  await cpu().open();
  const network = bert(size), mode = { training: false, seed: 0 }, tokens = tf.zeros([2, 3], "int32") as tf.Tensor2D;
  const refused = (x: Record<string, tf.Tensor>) => assertThrows(() => network.forward(x as never, mode)).message;
  const one = tf.tensor1d([3]), short = tf.zeros([2, 2], "int32");
  assertEquals(refused({ tokens, length: one }), "Cannot run bert as it takes length [2]: got [1].");
  assertEquals(refused({ tokens, segments: short }), "Cannot run bert as it takes segments [2, 3]: got [2, 2].");
  assertEquals(refused({}), "Cannot run bert as the tokens must be a tensor: got undefined. Have the data give it.");
  tf.dispose([tokens, one, short, network.params] as unknown as tf.TensorContainer);
});

Deno.test("bert() of BERT-base's size has 109,482,240 numbers", () => {
  const { params } = bert();
  assertEquals(Object.values(params).reduce((sum, { size }) => sum + size, 0), 109_482_240);
  tf.dispose(params as unknown as tf.TensorContainer);
});

Deno.test("bert() is found in its first files too, whose norms have gamma and beta", () => {
  const names = (name: string) => aliasesOf(name).map(({ name }) => name);
  const found = ["scale", "offset"].map((last) => names(`bert/embeddings/LayerNorm/${last}`)[1]);
  assertEquals(found, ["bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.beta"]);
});
