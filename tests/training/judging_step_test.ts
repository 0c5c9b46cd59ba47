import { assertEquals } from "@std/assert";
import { accuracy, dense, initialize, makeJudgingStep, metric, native, sequential, tf } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();

const sums = metric({
  name: "sums",
  better: "lower",
  init: () => tf.scalar(0),
  update: (state, { a, b }: { a: tf.Tensor; b: tf.Tensor }) => tf.add(state, tf.add(tf.sum(a), tf.sum(b))),
  compute: (state) => state as tf.Scalar,
});

Deno.test("makeJudgingStep() takes predictions of any structure and leaves nothing but the states", async () => {
  await tf.setBackend("cpu");
  const model = { name: "two", params: {}, forward: (x: tf.Tensor) => ({ a: tf.mul(x, 2), b: tf.neg(x) }) };
  const step = makeJudgingStep({ model, metrics: [sums] });
  const [x, first] = [tf.tensor1d([1, 2]), sums.init()];
  const before = tf.memory().numTensors;
  const [state] = step([first], x, undefined);
  assertEquals(tf.memory().numTensors, before + 1);
  assertEquals(state!.dataSync()[0], 3);
  tf.dispose([x, first, state!]);
});

Deno.test({
  name: "makeJudgingStep() judges the same where the native engine runs the model without its JavaScript",
  ...needed,
  async fn() {
    const engine = await native().open();
    const model = sequential(dense({ inputs: 4, units: 3 }));
    initialize(model, 3);
    let forwards = 0;
    const counted = {
      ...model,
      forward: (...given: Parameters<typeof model.forward>) => (forwards++, model.forward(...given)),
    };
    const judged = [
      makeJudgingStep({ model: counted, metrics: [accuracy()], engine }),
      makeJudgingStep({ model, metrics: [accuracy()] }),
    ];
    let states = judged.map(() => [accuracy().init()]);
    for (let i = 0; i < 12; i++) {
      const size = i % 4 === 3 ? 2 : 5;
      const x = tf.randomNormal([size, 4], 0, 1, "float32", i + 1) as tf.Tensor2D;
      const y = tf.tensor1d(Array.from({ length: size }, (_, k) => (i + k) % 3), "int32");
      const next = judged.map((step, k) => step(states[k]!, x, y));
      tf.dispose([states, x, y] as unknown as tf.TensorContainer);
      states = next;
      // A validation comes between steps that move the weights.
      if (i === 7) { for (const weight of Object.values(model.params)) tf.tidy(() => weight.assign(tf.neg(weight))); }
    }
    const [fast, slow] = states.map(([state]) => [...state!.dataSync()]);
    assertEquals(fast, slow);
    assertEquals(fast![1], 51);
    assertEquals(forwards < 12, true, `forward ran ${forwards} times`);
    tf.dispose([states, model.params] as unknown as tf.TensorContainer);
  },
});

Deno.test({
  name: "makeJudgingStep() keeps the tensors of a state apart where the native engine repeats the metrics as well",
  ...needed,
  async fn() {
    const engine = await native().open();
    let updates = 0;
    const totals = metric({
      name: "totals",
      scores: ["first", "second", "both"],
      better: "lower",
      staticGraph: true,
      init: () => ({ first: tf.scalar(0), second: tf.scalar(0), both: tf.scalar(0) }),
      update({ first, second }, p: tf.Tensor2D, y: tf.Tensor2D) {
        updates++;
        const [a, b] = [tf.add(first, tf.sum(p)), tf.add(second, tf.sum(y))];
        return { first: a, second: b, both: tf.add(a, b) };
      },
      compute: ({ first, second, both }) => tf.stack([first, second, both]),
    });
    const model = {
      name: "same",
      params: {},
      staticGraph: true,
      forward: (x: tf.Tensor2D) => tf.mul(x, 2) as tf.Tensor2D,
    };
    const step = makeJudgingStep({ model, metrics: [totals], engine });
    let states = [totals.init()];
    for (let i = 1; i <= 8; i++) {
      const x = tf.fill([2, 3], i) as tf.Tensor2D, next = step(states, x, x);
      tf.dispose([states, x] as unknown as tf.TensorContainer);
      states = next as typeof states;
    }
    const { first, second, both } = states[0]!;
    // Six numbers a batch, from 1 to 8; twice as much of what was predicted.
    assertEquals([first, second, both].map((total) => total.dataSync()[0]), [432, 216, 648]);
    assertEquals(updates < 8, true, `update ran ${updates} times`);
    tf.dispose(states);
  },
});
