/**
 * Every network that a checkpoint may name, small where it can be: what is made anew by its settings, exported and run by other tools is
 * this list. A test holds it against the predictor's table.
 */
import * as r from "../mod.ts";
import type { InputSpecs } from "../src/graph/record/input_spec.ts";
import { aliasesOf } from "../src/weights/load_weights/names.ts";
import { hashDrawn } from "./hash_drawn.ts";

const { tf } = r;

/** A network and what it takes in, without the batch. */
export interface Network {
  readonly input: InputSpecs;
  // deno-lint-ignore no-explicit-any
  make(): r.Model<any, any>;
  /** That it has more weights than each test should draw: what runs by hand has it as well. */
  readonly large?: true;
}

const tokens = { shape: [8], dtype: "int32" } as const;
const bert = { entries: 20, length: 8, layers: 1, heads: 2, units: 8 } as const;

/** By the names of their factories. */
export const NETWORKS: Readonly<Record<string, Network>> = {
  mlp: { input: [4], make: () => r.mlp({ sizes: [4, 8, 3] }) },
  tabular: {
    input: { num: [3], cat: { shape: [2], dtype: "int32" } },
    make: () =>
      r.tabular({ numbers: 3, categories: [4, 5], outputs: 2, outputScale: { center: [1, 2], spread: [3, 4] } }),
  },
  ftTransformer: {
    input: { num: [3], cat: { shape: [1], dtype: "int32" } },
    make: () => r.ftTransformer({ numbers: 3, categories: [9], outputs: 2, units: 8, heads: 2, layers: 2 }),
  },
  gpt: { input: tokens, make: () => r.gpt({ entries: 20, length: 8, layers: 2, heads: 2, units: 16 }) },
  bert: { input: tokens, make: () => r.bert(bert) },
  bertClassifier: { input: tokens, make: () => r.bertClassifier({ ...bert, classes: 3 }) },
  bertMaskedLanguage: { input: tokens, make: () => r.bertMaskedLanguage(bert) },
  lstm: { input: [5, 3], make: () => r.lstm({ inputs: 3, units: 4, bidirectional: true }) },
  gru: { input: [5, 3], make: () => r.gru({ inputs: 3, units: 4 }) },
  tcn: { input: [16, 3], make: () => r.tcn({ channels: 3, outputs: 2 }) },
  unet: { input: [16, 16, 3], make: () => r.unet({ classes: 2, widths: [4, 6] }) },
  mlpMixer: {
    input: [16, 16, 3],
    make: () => r.mlpMixer({ classes: 2, imageSize: 16, patchSize: 8, layers: 1, units: 8 }),
  },
  vit: {
    input: [32, 32, 3],
    make: () => r.vit({ classes: 10, imageSize: 32, patchSize: 8, layers: 2, heads: 2, units: 16 }),
  },
  swin: {
    input: [32, 32, 3],
    make: () => r.swin({ classes: 10, units: 8, layers: [2, 2], heads: [2, 2], windowSize: 4 }),
  },
  deepLabV3: {
    input: [32, 32, 3],
    make: () => r.deepLabV3({ classes: 3, backbone: r.mobileNetV2({ classes: 2 }), rates: [2], width: 8 }),
    large: true,
  },
  fcos: {
    input: [64, 64, 3],
    make: () => r.fcos({ classes: 3, backbone: r.mobileNetV2({ classes: 2 }), width: 8, depth: 1, most: 5 }),
    large: true,
  },
  resnet18: { input: [64, 64, 3], make: () => r.resnet18({ classes: 10 }), large: true },
  resnet34: { input: [64, 64, 3], make: () => r.resnet34({ classes: 10 }), large: true },
  resnet50: { input: [64, 64, 3], make: () => r.resnet50({ classes: 10 }), large: true },
  resnet101: { input: [64, 64, 3], make: () => r.resnet101({ classes: 10 }), large: true },
  resnet152: { input: [64, 64, 3], make: () => r.resnet152({ classes: 10 }), large: true },
  resnext50: { input: [64, 64, 3], make: () => r.resnext50({ classes: 10 }), large: true },
  resnext101: { input: [64, 64, 3], make: () => r.resnext101({ classes: 10 }), large: true },
  wideResnet50: { input: [64, 64, 3], make: () => r.wideResnet50({ classes: 10 }), large: true },
  resnet20: { input: [32, 32, 3], make: () => r.resnet20(), large: true },
  resnet32: { input: [32, 32, 3], make: () => r.resnet32({ classes: 3 }), large: true },
  resnet44: { input: [32, 32, 3], make: () => r.resnet44(), large: true },
  resnet56: { input: [32, 32, 3], make: () => r.resnet56(), large: true },
  resnet110: { input: [32, 32, 3], make: () => r.resnet110(), large: true },
  mobileNetV3Large: { input: [64, 64, 3], make: () => r.mobileNetV3Large({ classes: 10 }), large: true },
  mobileNetV3Small: { input: [64, 64, 3], make: () => r.mobileNetV3Small({ classes: 10 }), large: true },
  mobileNetV2: { input: [64, 64, 3], make: () => r.mobileNetV2({ classes: 10 }), large: true },
  efficientNetB0: { input: [64, 64, 3], make: () => r.efficientNetB0({ classes: 10 }), large: true },
  convNextTiny: { input: [64, 64, 3], make: () => r.convNextTiny({ classes: 10 }), large: true },
  vgg11: { input: [32, 32, 3], make: () => r.vgg11({ classes: 10, hidden: 16 }), large: true },
  vgg13: { input: [32, 32, 3], make: () => r.vgg13({ classes: 10, hidden: 16 }), large: true },
  vgg16: { input: [32, 32, 3], make: () => r.vgg16({ classes: 10, hidden: 16, batchNorm: true }), large: true },
  vgg19: { input: [32, 32, 3], make: () => r.vgg19({ classes: 10, hidden: 16 }), large: true },
};

/** Gives each weight numbers of its own, drawn by a hash of its name. */
export function drawByHash({ params }: Pick<r.Model<never, unknown>, "params">): void {
  for (const [name, variable] of Object.entries(params)) {
    const outputs = variable.shape.at(-1) ?? 1, shape = [outputs, variable.size / outputs];
    const { data } = hashDrawn(aliasesOf(name)[0]!.name, variable.rank > 1 ? shape : variable.shape);
    tf.tidy(() => variable.assign(tf.tensor(data, variable.shape)));
  }
}

/** An input for a batch, by name where there are several. */
export function inputFor(input: InputSpecs, batch: number): r.tf.Tensor | Record<string, r.tf.Tensor> {
  const draw = (
    name: string,
    spec: readonly number[] | { readonly shape: readonly number[]; readonly dtype?: string },
  ) => {
    const { shape, dtype = "float32" } = Array.isArray(spec)
      ? { shape: spec }
      : spec as { shape: number[]; dtype?: string };
    const { data } = hashDrawn(`${name}.bias`, [batch * shape.reduce((product, side) => product * side, 1)]);
    const whole = [batch, ...shape];
    return dtype === "int32"
      ? tf.tensor(Int32Array.from(data as Float32Array, (value) => Math.floor((value + 0.25) * 8)), whole, "int32")
      : tf.tensor(Float32Array.from(data as Float32Array, (value) => 4 * value), whole);
  };
  if (Array.isArray(input) || Array.isArray((input as { shape?: unknown }).shape)) return draw("input", input as never);
  return Object.fromEntries(Object.entries(input).map(([name, spec]) => [name, draw(name, spec)]));
}
