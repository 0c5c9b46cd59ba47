import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import type { EngineInfo } from "../../src/engine.ts";
import type { Loss } from "../../src/loss.ts";
import { gpt, type GptOptions } from "../../src/models/gpt.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { softmaxCrossEntropy } from "../../src/tensors/softmax.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { makeStep } from "../../src/training/step.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { fillAsTorch, near, turned } from "../layers/wave.ts";
import golden from "./golden/gpt.json" with { type: "json" };

const size = { entries: 11, length: 8, layers: 2, heads: 2, units: 8 };
const needed = await needLibrary();
const dispose = (model: { readonly params: object }) => tf.dispose(model.params as tf.TensorContainer);

/** The names of the weights in the order of PyTorch's. */
function namesOf({ bias = true, tie = true }: GptOptions): string[] {
  const dense = (name: string) => bias ? [`${name}/kernel`, `${name}/bias`] : [`${name}/kernel`];
  const norm = (name: string) => bias ? [`${name}/scale`, `${name}/offset`] : [`${name}/scale`];
  const block = [
    ...[...norm("norm1"), ...dense("attention/qkv"), ...dense("attention/out")],
    ...[...norm("norm2"), ...dense("fc1"), ...dense("fc2")],
  ];
  return [
    ...["tokens/table", "places/table", ...[0, 1].flatMap((i) => block.map((name) => `blocks/${i}/${name}`))],
    ...[...norm("norm"), ...tie ? [] : ["head/kernel"]],
  ];
}

const batch = (factor: number) => tf.tensor2d(Array.from({ length: 24 }, (_, i) => (i * factor) % 11), [3, 8], "int32");
const loss: Loss<tf.Tensor3D, tf.Tensor2D> = Object.assign(
  (logits: tf.Tensor3D, labels: tf.Tensor2D) => {
    const rows = tf.reshape(logits, [-1, 11]) as tf.Tensor2D;
    return tf.mean(softmaxCrossEntropy(rows, tf.reshape(labels, [-1]) as tf.Tensor1D, { smoothing: 0 })) as tf.Scalar;
  },
  { staticGraph: true },
);

for (const [engine, need] of [[cpu(), {}], [wasm(), {}], [native(), needed]] as const) {
  for (const [which, options] of Object.entries({ gpt2: {}, untied: { bias: false, tie: false } })) {
    Deno.test({
      name: `gpt() has PyTorch's logits, loss and gradients on ${engine.name}: ${which}`,
      ...need,
      async fn() {
        await engine.open();
        const before = tf.memory().numTensors;
        const model = gpt({ ...size, ...options }), names = namesOf(options), wanted = golden[which as "gpt2"];
        fillAsTorch(model.params, names, 1 / 4);
        tf.tidy(() => {
          const [x, y] = [batch(7), batch(5)], run = () => model.forward(x, { training: true, seed: 0 });
          near(run(), wanted.logits, "logits");
          const weights = Object.values(model.params);
          const { value, grads } = tf.variableGrads(() => loss(run(), y) as tf.Scalar, weights);
          assertAlmostEquals(value.dataSync()[0]!, wanted.loss, 1e-5);
          for (const [i, [norm, ...first]] of Object.values(wanted.grads).entries()) {
            const gradient = grads[model.params[names[i]!]!.name]!;
            const as = tf.reshape(turned(names[i]!) ? tf.transpose(gradient) : gradient, [-1]);
            near(tf.concat([tf.reshape(tf.norm(gradient), [1]), tf.slice(as, 0, 4)]), [norm!, ...first], names[i]!);
          }
        });
        dispose(model);
        assertEquals(tf.memory().numTensors, before);
      },
    });
  }
}

Deno.test({
  name: "gpt() learns the same in compiled steps as in eager ones",
  ...needed,
  async fn() {
    const info = await native().open();
    const losses = (engine?: EngineInfo) => {
      const model = gpt(size), optimizer = sgd({ lr: 0.1 });
      initialize(model, 1);
      const learn = makeStep({ model, loss, optimizer, slots: {}, ...engine && { engine } });
      const [x, y] = [batch(7), batch(5)];
      const walk = Array.from({ length: 6 }, (_, step) => {
        const { loss } = learn({ x, y, size: 3 }, { step, steps: 6, stepsPerEpoch: 6 }, step);
        const [value] = loss!.dataSync();
        loss!.dispose();
        return value!;
      });
      learn.release?.();
      tf.dispose([x, y]);
      dispose(model);
      return walk;
    };
    const [eager, compiled] = [losses(), losses(info)];
    eager.forEach((value, i) => assertAlmostEquals(compiled[i]!, value, 1e-5));
    assertEquals(eager[5]! < eager[0]!, true);
  },
});

Deno.test("gpt() of GPT-2's size has 124,439,808 numbers; its table is one weight", () => {
  const { params } = gpt();
  assertEquals(Object.values(params).reduce((sum, { size }) => sum + size, 0), 124_439_808);
  assertEquals(Object.keys(params).filter((name) => name.endsWith("table") || name.startsWith("head")), [
    "tokens/table",
    "places/table",
  ]);
  dispose({ params });
});

Deno.test("gpt() begins as one that knows nothing: the loss of even guesses", () => {
  const model = gpt(size);
  initialize(model, 1);
  const value = loss(model.forward(batch(7), { training: false, seed: 0 }), batch(5)) as tf.Scalar;
  assertAlmostEquals(value.dataSync()[0]!, Math.log(11), 0.01);
  dispose(model);
});

Deno.test("gpt() refuses a text that is too long, and one that is no int32", () => {
  const model = gpt(size);
  assertThrows(
    () => model.forward(tf.zeros([1, 9], "int32"), { training: false, seed: 0 }),
    RangeError,
    "Cannot run gpt as it takes int32 tokens [batch, at most 8 places]: got [1, 9].",
  );
  const past = { places: 6, extend: (_: string, fresh: readonly tf.Tensor[]) => fresh };
  assertThrows(
    () => model.forward(tf.zeros([1, 3], "int32"), { training: false, seed: 0, past }),
    RangeError,
    "Cannot run gpt as it takes int32 tokens [batch, at most 2 places behind the 6 it has seen]: got [1, 3].",
  );
  assertThrows(() => model.forward(tf.zeros([1, 8]), { training: false, seed: 0 }), RangeError, "Cannot run gpt as");
  dispose(model);
});
