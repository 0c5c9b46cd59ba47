import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { conv2d } from "../../src/layers/conv2d.ts";
import { dense } from "../../src/layers/dense.ts";
import { dropout } from "../../src/layers/dropout.ts";
import { embedding } from "../../src/layers/embedding.ts";
import { flatten } from "../../src/layers/flatten.ts";
import { globalAvgPool } from "../../src/layers/pools.ts";
import { gru } from "../../src/layers/recurrent.ts";
import { relu } from "../../src/layers/activations.ts";
import { residual, sequential } from "../../src/layers/sequential.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";

const train = { training: true, seed: 3 };

Deno.test("sequential() refuses neighbours that do not fit when it is compiled", () => {
  const conv = conv2d({ channels: 1, filters: 2, kernelSize: 1 });
  const head = dense({ inputs: 2, units: 2 });
  sequential(conv, relu(), globalAvgPool(), head);
  sequential(relu(), conv, flatten(), relu(), head);
  // @ts-expect-error: a dense layer takes no images.
  sequential(conv, relu(), head);
});

Deno.test("sequential() names the layer that cannot work by its path", () => {
  const model = sequential(relu(), sequential(dense({ inputs: 3, units: 2 })));
  assertThrows(
    () => model.forward(tf.zeros([1, 4]), train),
    RangeError,
    "Cannot run 1/0 (dense) as it takes [batch, ..., 3]: got [1, 4]. It stands behind 0 (relu), which gives [1, 4].",
  );
});

Deno.test("sequential() names the two layers that do not fit, and what the first of them gives", () => {
  const model = sequential(flatten(), dense({ inputs: 4, units: 3 }), relu(), dense({ inputs: 5, units: 1 }));
  const run = (shape: [number, number]) => () => model.forward(tf.ones(shape), { ...train, path: "net" });
  assertThrows(
    run([2, 4]),
    RangeError,
    "Cannot run net/3 (dense) as it takes [batch, ..., 5]: got [2, 3]. It stands behind net/2 (relu), which gives [2, 3].",
  );
  assertThrows(run([2, 3]), RangeError, "It stands behind net/0 (flatten), which gives [2, 3].");
});

Deno.test("sequential() knows what becomes of words: an embedding has one axis more than what it looks up", () => {
  const words = embedding({ entries: 5, units: 2 }), read = gru({ inputs: 2, units: 3, output: "last" });
  const model = sequential(words, read, dense({ inputs: 3, units: 4 }));
  initialize(model, 1);
  const y: tf.Tensor2D = model.forward(tf.zeros([2, 6], "int32") as tf.Tensor2D, train);
  assertEquals(y.shape, [2, 4]);
  // @ts-expect-error: an image layer takes no sequences of rows.
  sequential(words, globalAvgPool());
});

Deno.test("sequential() gives two dropouts two masks, and the same ones for the same seed", () => {
  const x = tf.ones([64]);
  const [first, second] = [sequential(dropout()), sequential(relu(), dropout())].map((model) =>
    model.forward(x, train).arraySync()
  );
  assertNotEquals(first, second);
  assertEquals(sequential(dropout()).forward(x, train).arraySync(), first);
  assertNotEquals(sequential(dropout()).forward(x, { training: true, seed: 4 }).arraySync(), first);
});

Deno.test("residual() adds what went around", () => {
  const layer = residual(relu());
  assertEquals((layer.forward(tf.tensor1d([-1, 2]), train) as tf.Tensor).arraySync(), [-1, 4]);
});

Deno.test("sequential() leaves no tensor behind", () => {
  const model = sequential(dense({ inputs: 3, units: 2 }), dropout(), relu());
  initialize(model, 1);
  const x = tf.zeros([2, 3]) as tf.Tensor2D;
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    assert(model.forward(x, train).shape[1] === 2);
  });
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("sequential() and residual() are static where all their layers are", () => {
  const rows = [sequential(relu(), relu()), sequential(relu(), dropout()), sequential(dropout({ rate: 0 }))];
  assertEquals(rows.map((row) => row.staticGraph), [true, false, true]);
  const [still, random] = [relu(), dropout()] as unknown as Parameters<typeof residual>[0][];
  assertEquals([residual(still!), residual(still!, random), residual(random!)].map((it) => it.staticGraph), [
    true,
    false,
    false,
  ]);
});
