import { assertEquals, assertThrows } from "@std/assert";
import * as r from "../../mod.ts";

const quiet = { print: false };

Deno.test("summary() counts ResNet-50's 4.09 G multiply-adds and 25,557,032 parameters, as fvcore does", async () => {
  await r.wasm().open();
  const network = r.resnet50(), before = r.tf.memory().numTensors;
  const { rows, parameters, multiplyAdds, weightBytes, text } = r.summary(network, [1, 224, 224, 3], quiet);
  // golden/count_multiply_adds.py has PyTorch count them by the modules that run.
  assertEquals([multiplyAdds, parameters], [4_089_184_256, 25_557_032]);
  assertEquals(weightBytes, 4 * (25_557_032 + 2 * 26_560));
  assertEquals(rows[0], { path: "conv1", output: [1, 112, 112, 64], parameters: 9408, multiplyAdds: 118_013_952 });
  assertEquals(rows.at(-1), { path: "fc", output: [1, 1000], parameters: 2_049_000, multiplyAdds: 2_048_000 });
  assertEquals(rows.length, 107 + 1);
  assertEquals(text.split("\n")[2], "conv1                  [1, 112, 112, 64]       9,408    118,013,952");
  assertEquals(r.tf.memory().numTensors, before);
  r.tf.dispose(Object.values(network.params));
});

Deno.test("summary() counts those of MobileNetV2, ConvNeXt-T and ViT as PyTorch does", async () => {
  await r.wasm().open();
  const counted = (network: r.Model<r.tf.Tensor4D, r.tf.Tensor2D>, side: number) => {
    const { multiplyAdds } = r.summary(network, [1, side, side, 3], quiet);
    r.tf.dispose(Object.values(network.params));
    return multiplyAdds;
  };
  const small = r.vit({ imageSize: 32, patchSize: 8, layers: 2, heads: 4, units: 32 });
  const truth = JSON.parse(await Deno.readTextFile(new URL("golden/multiply_adds.json", import.meta.url)));
  assertEquals({
    mobilenet_v2: counted(r.mobileNetV2(), 64),
    convnext_tiny: counted(r.convNextTiny(), 64),
    vit: counted(small, 32),
  }, truth);
});

Deno.test("summary() has rows that add up to the model, also where a model of layers has weights and products of its own", async () => {
  await r.cpu().open();
  const small = { layers: 1, heads: 2, units: 4 } as const;
  const networks = [
    [r.vit({ ...small, imageSize: 8, patchSize: 4, classes: 2 }), [1, 8, 8, 3]],
    [r.swin({ units: 4, layers: [1, 1], heads: [1, 2], windowSize: 2, classes: 2 }), [1, 16, 8, 3]],
    [r.bertMaskedLanguage({ ...small, entries: 7, length: 3 }), r.tf.zeros([1, 3], "int32")],
  ] as [r.AnyLayer, never][];
  for (const [network, input] of networks) {
    const { rows, parameters, multiplyAdds } = r.summary(network, input, quiet);
    assertEquals(rows.reduce((sum, row) => sum + row.parameters, 0), parameters);
    assertEquals(rows.reduce((sum, row) => sum + row.multiplyAdds, 0), multiplyAdds);
  }
  const { rows } = r.summary(networks[0]![0], networks[0]![1], quiet);
  const told = Object.fromEntries(rows.map(({ path, parameters, multiplyAdds }) => [path, [parameters, multiplyAdds]]));
  assertEquals(told[""], [4, 0]);
  // Five places of four numbers; each of them looks at five.
  assertEquals(told.encoder, [20, 0]);
  assertEquals(told["encoder/layers/encoder_layer_0/self_attention"], [0, 2 * 5 * 5 * 4]);
  r.tf.dispose([networks[2]![1], ...networks.flatMap(([{ params }]) => Object.values(params))]);
});

Deno.test("summary() counts a layer that runs twice once in parameters, transposed convolutions, and says what does not fit", async () => {
  await r.cpu().open();
  const layer = r.dense({ inputs: 3, units: 3 });
  const { rows, parameters } = r.summary(r.sequential(layer, layer), [2, 3], quiet);
  assertEquals(rows.map((row) => [row.parameters, row.multiplyAdds]), [[12, 18], [0, 18]]);
  assertEquals(parameters, 12);
  const wide = r.sequential(r.convTranspose2d({ channels: 4, filters: 3, kernelSize: 2, stride: 2 }));
  assertEquals(r.summary(wide, [1, 5, 5, 4], quiet).multiplyAdds, 25 * 4 * 4 * 3);
  const misfit = r.sequential(r.dense({ inputs: 3, units: 2 }));
  assertThrows(() => r.summary(misfit, [2, 4], quiet), RangeError, "Cannot run 0 (dense) as it takes");
  assertThrows(() => r.summary(misfit, [2, 3], { prints: true } as never), TypeError, "Did you mean print?");
});
