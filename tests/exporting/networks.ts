/** Every network of the shelf, small where it can be, with weights that are drawn by a hash. */
import {
  bert,
  convNextTiny,
  efficientNetB0,
  ftTransformer,
  gpt,
  gru,
  lstm,
  mlp,
  mlpMixer,
  mobileNetV2,
  type Model,
  resnet18,
  resnet50,
  tabular,
  tcn,
  tf,
  unet,
  vit,
} from "../../mod.ts";
import type { InputSpecs } from "../../src/graph/record/input_spec.ts";
import { aliasesOf } from "../../src/weights/load_weights/names.ts";
import { hashDrawn } from "../hash_drawn.ts";
import { OPERATIONS } from "./operations.ts";

/** A network and what it takes in, without the batch. */
export interface Network {
  readonly input: InputSpecs;
  // deno-lint-ignore no-explicit-any
  make(): Model<any, any>;
}

/** By the names of their factories. */
export const NETWORKS: Readonly<Record<string, Network>> = {
  operations: { input: [8, 5, 6], make: OPERATIONS },
  mlp: { input: [4], make: () => mlp({ sizes: [4, 8, 3] }) },
  tabular: {
    input: { num: [3], cat: { shape: [2], dtype: "int32" } },
    make: () =>
      tabular({ numbers: 3, categories: [4, 5], outputs: 2, outputScale: { center: [1, 2], spread: [3, 4] } }),
  },
  gpt: {
    input: { shape: [8], dtype: "int32" },
    make: () => gpt({ entries: 20, length: 8, layers: 2, heads: 2, units: 16 }),
  },
  vit: {
    input: [32, 32, 3],
    make: () => vit({ classes: 10, imageSize: 32, patchSize: 8, layers: 2, heads: 2, units: 16 }),
  },
  bert: {
    input: { shape: [8], dtype: "int32" },
    make: () => bert({ entries: 20, length: 8, layers: 1, heads: 2, units: 8 }),
  },
  lstm: { input: [5, 3], make: () => lstm({ inputs: 3, units: 4, bidirectional: true }) },
  gru: { input: [5, 3], make: () => gru({ inputs: 3, units: 4 }) },
  tcn: { input: [16, 3], make: () => tcn({ channels: 3, outputs: 2 }) },
  unet: { input: [16, 16, 3], make: () => unet({ classes: 2, widths: [4, 6] }) },
  mlpMixer: {
    input: [16, 16, 3],
    make: () => mlpMixer({ classes: 2, imageSize: 16, patchSize: 8, layers: 1, units: 8 }),
  },
  ftTransformer: {
    input: { num: [3], cat: { shape: [1], dtype: "int32" } },
    make: () => ftTransformer({ numbers: 3, categories: [9], outputs: 2 }),
  },
  resnet18: { input: [64, 64, 3], make: () => resnet18({ classes: 10 }) },
  resnet50: { input: [64, 64, 3], make: () => resnet50({ classes: 10 }) },
  mobileNetV2: { input: [64, 64, 3], make: () => mobileNetV2({ classes: 10 }) },
  efficientNetB0: { input: [64, 64, 3], make: () => efficientNetB0({ classes: 10 }) },
  convNextTiny: { input: [64, 64, 3], make: () => convNextTiny({ classes: 10 }) },
};

/** Gives each weight numbers of its own, drawn by a hash of its name. */
export function drawByHash({ params }: Pick<Model<never, unknown>, "params">): void {
  for (const [name, variable] of Object.entries(params)) {
    const outputs = variable.shape.at(-1) ?? 1, shape = [outputs, variable.size / outputs];
    const { data } = hashDrawn(aliasesOf(name)[0]!.name, variable.rank > 1 ? shape : variable.shape);
    tf.tidy(() => variable.assign(tf.tensor(data, variable.shape)));
  }
}

/** An input for a batch, by name where there are several. */
export function inputFor(input: InputSpecs, batch: number): tf.Tensor | Record<string, tf.Tensor> {
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
