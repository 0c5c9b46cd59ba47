import { assertEquals, assertRejects } from "@std/assert";
import * as r from "../../../mod.ts";
import { networkOf, NETWORKS as TABLE } from "../../../src/predicting/predictor/networks.ts";
import { NETWORKS } from "../../networks.ts";

const image = { channels: 4, kernelSize: 3 } as const;

/** One of each network and layer of the table, with options that are no defaults. */
const MADE: readonly (() => r.AnyLayer)[] = [
  ...Object.values(NETWORKS).map(({ make }) => make as () => r.AnyLayer),
  () => r.wideResnet101({ classes: 2 }),
  () => r.mlp({ sizes: [2, 3, 1], activation: r.leakyRelu({ slope: 0.2 }) }),
  () => r.sequential(r.dense({ inputs: 2, units: 3, initializer: r.gaussian(0.1) }), r.relu(), r.tanh()),
  () => r.sequential(r.dense({ inputs: 2, units: 1 }), r.cumulativeLink({ levels: 3 })),
  () => r.residual(r.prelu({ channels: 2 }) as r.AnyLayer, r.dense({ inputs: 2, units: 2 }) as r.AnyLayer),
  () => r.residual<r.tf.Tensor, r.tf.Tensor>(r.sigmoid()),
  () => r.conv2d({ ...image, filters: 6, padding: 2, dilation: 2, bias: false }),
  () => r.conv1d({ ...image, filters: 5, stride: 2 }),
  () => r.conv2d({ channels: 4, filters: 6, kernelSize: [3, 1], padding: [1, 0] }),
  () => r.conv3d({ ...image, filters: 2, stride: [1, 2, 2] }),
  ...[r.convTranspose1d, r.convTranspose2d, r.convTranspose3d].map((make) => () =>
    make({ ...image, filters: 3, stride: 2, padding: 1, outputPadding: 1 }) as r.AnyLayer
  ),
  () => r.batchNorm({ channels: 4, momentum: 0.2 }),
  () => r.groupNorm({ channels: 4, groups: 2 }),
  () => r.instanceNorm({ channels: 4, affine: true }),
  () => r.layerNorm({ units: 4, bias: false }),
  () => r.rmsNorm({ units: 4 }),
  ...[r.dropout, r.spatialDropout, r.alphaDropout, r.dropBlock].map((make) => () => make({ rate: 0.3 })),
  () => r.stochasticDepth({ rate: 0.3, mode: "batch" }),
  () => r.embedding({ entries: 4, units: 2 }),
  () => r.positionalEmbedding({ length: 4, units: 2 }),
  () => r.multiHeadAttention({ units: 4, heads: 2 }),
  () => r.transformerBlock({ units: 4, heads: 2 }),
  () => r.squeezeExcite({ channels: 4, squeezed: 2, activation: r.silu(), gate: r.hardSigmoid() }),
  () => r.upsample({ factor: 3, method: "bilinear" }),
  () => r.flatten(),
  ...[r.maxPool, r.maxPool1d, r.maxPool3d, r.avgPool, r.avgPool1d, r.avgPool3d].map((make) => () =>
    make({ size: 3, stride: 2, padding: 1 }) as r.AnyLayer
  ),
  ...[r.adaptiveAvgPool, r.adaptiveAvgPool1d, r.adaptiveAvgPool3d].map((make) => () => make({ size: 3 }) as r.AnyLayer),
  ...[r.adaptiveMaxPool, r.adaptiveMaxPool1d, r.adaptiveMaxPool3d].map((make) => () => make({ size: 3 }) as r.AnyLayer),
  ...[r.globalAvgPool, r.globalAvgPool1d, r.globalAvgPool3d].map((make) => () => make() as r.AnyLayer),
  ...[r.globalMaxPool, r.globalMaxPool1d, r.globalMaxPool3d].map((make) => () => make() as r.AnyLayer),
  () => r.transformerDecoderBlock({ units: 4, heads: 2 }),
  () => r.sinusoidalPositions({ units: 2 }),
  ...[r.relu6, r.geluTanh, r.gelu, r.silu, r.hardSwish].map((make) => () => make()),
];

Deno.test("networkOf() leaves no weights of layers that a network looks past, nor of a network that cannot be made", async () => {
  const network = r.unet({ classes: 2, backbone: r.resnet20({ classes: 2 }) }), before = r.tf.memory().numTensors;
  const settings = { name: network.name, ...network.settings } as r.Settings;
  const again = await networkOf(settings);
  assertEquals(Object.keys(again.params as object), Object.keys(network.params));
  r.tf.dispose(again.params as r.tf.TensorContainer);
  assertEquals(r.tf.memory().numTensors, before);
  const layers = [{ name: "dense", inputs: 2, units: 3 }, { name: "nothing" }];
  await assertRejects(() => networkOf({ name: "sequential", layers }), TypeError);
  assertEquals(r.tf.memory().numTensors, before);
  r.tf.disposeVariables();
});

Deno.test("networkOf() makes each network and layer of the table anew by its settings alone", async () => {
  const seen = new Set<string>(), before = r.tf.memory().numTensors;
  const tell = (settings: unknown): void => {
    if (typeof settings !== "object" || settings === null) return;
    const { name } = settings as { name?: unknown };
    if (typeof name === "string") seen.add(name);
    Object.values(settings).forEach(tell);
  };
  for (const make of MADE) {
    const layer = make(), said = JSON.parse(JSON.stringify({ name: layer.name, ...layer.settings }));
    const again = await networkOf(said);
    tell(said);
    const shapes = ({ params }: r.AnyLayer) => Object.entries(params).map(([name, { shape }]) => [name, shape]);
    assertEquals(shapes(again), shapes(layer), layer.name);
    assertEquals(again.name, layer.name);
    const without = ({ settings }: r.AnyLayer) =>
      JSON.stringify(settings, (key, value) => /nitializer$/.test(key) ? 0 : value);
    assertEquals(without(again), without(layer), layer.name);
    r.tf.dispose([layer.params, again.params]);
  }
  // A network on top of others takes some of their parts; the rest is their own.
  r.tf.disposeVariables();
  assertEquals(r.tf.memory().numTensors, before);
  assertEquals(Object.keys(TABLE).filter((name) => !seen.has(name)), []);
});

Deno.test("networkOf() takes what pretrained() has made for what it was made of, and fetches nothing", async () => {
  const { name, settings } = r.pretrained(r.mlp({ sizes: [2, 1] }), "https://example.org/a.safetensors");
  const model = await networkOf({ name, ...settings });
  assertEquals([model.name, model.pretrained], ["mlp", undefined]);
});

Deno.test("networkOf() makes nothing that is not in its table, and what settings cannot keep is refused", async () => {
  for (const name of ["toString", "constructor", "__proto__", "eval", "mine"]) {
    await assertRejects(() => networkOf({ name }), TypeError, `it must be a network of the shelf: got ${name}`);
  }
  await assertRejects(() => networkOf({}), TypeError, "got none");
  await assertRejects(() => networkOf({ name: "mlp", sizes: "array [100]" }), TypeError, "Cannot make mlp anew");
  const { name, settings } = r.averaged(r.mlp({ sizes: [1, 1] }), { views: [(x) => x] });
  await assertRejects(() => networkOf({ name, ...settings }), TypeError, "Hand it over");
});

Deno.test("networkOf() refuses more parts, or deeper ones, than a network has, before the stack is used up", async () => {
  const refused = (settings: Parameters<typeof networkOf>[0]) =>
    assertRejects(() => networkOf(settings), TypeError, "must have at most 20000 parts, 60 within each other");
  let nested: Parameters<typeof networkOf>[0] = { name: "relu" };
  for (let i = 0; i < 3000; i++) nested = { name: "sequential", layers: [nested] };
  await refused(nested);
  await refused({ name: "sequential", layers: Array.from({ length: 30_000 }, () => ({ name: "relu" })) });
});
