import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  batchNorm,
  conv2d,
  crossEntropy,
  flatten,
  initialize,
  makeJudgingStep,
  makeStep,
  native,
  relu,
  sequential,
  sgd,
  tf,
} from "../../../../mod.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { openBeforehand } from "../../../../src/engines/native/compile/beforehand.ts";
import type { Binding } from "../../../../src/engines/native/binding/binding.ts";
import { divide } from "../../../../src/engines/native/compile/rewrite/divide.ts";
import { openViews } from "../../../../src/engines/native/compile/views.ts";
import { lastPrediction } from "./last_prediction.ts";
import { needLibrary } from "../need_library.ts";
import { traceOf } from "./trace_of.ts";

const needed = await needLibrary();

/** What is kept of `x · (weight · slope)`; `done` has the inputs of each product, `gone` what was given back. */
function kept() {
  const done: (readonly number[])[] = [], gone: number[] = [], removed: string[] = [];
  let next = 100;
  const binding = {
    execute(_name: string, _attributes: unknown, inputs: readonly number[]) {
      done.push(inputs);
      return [next++];
    },
    deleteTensor: (id: number) => gone.push(id),
    removeFunction: (name: string) => removed.push(name),
  } as unknown as Binding;
  const views = openViews(binding);
  const trace = traceOf([{ shape: [4, 2] }, { shape: [2, 3] }, { shape: [3] }], [
    ["Mul", [-2, -3], [2, 3]],
    ["MatMul", [-1, 0], [4, 3]],
  ]);
  const { before, from } = divide(trace)!;
  assertEquals(from, [1, 2]);
  return { done, gone, removed, views, before: openBeforehand(binding, views, before) };
}

Deno.test("openBeforehand() does once what is asked for again with the same tensors", () => {
  const { before, done, gone } = kept();
  assertEquals([1, 2].map(() => before.results([11, 12])), [[100], [100]]);
  assertEquals([done, gone], [[[11, 12]], []]);
});

Deno.test("openBeforehand() does it again for another tensor, and after one was disposed of or written to", () => {
  const { before, done, gone, views } = kept();
  before.results([11, 12]);
  assertEquals(before.results([11, 13]), [101]);
  assertEquals(gone, [100]);
  views.forget(13);
  assertEquals(gone, [100, 101]);
  assertEquals(before.results([11, 13]), [102]);
  views.note("VarHandleOp", [{ name: "shape", type: 5, value: [2, 3] }], [], [11]);
  views.keepValues("ReadVariableOp", [11]);
  assertEquals(gone, [100, 101]);
  views.keepValues("ResourceApplyGradientDescent", [11]);
  assertEquals(gone, [100, 101, 102]);
  before.results([11, 13]);
  before.release();
  assertEquals([done.length, gone], [4, [100, 101, 102, 103]]);
});

Deno.test("openBeforehand() says what was another tensor twice in a row", () => {
  const { before } = kept();
  const varying = (...tensors: number[]) => {
    before.results(tensors);
    return [...before.varying];
  };
  assertEquals(varying(11, 12), []);
  assertEquals(varying(11, 13), []);
  assertEquals(varying(11, 13), []);
  assertEquals(varying(11, 14), []);
  assertEquals(varying(11, 15), [1]);
});

Deno.test("openBeforehand() makes functions for results that were used for a while, and forgets them with those", () => {
  let made = 0;
  const { before, done, removed, views } = kept();
  const [frozen, other] = [1, 2].map(() => ({ make: () => `frozen ${++made}`, uses: 0, name: undefined }));
  for (let i = 0; i < 40; i++) before.results([11, 12], frozen);
  for (let i = 0; i < 40; i++) before.results([11, 12], other);
  assertEquals([frozen!.name, other!.name, made, done.length, removed], ["frozen 1", "frozen 2", 2, 1, []]);
  views.forget(12);
  assertEquals([frozen!.name, other!.name, removed], [undefined, undefined, ["frozen 1", "frozen 2"]]);
  for (let i = 0; i < 40; i++) before.results([11, 13], frozen);
  assertEquals(frozen!.name, "frozen 3");
  before.results([11, 14], frozen);
  assertEquals([frozen!.name, removed.at(-1)], [undefined, "frozen 3"]);
});

Deno.test({
  name: "a compiled prediction keeps what it makes of the weights, sees them move, and gives it back then",
  ...needed,
  async fn() {
    const engine = await native().open();
    const { binding } = tf.backend() as unknown as NativeBackend;
    const around = { channels: 4, filters: 4, kernelSize: 3, padding: 1 };
    const model = sequential(conv2d(around), batchNorm({ channels: 4 }), relu(), conv2d(around), flatten());
    initialize(model, 3);
    const [x, y] = [tf.randomNormal([2, 6, 6, 4], 0, 1, "float32", 1) as tf.Tensor4D, tf.tensor1d([1, 2], "int32")];
    const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(model.params);
    const shared = { model, metrics: [lastPrediction] };
    const [eager, compiled] = [makeJudgingStep(shared), makeJudgingStep({ ...shared, engine })];
    const learn = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine });
    const predict = (judge: typeof eager, images = x) => {
      const state = lastPrediction.init(), [prediction] = judge([state], images, y);
      const values = prediction!.dataSync().slice();
      tf.dispose([state, prediction!]);
      return values;
    };
    const same = () => {
      const [are, should] = [predict(compiled), predict(eager)];
      for (const [i, value] of should.entries()) assertAlmostEquals(are[i]!, value, 1e-4);
      return should;
    };
    let before = same();
    for (let round = 0; round < 5; round++) {
      // From the 16th on by a function of their own.
      for (let i = 0; i < 18; i++) same();
      const executed = binding.executed;
      predict(compiled);
      assertEquals(binding.executed - executed, 1, "only the step itself is done");
      const many = binding.getNumOfTensors();
      const { loss } = learn({ x, y, size: 2 }, { step: round, steps: 9, stepsPerEpoch: 9 }, 0);
      loss!.dispose();
      if (round > 2) assert(binding.getNumOfTensors() <= many - 2, "the filter and its bias are given back");
      const moved = same();
      assert(moved.some((value, i) => Math.abs(value - before[i]!) > 1e-3), "the weights have moved");
      before = moved;
    }
    // A batch of another size finds them ready.
    const [one, executed] = [tf.slice(x, 0, 1), binding.executed];
    predict(compiled, one);
    assertEquals(binding.executed - executed, 1);
    one.dispose();
    const [first] = Object.values(model.params);
    tf.tidy(() => first!.assign(tf.mul(first!, 2)));
    assert(same().some((value, i) => Math.abs(value - before[i]!) > 1e-3));
    const many = binding.getNumOfTensors();
    for (let i = 0; i < 20; i++) predict(compiled);
    assertEquals(binding.getNumOfTensors(), many);
    tf.dispose([model.params, slots]);
    tf.dispose([x, y]);
  },
});
