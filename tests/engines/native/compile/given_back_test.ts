import { assertEquals } from "@std/assert";
import { accuracy, mlp, native, runner, sgd, synthetic, tf } from "../../../../mod.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import type { Tracer } from "../../../../src/engines/native/compile/records.ts";
import { keptConstants } from "../../../../src/engines/native/kernels/constants.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();
const tracer = () => (tf.backend() as unknown as NativeBackend).binding as Tracer;
// Small constants are kept for good, and are few.
const kept = () => keptConstants(tf.backend() as unknown as NativeBackend);
const held = () => [tracer().functions, tracer().getNumOfTensors() - kept(), tf.memory().numTensors];
const half = runner({ log: false, interrupt: false }).model(() => mlp({ sizes: [3072, 8, 10] }))
  .data(synthetic({ trainSamples: 64, valSamples: 64 })).evaluator(accuracy()).engine(native());

Deno.test({
  name: "native holds the same after many runs as after one: neither functions nor tensors are left",
  ...needed,
  async fn() {
    const once = async () => tf.dispose((await half.optimizer(sgd({ lr: 0.1 })).train({ epochs: 2 })).model.params);
    await once();
    const before = held();
    for (let i = 0; i < 20; i++) await once();
    assertEquals(held(), before);
    // Of a run that fails as well.
    const fails = half.hook((event) => event.type === "scores" ? Promise.reject(new Error("no")) : undefined);
    await fails.train({ epochs: 1 }).catch(() => {});
    assertEquals(held(), before);
  },
});

Deno.test({
  name: "native holds the same after many judgements as after one, and makes functions for them",
  ...needed,
  async fn() {
    const { model } = await half.train({ epochs: 1 });
    const { accuracy } = await half.validate();
    const before = held();
    for (let i = 0; i < 40; i++) assertEquals((await half.validate()).accuracy, accuracy);
    assertEquals(held(), before);
    let during = 0;
    await half.hook((event) => void (event.type === "scores" && (during = tracer().functions))).validate();
    assertEquals([during > before[0]!, held()], [true, before]);
    tf.dispose(model.params);
  },
});

Deno.test({
  name: "compile() and replay() go on after they gave back what they kept",
  ...needed,
  async fn() {
    const { compile, replay } = await native().open();
    const weight = tf.variable(tf.tensor1d([1, 2])), again = replay!([weight]);
    const double = compile!((x: tf.Tensor) => tf.tidy(() => again([x], () => ({ y: tf.mul(x, weight) })).y!));
    const before = tracer().functions;
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5; i++) {
        const x = tf.tensor1d([i, i]), y = double(x);
        assertEquals([...y.dataSync()], [i, 2 * i]);
        tf.dispose([x, y]);
      }
      assertEquals(tracer().functions > before, true);
      double.release!();
      again.release!();
      assertEquals(tracer().functions, before);
    }
    weight.dispose();
  },
});
