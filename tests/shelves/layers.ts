/** Layers against PyTorch's: values and every gradient, by weights that both sides draw by a hash; a table for all engines. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import type { AnyLayer } from "../../mod.ts";
import { hashDrawn } from "../hash_drawn.ts";
import type { Need } from "../needs.ts";
import { match } from "../../src/weights/load_weights/match.ts";
import { aliasesOf } from "../../src/weights/load_weights/names.ts";

const { tf } = r;

interface Kept {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly first: readonly number[];
}
interface Row {
  readonly x: readonly number[];
  readonly y: Kept;
  readonly dx: Kept;
  readonly weights: Readonly<Record<string, Kept>>;
}

const golden: Record<string, Row> = JSON.parse(
  await Deno.readTextFile(new URL("golden/layers.json", import.meta.url)),
);

const image = { channels: 4, kernelSize: 3 } as const;
const LAYERS: Readonly<Record<string, () => AnyLayer>> = {
  dilated: () => r.conv2d({ ...image, filters: 6, padding: 2, dilation: 2 }),
  grouped: () => r.conv2d({ ...image, filters: 6, padding: 1, groups: 2 }),
  "grouped, stride 2": () => r.conv2d({ ...image, filters: 6, stride: 2, padding: 1, groups: 2, bias: false }),
  depthwise: () => r.conv2d({ ...image, filters: 4, padding: 1, groups: 4 }),
  "depthwise, stride 2": () => r.conv2d({ channels: 4, filters: 4, kernelSize: 5, stride: 2, padding: 2, groups: 4 }),
  "depthwise, two filters": () => r.conv2d({ ...image, filters: 8, groups: 4 }),
  "depthwise, dilated": () => r.conv2d({ ...image, filters: 4, padding: 2, dilation: 2, groups: 4 }),
  transposed: () => r.convTranspose2d({ channels: 4, filters: 3, kernelSize: 2, stride: 2 }),
  "transposed, cut": () => r.convTranspose2d({ ...image, filters: 3, stride: 2, padding: 1, outputPadding: 1 }),
  "transposed, dense": () => r.convTranspose2d({ channels: 4, filters: 3, kernelSize: 4, padding: 1, bias: false }),
  conv1d: () => r.conv1d({ channels: 4, filters: 5, kernelSize: 3, stride: 2, padding: 1 }),
  "conv1d, dilated": () => r.conv1d({ channels: 4, filters: 5, kernelSize: 3, padding: 2, dilation: 2, bias: false }),
  "group norm": () => r.groupNorm({ channels: 4, groups: 2 }),
  "group norm of rows": () => r.groupNorm({ channels: 8, groups: 2 }),
  "instance norm": () => r.instanceNorm({ channels: 4 }),
  "instance norm, affine": () => r.instanceNorm({ channels: 4, affine: true }),
  upsample: () => r.upsample(),
  "upsample, bilinear": () => r.upsample({ factor: 3, method: "bilinear" }),
  "squeeze excite": () => r.squeezeExcite({ channels: 4, squeezed: 2 }),
  "squeeze excite, hard": () =>
    r.squeezeExcite({ channels: 4, squeezed: 2, activation: r.silu(), gate: r.hardSigmoid() }),
  prelu: () => r.prelu({ channels: 4 }),
  "prelu, one slope": () => r.prelu(),
  relu6: () => r.relu6(),
  "hard sigmoid": () => r.hardSigmoid(),
  "hard swish": () => r.hardSwish(),
  "stride and dilation": () => r.conv2d({ ...image, filters: 6, stride: 2, padding: 2, dilation: 2 }),
  "stride and dilation, unlike": () =>
    r.conv2d({
      ...{ channels: 4, filters: 6, kernelSize: [2, 3], stride: [3, 2], padding: [1, 3], dilation: [2, 3], groups: 2 },
    }),
  "sides of their own": () =>
    r.conv2d({ channels: 4, filters: 6, kernelSize: [3, 1], stride: [1, 2], padding: [2, 0] }),
  "conv1d, grouped": () =>
    r.conv1d({ channels: 4, filters: 6, kernelSize: 3, stride: 2, padding: 2, dilation: 3, groups: 2 }),
  conv3d: () => r.conv3d({ ...image, filters: 3, padding: 1 }),
  "conv3d, stride 2": () =>
    r.conv3d({
      ...{ channels: 4, filters: 3, kernelSize: [1, 3, 2], stride: [1, 2, 2], padding: [0, 1, 1], bias: false },
    }),
  "conv3d, dilated": () =>
    r.conv3d({ channels: 4, filters: 3, kernelSize: 2, stride: [2, 1, 1], padding: 1, dilation: [1, 2, 1] }),
  "conv3d, grouped": () => r.conv3d({ ...image, filters: 6, stride: 2, padding: 1, groups: 2 }),
  "conv3d, depthwise": () =>
    r.conv3d({ channels: 4, filters: 4, kernelSize: 2, stride: 2, dilation: 2, padding: 1, groups: 4 }),
  "conv1d, transposed": () =>
    r.convTranspose1d({ channels: 4, filters: 3, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1 }),
  "conv3d, transposed": () =>
    r.convTranspose3d({ channels: 4, filters: 2, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1 }),
  "max pool": () => r.maxPool({ size: [3, 2], stride: [2, 1], padding: [1, 0] }),
  "average pool": () => r.avgPool({ size: [3, 2], stride: [2, 1], padding: [1, 0] }),
  "max pool, 1d": () => r.maxPool1d({ size: 3, stride: 2, padding: 1 }),
  "average pool, 1d": () => r.avgPool1d({ size: 3, stride: 2, padding: 1 }),
  "max pool, 3d": () => r.maxPool3d({ size: [1, 3, 2], stride: 2, padding: [0, 1, 1] }),
  "average pool, 3d": () => r.avgPool3d({ size: [1, 3, 2], stride: 2, padding: [0, 1, 1] }),
  "adaptive average pool": () => r.adaptiveAvgPool({ size: [3, 4] }),
  "adaptive max pool": () => r.adaptiveMaxPool({ size: [3, 4] }),
  "adaptive average pool, 1d": () => r.adaptiveAvgPool1d({ size: 4 }),
  "adaptive max pool, 1d": () => r.adaptiveMaxPool1d({ size: 3 }),
  "adaptive average pool, 3d": () => r.adaptiveAvgPool3d({ size: [2, 3, 3] }),
  "adaptive max pool, 3d": () => r.adaptiveMaxPool3d({ size: [2, 3, 3] }),
  "adaptive max pool of a rectifier": () => r.sequential(r.relu(), r.adaptiveMaxPool({ size: [2, 1] })),
};

function assertKept(what: string, found: { shape: readonly number[]; data: ArrayLike<number> }, kept: Kept): void {
  assertEquals([...found.shape], [...kept.shape], what);
  const norm = Math.hypot(...Array.from(found.data)), bound = 1e-5 * Math.max(1, kept.norm);
  assert(Math.abs(norm - kept.norm) < bound, `${what}: a norm of ${norm} for ${kept.norm}`);
  kept.first.forEach((value, i) =>
    assert(Math.abs(found.data[i]! - value) < bound, `${what}[${i}]: ${found.data[i]} for ${value}`)
  );
}

/** Every layer of the table on one engine. */
export function testLayers(engine: string, open: () => Promise<unknown>, need?: Need): void {
  Deno.test(`the table of layers has a row for each of PyTorch's (${engine})`, () => {
    assertEquals(Object.keys(LAYERS), Object.keys(golden));
  });
  for (const [name, make] of Object.entries(LAYERS)) {
    Deno.test({
      name: `${name} has PyTorch's values and gradients (${engine})`,
      ...need,
      async fn() {
        await open();
        const row = golden[name]!, before = tf.memory().numTensors, layer = make();
        const drawn = Object.entries(row.weights).map(([key, { shape }]) => [key, hashDrawn(key, shape)]);
        const { found, missing } = drawn.length === 0
          ? { found: {}, missing: [] }
          : match(Object.fromEntries(drawn), layer.params, { from: name }, name);
        assertEquals(missing, []);
        tf.tidy(() => {
          for (const [key, { data, shape }] of Object.entries(found)) {
            layer.params[key]!.assign(tf.tensor(data, [...shape]));
          }
          const input = (shape: readonly number[], key: string) => tf.tensor(hashDrawn(key, shape).data, [...shape]);
          const x = tf.mul(input(row.x, "x"), 24), dy = input(row.y.shape, "dy");
          const mode = { training: true, seed: 0 }, names = Object.keys(layer.params);
          const read = (tensor: r.tf.Tensor) => ({ shape: tensor.shape, data: tensor.dataSync<"float32">() });
          assertKept("y", read(layer.forward(x, mode)), row.y);
          const loss = (x: r.tf.Tensor) => tf.sum(tf.mul(layer.forward(x, mode), dy)) as r.tf.Scalar;
          assertKept("dx", read(tf.grad(loss)(x)), row.dx);
          if (names.length === 0) return;
          const { grads } = tf.variableGrads(() => loss(x), Object.values(layer.params));
          const kept = Object.entries(row.weights), byShape = names.map((key) => grads[layer.params[key]!.name]!);
          for (const [key, wanted] of kept) {
            const ours = names.findIndex((name) => aliasesOf(name).some((alias) => alias.name === key));
            const { shape, data } = read(byShape[ours]!), numbers = { dtype: "float32", shape, data } as const;
            const isKernel = names[ours]!.endsWith("kernel");
            assertKept(key, isKernel ? back(numbers) : numbers, wanted);
          }
        });
        tf.dispose(Object.values(layer.params));
        assertEquals(tf.memory().numTensors, before);
      },
    });
  }
}

/** A kernel as PyTorch has it: outputs first, places last. */
function back(kernel: r.HostTensor): r.HostTensor {
  const rank = kernel.shape.length, order = [rank - 1, rank - 2, ...kernel.shape.slice(2).map((_, place) => place)];
  const axes = tf.transpose(tf.tensor(kernel.data, [...kernel.shape]), order);
  return { dtype: "float32", shape: axes.shape, data: axes.dataSync<"float32">() };
}
