/**
 * The names that other tools give a weight, and how it is turned. PyTorch's modules, and so torchvision, timm and
 * Hugging Face, call what is multiplied `weight` and keep kernels turned: outputs first.
 */
import type { HostTensor } from "../../snapshot.ts";
import { transposed } from "../../tensors/transposed.ts";

/** A name that a weight may have in a file. */
export interface Alias {
  readonly name: string;
  /** Whether its axes are those of PyTorch there, to be turned into ours. */
  readonly turned: boolean;
}

/** The last words of our names, and PyTorch's for them. */
const WORDS: Readonly<Record<string, string>> = {
  kernel: "weight",
  scale: "weight",
  table: "weight",
  slope: "weight",
  offset: "bias",
  mean: "running_mean",
  variance: "running_var",
};

/** The last words of our names, and Keras's for them; its axes are ours. */
const KERAS: Readonly<Record<string, string>> = {
  scale: "gamma",
  offset: "beta",
  mean: "moving_mean",
  variance: "moving_variance",
  table: "embeddings",
  slope: "alpha",
};

/** How layers of several parts are named elsewhere: PyTorch's own attention and layers of a transformer, then timm's. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/(^|\.)qkv\.(weight|bias)$/, "$1in_proj_$2"],
  [/(^|\.)out\.(weight|bias)$/, "$1out_proj.$2"],
  [/(^|\.)out\.(weight|bias)$/, "$1proj.$2"],
  [/(^|\.)memory_attention\.qkv\.(weight|bias)$/, "$1multihead_attn.in_proj_$2"],
  [/(^|\.)memory_attention\.out\.(weight|bias)$/, "$1multihead_attn.out_proj.$2"],
  [/(^|\.)attention\.qkv\.(weight|bias)$/, "$1self_attn.in_proj_$2"],
  [/(^|\.)attention\.out\.(weight|bias)$/, "$1self_attn.out_proj.$2"],
  [/(^|\.)fc([12])\.(weight|bias)$/, "$1linear$2.$3"],
  // BERT's first files.
  [/(^|\.)LayerNorm\.weight$/, "$1LayerNorm.gamma"],
  [/(^|\.)LayerNorm\.bias$/, "$1LayerNorm.beta"],
];

/**
 * The names under which a weight may be found, the likeliest first.
 *
 * @param name Ours, such as `layer1/0/bn1/scale`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { aliasesOf } from "./names.ts";
 *
 * const names = (name: string) => aliasesOf(name).map(({ name }) => name);
 * assertEquals(names("layer1/bn1/scale"), ["layer1.bn1.weight", "layer1/bn1/scale", "layer1/bn1/gamma"]);
 * assertEquals(names("attention/qkv/bias")[1], "attention.in_proj_bias");
 * ```
 */
export function aliasesOf(name: string): readonly Alias[] {
  const words = name.split("/"), last = words.pop()!;
  const theirs = [...words, WORDS[last] ?? last].join("."), turned = last === "kernel";
  const others = PARTS.filter(([pattern]) => pattern.test(theirs)).map(([pattern, to]) => theirs.replace(pattern, to));
  return [
    ...[theirs, ...others].map((name) => ({ name, turned })),
    // Raptor's own, as in its checkpoints.
    ...name === theirs ? [] : [{ name, turned: false }],
    ...KERAS[last] === undefined ? [] : [{ name: [...words, KERAS[last]].join("/"), turned: false }],
  ];
}

/**
 * The order in which the axes of PyTorch's kernel stand in ours: [outputs, inputs, ...places] becomes [...places, inputs, outputs].
 *
 * @param rank 2 of a dense layer, 3 to 5 of convolutions over one to three places.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { axesOf } from "./names.ts";
 *
 * assertEquals([axesOf(2), axesOf(4)], [[1, 0], [2, 3, 1, 0]]);
 * ```
 */
export function axesOf(rank: number): readonly number[] {
  if (rank < 2) return Array.from({ length: rank }, (_, i) => i);
  return [...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1, 0];
}

/**
 * A kernel with its axes in our order.
 *
 * @param tensor In PyTorch's order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { turned } from "./names.ts";
 *
 * const { shape, data } = turned({ dtype: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
 * assertEquals([shape, [...data]], [[3, 2], [1, 4, 2, 5, 3, 6]]);
 * ```
 */
export function turned(tensor: HostTensor): HostTensor {
  return transposed(tensor, axesOf(tensor.shape.length));
}
