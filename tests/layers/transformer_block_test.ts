import { assertEquals, assertThrows } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { rmsNorm } from "../../src/layers/rms_norm.ts";
import { transformerBlock } from "../../src/layers/transformer_block.ts";
import { gaussian } from "../../src/tensors/initializers.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import golden from "./golden/transformer.json" with { type: "json" };
import { assertAsTorch } from "./wave.ts";

const weights = (...names: string[]) => names.flatMap((name) => [`${name}/kernel`, `${name}/bias`]);
const names = [
  ...weights("attention/qkv", "attention/out", "fc1", "fc2"),
  ...["norm1/scale", "norm1/offset", "norm2/scale", "norm2/offset"],
];
const needed = await needLibrary();

for (const [engine, need] of [[cpu(), {}], [wasm(), {}], [native(), needed]] as const) {
  Deno.test({
    name: `transformerBlock() has the outputs and gradients of PyTorch's encoder layer on ${engine.name}`,
    ...need,
    async fn() {
      await engine.open();
      const before = tf.memory().numTensors;
      const block = transformerBlock({ units: 6, heads: 2, hidden: 10, causal: true });
      assertAsTorch(block, names, golden.block);
      tf.dispose(block.params as unknown as tf.TensorContainer);
      assertEquals(tf.memory().numTensors, before);
    },
  });
}

Deno.test("transformerBlock() without biases has kernels and scales alone", () => {
  const block = transformerBlock({ units: 4, heads: 2, bias: false, norm: rmsNorm });
  const kernels = ["attention/qkv", "attention/out", "fc1", "fc2"].map((name) => `${name}/kernel`);
  assertEquals(Object.keys(block.params).toSorted(), [...kernels, "norm1/scale", "norm2/scale"].toSorted());
  tf.dispose(block.params as unknown as tf.TensorContainer);
});

Deno.test("transformerBlock() draws what it adds by an initializer of its own, and begins biases at 0 then", () => {
  const block = transformerBlock({ units: 16, heads: 2, initializer: gaussian(1), outInitializer: gaussian(1e-3) });
  initialize(block, 1);
  const largest = (name: string) => Math.max(...block.params[name]!.dataSync().map(Math.abs));
  for (const name of ["attention/qkv", "fc1"]) assertEquals(largest(`${name}/kernel`) > 1, true, name);
  for (const name of ["attention/out", "fc2"]) assertEquals(largest(`${name}/kernel`) < 0.01, true, name);
  assertEquals(["attention/qkv", "attention/out", "fc1", "fc2"].map((name) => largest(`${name}/bias`)), [0, 0, 0, 0]);
  tf.dispose(block.params as unknown as tf.TensorContainer);
});

Deno.test("transformerBlock() asks for the same operations again unless it drops", () => {
  const [still, dropping] = [0, 0.1].map((dropout) => transformerBlock({ units: 4, heads: 1, dropout }));
  assertEquals([still!.staticGraph, dropping!.staticGraph], [true, false]);
  assertThrows(
    () => still!.forward(tf.zeros([1, 2, 3]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run transformerBlock as it takes [batch, places, 4]: got [1, 2, 3].",
  );
});
