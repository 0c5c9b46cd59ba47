import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { multiHeadAttention } from "../../src/layers/multi_head_attention.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import golden from "./golden/transformer.json" with { type: "json" };
import { assertAsTorch } from "./wave.ts";

const names = ["qkv/kernel", "qkv/bias", "out/kernel", "out/bias"];
const dispose = (layer: { readonly params: object }) => tf.dispose(layer.params as tf.TensorContainer);
const needed = await needLibrary();

for (const [engine, need] of [[cpu(), {}], [wasm(), {}], [native(), needed]] as const) {
  Deno.test({
    name: `multiHeadAttention() has PyTorch's outputs and gradients on ${engine.name}, causal and not`,
    ...need,
    async fn() {
      await engine.open();
      const before = tf.memory().numTensors;
      for (const causal of [false, true]) {
        const layer = multiHeadAttention({ units: 6, heads: 2, causal });
        assertAsTorch(layer, names, causal ? golden.causal : golden.attention);
        dispose(layer);
      }
      assertEquals(tf.memory().numTensors, before);
    },
  });
}

Deno.test("multiHeadAttention() that is causal changes nothing before a place that changes", async () => {
  await cpu().open();
  const layer = multiHeadAttention({ units: 4, heads: 2, causal: true });
  initialize(layer, 1);
  tf.tidy(() => {
    const x = tf.randomNormal([1, 5, 4], 0, 1, "float32", 1) as tf.Tensor3D;
    const other = tf.add(x, tf.reshape(tf.tensor1d([0, 0, 0, 1, 0]), [1, 5, 1])) as tf.Tensor3D;
    const [y, z] = [x, other].map((x) => layer.forward(x, { training: false, seed: 0 }).arraySync()[0]!);
    assertEquals(y!.slice(0, 3), z!.slice(0, 3));
    assertEquals(y!.slice(3).some((row, i) => row.every((value, j) => value === z![3 + i]![j])), false);
  });
  dispose(layer);
});

Deno.test("multiHeadAttention() drops looks by the seed of the pass, in training alone", async () => {
  await cpu().open();
  const layer = multiHeadAttention({ units: 4, heads: 1, dropout: 0.5 });
  initialize(layer, 1);
  tf.tidy(() => {
    const x = tf.randomNormal([2, 6, 4], 0, 1, "float32", 1) as tf.Tensor3D;
    const run = (training: boolean, seed: number) => [...layer.forward(x, { training, seed }).dataSync()];
    assertEquals(run(true, 1), run(true, 1));
    assertEquals(run(true, 1).every((value, i) => value === run(true, 2)[i]), false);
    assertEquals(run(false, 1), run(false, 2));
  });
  dispose(layer);
});

Deno.test("multiHeadAttention() draws its weights as PyTorch does", () => {
  const layer = multiHeadAttention({ units: 24, heads: 2 });
  initialize(layer, 1);
  const range = (name: string) =>
    layer.params[name]!.dataSync<"float32">().reduce((most: number, w: number) => Math.max(most, Math.abs(w)), 0);
  const near = (name: string, bound: number) => range(name) <= bound && range(name) > 0.95 * bound;
  assertEquals([near("qkv/kernel", Math.sqrt(6 / 96)), near("out/kernel", Math.sqrt(1 / 24))], [true, true]);
  assertEquals([range("qkv/bias"), range("out/bias")], [0, 0]);
  dispose(layer);
});

Deno.test("multiHeadAttention() refuses heads that do not divide its units, and inputs of another size", () => {
  assertThrows(
    () => multiHeadAttention({ units: 6, heads: 4 }),
    RangeError,
    "Cannot make multiHeadAttention as heads must divide units: got 4 heads of 6 units.",
  );
  assertThrows(
    () => multiHeadAttention({ units: 6, heads: 2 }).forward(tf.zeros([1, 2, 5]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run multiHeadAttention as it takes [batch, places, 6]: got [1, 2, 5].",
  );
});
