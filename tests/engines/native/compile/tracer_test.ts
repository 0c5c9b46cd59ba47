import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adamw,
  batchNorm,
  conv2d,
  crossEntropy,
  dense,
  dropout,
  flatten,
  initialize,
  linear,
  makeStep,
  mlp,
  type Model,
  type Optimizer,
  relu,
  resnet18,
  sequential,
  sgd,
  type Slots,
} from "../../../../mod.ts";
import { native } from "../../../../src/engines/native.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../../../src/engines/native/compile/records.ts";
import { mixSeed } from "../../../../src/tensors/random.ts";
import { tf } from "../../../../src/tf.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

type Network = Model<tf.Tensor4D, tf.Tensor2D>;

/** V8's own collector, which it shows to contexts that begin after it was asked to. */
const garbageCollector = (): () => void => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
};

const cnn = (): Network =>
  sequential(
    conv2d({ channels: 3, filters: 4, kernelSize: 3, padding: 1 }),
    batchNorm({ channels: 4 }),
    relu(),
    flatten(),
    dropout({ rate: 0.2 }),
    dense({ inputs: 8 * 8 * 4, units: 5 }),
  ) as unknown as Network;

const tracer = () => (tf.backend() as unknown as NativeBackend).binding as Tracer;

/** A student that meets other images in every step. */
async function student(make: () => Network, optimizer: Optimizer, compiled: boolean) {
  const info = await native({ compile: compiled }).open();
  assertEquals(info.compile !== undefined, compiled);
  const model = make();
  initialize(model, 1);
  const slots: Slots = optimizer.init(model.params);
  const learn = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: info });
  const step = (at: number, size = 4, side = 8) => {
    const x = tf.randomNormal([size, side, side, 3], 0, 1, "float32", at + 1) as tf.Tensor4D;
    const y = tf.tensor1d(Array.from({ length: size }, (_, i) => (i * 3 + at * 7) % 5), "int32");
    const { loss } = learn({ x, y, size }, { step: at, steps: 50, stepsPerEpoch: 50 }, mixSeed(1, "step", at));
    const value = loss!.dataSync()[0]!;
    tf.dispose([x, y, loss!]);
    return value;
  };
  const state = () => Object.values({ ...model.params, ...slots }).map((variable) => variable.dataSync().slice());
  return { model, step, state, dispose: () => tf.dispose([model.params, slots]) };
}

function assertClose(actual: readonly ArrayLike<number>[], expected: readonly ArrayLike<number>[], tolerance: number) {
  assertEquals(actual.length, expected.length);
  for (const [i, values] of expected.entries()) {
    for (let k = 0; k < values.length; k++) assertAlmostEquals(actual[i]![k]!, values[k]!, tolerance);
  }
}

const optimizers: Record<string, () => Optimizer> = {
  "sgd with a schedule": () => sgd({ lr: linear(0.1, 0.01), momentum: 0.9 }),
  "plain sgd": () => sgd({ lr: 0.05, weightDecay: 1e-3 }),
  adamw: () => adamw({ lr: 1e-3 }),
  "accumulated gradients": () => accumulate(3, sgd({ lr: 0.05, momentum: 0.9 })),
};

for (const [name, optimizer] of Object.entries(optimizers)) {
  Deno.test({
    name: `compile() does 34 steps of a CNN with dropout as eager ones, by ${name}, ragged batches among them`,
    ...needed,
    async fn() {
      const [eager, compiled] = [await student(cnn, optimizer(), false), await student(cnn, optimizer(), true)];
      const before = tracer().compiledSteps;
      for (let at = 0; at < 34; at++) {
        const size = at % 10 === 9 ? 3 : 4;
        assertAlmostEquals(compiled.step(at, size), eager.step(at, size), 1e-4);
        // In the middle of it all, as a checkpoint would.
        if (at % 16 === 15) assertClose(compiled.state(), eager.state(), 1e-4);
      }
      assertClose(compiled.state(), eager.state(), 1e-4);
      assert(tracer().compiledSteps - before >= 20, `only ${tracer().compiledSteps - before} steps were compiled`);
      eager.dispose();
      compiled.dispose();
    },
  });
}

Deno.test({
  name: "compile() sees weights that were assigned between steps, and a prediction sees weights that moved",
  ...needed,
  async fn() {
    const make = () => sgd({ lr: 0.05, momentum: 0.9 });
    const [eager, compiled] = [await student(cnn, make(), false), await student(cnn, make(), true)];
    const x = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 5) as tf.Tensor4D;
    const predict = ({ model }: typeof eager) =>
      tf.tidy(() => model.forward(x, { training: false, seed: 0 }).dataSync().slice());
    for (let at = 0; at < 20; at++) {
      assertAlmostEquals(compiled.step(at), eager.step(at), 1e-4);
      if (at % 5 === 2) assertClose([predict(compiled)], [predict(eager)], 1e-4);
      if (at % 7 === 6) {
        for (const { model } of [eager, compiled]) {
          for (const weight of Object.values(model.params)) tf.tidy(() => weight.assign(tf.mul(weight, 0.5)));
        }
      }
    }
    assertClose(compiled.state(), eager.state(), 1e-4);
    eager.dispose();
    compiled.dispose();
    x.dispose();
  },
});

Deno.test({
  name: "compile() has the losses of 12 eager steps of ResNet-18",
  ...needed,
  async fn() {
    const make = () => resnet18({ classes: 5 }) as unknown as Network;
    const optimizer = () => sgd({ lr: 1e-3, momentum: 0.9 });
    const [eager, compiled] = [await student(make, optimizer(), false), await student(make, optimizer(), true)];
    const before = tracer().compiledSteps;
    for (let at = 0; at < 12; at++) assertAlmostEquals(compiled.step(at, 4, 16), eager.step(at, 4, 16), 1e-3);
    assertEquals(tracer().compiledSteps - before, 12);
    eager.dispose();
    compiled.dispose();
  },
});

Deno.test({
  name: "compile() compiles the first step, and those of other batches and labels, to the loss of an eager one",
  ...needed,
  async fn() {
    const make = () => sgd({ lr: linear(0.1, 0.01), momentum: 0.9 });
    const network = () => resnet18({ classes: 5 }) as unknown as Network;
    const [eager, compiled] = [await student(network, make(), false), await student(network, make(), true)];
    for (const [at, size] of [4, 4, 3, 4].entries()) {
      const before = tracer().compiledSteps;
      const loss = compiled.step(at, size, 16);
      assertEquals(tracer().compiledSteps - before, 1, `step ${at} was not compiled`);
      assertEquals(loss, eager.step(at, size, 16));
    }
    assertEquals(compiled.state(), eager.state());
    eager.dispose();
    compiled.dispose();
  },
});

Deno.test({
  name: "compile() compiles no more than a few new steps at once as long as none of them comes again",
  ...needed,
  async fn() {
    const { compile } = await native({ compile: true }).open();
    const before = tracer().compiledSteps;
    const reach = compile!((x: tf.Tensor, times: number) =>
      tf.tidy(() => Array.from({ length: times }).reduce((sum: tf.Tensor) => tf.add(sum, x), x))
    );
    for (let times = 1; times < 9; times++) {
      const [x, y] = [tf.scalar(2), reach(tf.scalar(2), times)];
      assertEquals(y.dataSync()[0], 2 + 2 * times);
      tf.dispose([x, y]);
    }
    assertEquals(tracer().compiledSteps - before, 3);
  },
});

Deno.test({
  name: "compile() compiles a mean of whole numbers and of truth values",
  ...needed,
  async fn() {
    const { compile } = await native({ compile: true }).open();
    for (const dtype of ["int32", "bool"] as const) {
      const before = tracer().compiledSteps, mean = compile!((x: tf.Tensor) => tf.tidy(() => tf.mean(x, 0)));
      for (let call = 0; call < 4; call++) {
        const x = tf.tensor2d([[1, 0], [0, 0]], [2, 2], dtype), y = mean(x);
        assertEquals([...y.dataSync()], [0.5, 0]);
        tf.dispose([x, y]);
      }
      assert(
        tracer().compiledSteps - before >= 3,
        `of ${dtype} ${tracer().compiledSteps - before} steps were compiled`,
      );
    }
  },
});

Deno.test({
  name: "compile() lets neither tensors nor handles grow",
  ...needed,
  async fn() {
    const { step, dispose } = await student(cnn, sgd({ lr: 0.01, momentum: 0.9 }), true);
    for (let at = 0; at < 5; at++) step(at);
    const count = () => [tf.memory().numTensors, tracer().getNumOfTensors()];
    const before = count();
    for (let at = 5; at < 105; at++) step(at);
    assertEquals(count(), before);
    dispose();
  },
});

Deno.test({
  name: "compile() goes on eagerly where a value is read within the step",
  ...needed,
  async fn() {
    const { compile } = await native({ compile: true }).open();
    const before = tracer().compiledSteps;
    const double = compile!((x: tf.Tensor) => tf.tidy(() => tf.scalar(tf.mul(x, 2).dataSync()[0]!)));
    for (let i = 0; i < 4; i++) {
      const [x, y] = [tf.scalar(i), double(tf.scalar(i))];
      assertEquals(y.dataSync()[0], 2 * i);
      tf.dispose([x, y]);
    }
    assertEquals(tracer().compiledSteps, before);
  },
});

Deno.test({
  name: "compile() leaves what a step did before it threw, as an eager step does",
  ...needed,
  async fn() {
    const { compile } = await native({ compile: true }).open();
    const sum = tf.variable(tf.scalar(0));
    const add = compile!((x: tf.Tensor, fail: boolean) =>
      tf.tidy(() => {
        sum.assign(tf.add(sum, x));
        if (fail) throw new Error("on purpose");
      })
    );
    const one = tf.scalar(1);
    for (let i = 0; i < 5; i++) add(one, false);
    assertThrows(() => add(one, true), Error, "on purpose");
    add(one, false);
    assertEquals(sum.dataSync()[0], 7);
    tf.dispose([sum, one]);
  },
});

Deno.test({
  name: "compile() gives back what it keeps of a step that nobody can run any more",
  ...needed,
  // What runs when something was collected runs by itself, some time after the collection.
  async fn() {
    const collect = garbageCollector();
    await (async () => {
      const short = await student(() => mlp({ sizes: [192, 7, 5] }) as unknown as Network, sgd({ lr: 0.1 }), true);
      for (let at = 0; at < 6; at++) short.step(at);
      short.dispose();
    })();
    const before = tracer().getNumOfTensors();
    for (let i = 0; i < 100 && tracer().getNumOfTensors() === before; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert(tracer().getNumOfTensors() < before);
  },
});
