/**
 * Networks of other tools that are torchvision's under other names: timm's and Hugging Face's. Their names are turned into
 * torchvision's, which are ours, where some of them tell whose they are.
 */
import type { HostTensor } from "../../snapshot.ts";

type Tensors = Readonly<Record<string, HostTensor>>;

/** How one tool names one kind of network. */
interface Dialect {
  /** Names that no other dialect has. */
  readonly tells: RegExp;
  /** Beginnings, and what stands in their place; of several that fit, the first. */
  readonly rules: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[];
}

const next = (number: string | undefined) => String(Number(number) + 1);
const HUGGING_BLOCKS = "^(?:vit\\.)?(?:encoder\\.layer|layers)\\.(\\d+)\\.";

const DIALECTS: readonly Dialect[] = [
  { // timm's VisionTransformer
    tells: /^blocks\.0\.attn\.qkv\.weight$/,
    rules: [
      [/^cls_token$/, "class_token"],
      [/^pos_embed$/, "encoder.pos_embedding"],
      [/^patch_embed\.proj\./, "conv_proj."],
      [/^blocks\.(\d+)\.norm(\d)\./, "encoder.layers.encoder_layer_$1.ln_$2."],
      [/^blocks\.(\d+)\.attn\.qkv\./, "encoder.layers.encoder_layer_$1.self_attention.in_proj_"],
      [/^blocks\.(\d+)\.attn\.proj\./, "encoder.layers.encoder_layer_$1.self_attention.out_proj."],
      [/^blocks\.(\d+)\.mlp\.fc1\./, "encoder.layers.encoder_layer_$1.mlp.0."],
      [/^blocks\.(\d+)\.mlp\.fc2\./, "encoder.layers.encoder_layer_$1.mlp.3."],
      [/^norm\./, "encoder.ln."],
      [/^head\./, "heads.head."],
    ],
  },
  { // ViTForImageClassification; its queries, keys and values are joined before
    tells: /^(vit\.)?embeddings\.patch_embeddings\.projection\.weight$/,
    rules: [
      [/^(?:vit\.)?embeddings\.cls_token$/, "class_token"],
      [/^(?:vit\.)?embeddings\.position_embeddings$/, "encoder.pos_embedding"],
      [/^(?:vit\.)?embeddings\.patch_embeddings\.projection\./, "conv_proj."],
      [new RegExp(`${HUGGING_BLOCKS}layernorm_before\\.`), "encoder.layers.encoder_layer_$1.ln_1."],
      [new RegExp(`${HUGGING_BLOCKS}layernorm_after\\.`), "encoder.layers.encoder_layer_$1.ln_2."],
      [
        new RegExp(`${HUGGING_BLOCKS}attention\\.qkv\\.`),
        "encoder.layers.encoder_layer_$1.self_attention.in_proj_",
      ],
      [
        new RegExp(`${HUGGING_BLOCKS}attention\\.(?:output\\.dense|o_proj)\\.`),
        "encoder.layers.encoder_layer_$1.self_attention.out_proj.",
      ],
      [new RegExp(`${HUGGING_BLOCKS}(?:intermediate\\.dense|mlp\\.fc1)\\.`), "encoder.layers.encoder_layer_$1.mlp.0."],
      [new RegExp(`${HUGGING_BLOCKS}(?:output\\.dense|mlp\\.fc2)\\.`), "encoder.layers.encoder_layer_$1.mlp.3."],
      [/^(?:vit\.)?layernorm\./, "encoder.ln."],
      [/^classifier\./, "heads.head."],
    ],
  },
  { // ResNetForImageClassification
    tells: /^(resnet\.)?embedder\.embedder\.convolution\.weight$/,
    rules: [
      [/^(?:resnet\.)?embedder\.embedder\.convolution\./, "conv1."],
      [/^(?:resnet\.)?embedder\.embedder\.normalization\./, "bn1."],
      [
        /^(?:resnet\.)?encoder\.stages\.(\d+)\.layers\.(\d+)\.shortcut\.(convolution|normalization)\./,
        (_, stage, block, part) => `layer${next(stage)}.${block}.downsample.${part === "convolution" ? 0 : 1}.`,
      ],
      [
        /^(?:resnet\.)?encoder\.stages\.(\d+)\.layers\.(\d+)\.layer\.(\d+)\.(convolution|normalization)\./,
        (_, stage, block, place, part) =>
          `layer${next(stage)}.${block}.${part === "convolution" ? "conv" : "bn"}${next(place)}.`,
      ],
      [/^classifier\.1\./, "fc."],
    ],
  },
  { // timm's ConvNeXt
    tells: /^stages\.0\.blocks\.0\.conv_dw\.weight$/,
    rules: [
      [/^stem\.(\d)\./, "features.0.$1."],
      [/^stages\.(\d+)\.downsample\.(\d)\./, (_, stage, part) => `features.${2 * Number(stage)}.${part}.`],
      [/^stages\.(\d+)\.blocks\.(\d+)\./, (_, stage, block) => `features.${2 * Number(stage) + 1}.${block}.`],
      [/^head\.norm\./, "classifier.0."],
      [/^head\.fc\./, "classifier.2."],
    ],
  },
  { // ConvNextForImageClassification
    tells: /^(convnext\.)?embeddings\.patch_embeddings\.weight$/,
    rules: [
      [/^(?:convnext\.)?embeddings\.patch_embeddings\./, "features.0.0."],
      [/^(?:convnext\.)?embeddings\.layernorm\./, "features.0.1."],
      [
        /^(?:convnext\.)?encoder\.stages\.(\d+)\.downsampling_layer\.(\d)\./,
        (_, stage, part) => `features.${2 * Number(stage)}.${part}.`,
      ],
      [
        /^(?:convnext\.)?encoder\.stages\.(\d+)\.layers\.(\d+)\./,
        (_, stage, block) => `features.${2 * Number(stage) + 1}.${block}.`,
      ],
      [/^(?:convnext\.)?layernorm\./, "classifier.0."],
      [/^classifier\./, "classifier.2."],
    ],
  },
];

/** The parts of ConvNeXt's blocks, which both tools have in the same places. */
const BLOCK_PARTS: Readonly<Record<string, string>> = {
  ...{ conv_dw: "block.0", norm: "block.2", "mlp.fc1": "block.3", "mlp.fc2": "block.5" },
  ...{ dwconv: "block.0", layernorm: "block.2", pwconv1: "block.3", pwconv2: "block.5" },
};
const BLOCK_PART = /^(features\.\d+\.\d+)\.(conv_dw|norm|mlp\.fc[12]|dwconv|layernorm|pwconv[12])\./;
const SCALE = /^(features\.\d+\.\d+)\.(gamma|layer_scale_parameter)$/;

/**
 * The tensors under torchvision's names, where they are of a network that timm or Hugging Face call otherwise; else as they are.
 *
 * @returns With the name in the file of each; one that was joined of several has the name of the first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { asTorchvision } from "./dialects.ts";
 *
 * const one = { dtype: "float32", shape: [1], data: Float32Array.of(1) } as const;
 * const named = asTorchvision({ "embedder.embedder.convolution.weight": one, "classifier.1.bias": one });
 * assertEquals(Object.keys(named), ["conv1.weight", "fc.bias"]);
 * ```
 */
export function asTorchvision(tensors: Tensors): Tensors {
  const dialect = DIALECTS.find(({ tells }) => Object.keys(tensors).some((name) => tells.test(name)));
  if (dialect === undefined) return tensors;
  return Object.fromEntries(
    Object.entries(joined(tensors)).map(([name, tensor]) => {
      const rule = dialect.rules.find(([pattern]) => pattern.test(name));
      const theirs = rule === undefined ? name : name.replace(rule[0], rule[1] as string);
      if (SCALE.test(theirs)) {
        return [theirs.replace(SCALE, "$1.layer_scale"), { ...tensor, shape: [tensor.shape[0]!, 1, 1] }];
      }
      return [theirs.replace(BLOCK_PART, (_, block, part) => `${block}.${BLOCK_PARTS[part]}.`), tensor];
    }),
  );
}

const QUERY = /^(.*\.attention\.)(?:attention\.query|q_proj)\.(weight|bias)$/;
const PARTS = [["attention.query", "attention.key", "attention.value"], ["q_proj", "k_proj", "v_proj"]];

/** Queries, keys and values as one tensor, as PyTorch's own attention keeps them. */
function joined(tensors: Tensors): Tensors {
  const taken = new Set<string>(), made: [string, HostTensor][] = [];
  for (const name of Object.keys(tensors)) {
    const [, block, kind] = QUERY.exec(name) ?? [];
    const names = PARTS.map((parts) => parts.map((part) => `${block}${part}.${kind}`))
      .find((names) => names.every((one) => Object.hasOwn(tensors, one)));
    if (block === undefined || names === undefined) continue;
    const three = names.map((one) => tensors[one]!), [first] = three, length = first!.data.length;
    const data = new Float32Array(3 * length);
    three.forEach((part, i) => data.set(part.data, i * length));
    made.push([`${block}qkv.${kind}`, {
      dtype: "float32",
      shape: [3 * first!.shape[0]!, ...first!.shape.slice(1)],
      data,
    }]);
    names.forEach((one) => taken.add(one));
  }
  return Object.fromEntries([...Object.entries(tensors).filter(([name]) => !taken.has(name)), ...made]);
}
