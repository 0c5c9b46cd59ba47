/** Every factory of mod.ts: what it says of itself, and that it refuses an option it does not know. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as raptor from "../../mod.ts";
import type { Settings } from "../../src/settings.ts";

interface Part {
  readonly name: string;
  readonly settings?: Settings;
}

interface Row {
  /** Made with few options, so that its defaults are filled in. */
  readonly part: Part;
  /** What it says of itself. */
  readonly says: Settings;
  /** Its name, where it is not the factory's. */
  readonly name?: string;
  /** Makes it with an option more; left out where it takes none. */
  readonly more?: (option: object) => unknown;
  /** An option that it does not know, and the one that is meant. */
  readonly typo?: readonly [wrong: string, meant: string];
  /** Makes it with null in place of its options. */
  readonly none?: () => unknown;
}

const r = raptor, lr = 0.1;

function taking<O extends object>(
  factory: (options: O) => Part,
  options: O,
  says: Settings,
  typo: readonly [wrong: string, meant: string],
): Row {
  const more = (option: object) => factory({ ...options, ...option }), none = () => factory(null as never);
  return { part: factory(options), says, typo, more, none };
}

const bare = (factory: () => Part): Row => ({ part: factory(), says: {} });
const optional = <O extends object>(factory: (options?: O) => Part) => (options: O) => factory(options);
const relu = { name: "relu" }, sgd = { name: "sgd", lr, momentum: 0, weightDecay: 0, nesterov: false };
const drawn = { name: "fanInUniform", fanIn: 2 };
const dense = { inputs: 2, units: 1, bias: true, initializer: drawn };
const moments = { lr, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const mobile = (factory: typeof r.mobileNetV3Large) =>
  taking(optional(factory), { classes: 2 }, { classes: 2, channels: 3, dropout: 0.2 }, ["class", "classes"]);
const resnet = (factory: typeof r.resnet20) =>
  taking(optional(factory), { classes: 2 }, { classes: 2, channels: 3 }, ["class", "classes"]);
const recurrent = (factory: (options: raptor.RecurrentOptions) => Part) =>
  taking(factory, { inputs: 2, units: 3 }, {
    ...{ inputs: 2, units: 3, layers: 1, bidirectional: false, bias: true, dropout: 0, output: "all" },
  }, ["unit", "units"]);
const bert = { entries: 3, length: 4, layers: 1, heads: 2, units: 4 };
const bertSays = { ...bert, segments: 2, hidden: 16, dropout: 0.1 };
const spreading = (factory: (options: { channels: number; filters: number; kernelSize: number }) => Part) =>
  taking(factory, { channels: 4, filters: 2, kernelSize: 1 }, {
    ...{ channels: 4, filters: 2, kernelSize: 1, stride: 1, padding: 0, outputPadding: 0, bias: true },
    initializer: drawn,
  }, ["strides", "stride"]);
const adaptive = (factory: (options: { size: number }) => Part) =>
  taking(factory, { size: 2 }, { size: 2 }, ["sizes", "size"]);
const pool = (factory: (options: { size: number }) => Part) =>
  taking(factory, { size: 2 }, { size: 2, stride: 2, padding: 0 }, ["strides", "stride"]);
const macro = (factory: (options: raptor.ClassesOptions) => Part) =>
  taking(factory, { classes: 3 }, { classes: 3, average: "macro", zeroDivision: 0 }, ["numClasses", "classes"]);
const ranked = (factory: (options?: raptor.AveragePrecisionOptions) => Part) =>
  taking(optional(factory), {}, { average: "macro", probabilities: false }, ["averages", "average"]);
const likely = (factory: (options?: raptor.LikelihoodOptions) => Part) =>
  taking(optional(factory), {}, { probabilities: false }, ["probability", "probabilities"]);
const worst = {
  name: "worst",
  better: "lower",
  init: () => r.tf.scalar(0),
  update: (state: raptor.tf.Tensor) => state,
  compute: (state: raptor.tf.Tensor) => state as raptor.tf.Scalar,
} as const;
const grey = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] }, normal = { name: "normalize", ...grey };
const squares: raptor.Source<number, number> = { name: "squares", size: 4, get: (i) => ({ x: i, y: i * i }) };
const stage = r.stage({ channels: 1, reduction: 1, params: { act: r.relu() } });
const staged = { ...r.relu(), stages: [stage] } as unknown as raptor.Model<raptor.tf.Tensor4D, unknown>;
const mixable = { name: "none", train: () => [] } as raptor.Dataset<raptor.tf.Tensor, raptor.tf.Tensor1D>;
const judge = (prediction: raptor.tf.Tensor) => prediction;

const TABLE: Readonly<Record<string, Row>> = {
  // Layers
  relu: bare(r.relu),
  gelu: bare(r.gelu),
  geluTanh: bare(r.geluTanh),
  sigmoid: bare(r.sigmoid),
  tanh: bare(r.tanh),
  silu: bare(r.silu),
  relu6: bare(r.relu6),
  hardSigmoid: bare(r.hardSigmoid),
  hardSwish: bare(r.hardSwish),
  prelu: taking(optional(r.prelu), {}, { channels: 1, slope: 0.25 }, ["channel", "channels"]),
  cumulativeLink: taking(r.cumulativeLink, { levels: 3 }, { levels: 3 }, ["level", "levels"]),
  groupNorm: taking(r.groupNorm, { channels: 64 }, { channels: 64, groups: 32, epsilon: 1e-5 }, ["group", "groups"]),
  instanceNorm: taking(
    r.instanceNorm,
    { channels: 2 },
    { channels: 2, epsilon: 1e-5, affine: false },
    ["eps", "epsilon"],
  ),
  upsample: taking(optional(r.upsample), {}, { factor: 2, method: "nearest" }, ["factors", "factor"]),
  squeezeExcite: taking(
    r.squeezeExcite,
    { channels: 4, squeezed: 2 },
    { channels: 4, squeezed: 2, activation: relu, gate: { name: "sigmoid" } },
    ["squeeze", "squeezed"],
  ),
  conv1d: taking(
    r.conv1d,
    { channels: 2, filters: 4, kernelSize: 1 },
    {
      ...{ channels: 2, filters: 4, kernelSize: 1, stride: 1, padding: 0, dilation: 1, groups: 1, bias: true },
      initializer: drawn,
    },
    ["kernel_size", "kernelSize"],
  ),
  convTranspose1d: spreading(r.convTranspose1d),
  convTranspose2d: spreading(r.convTranspose2d),
  convTranspose3d: spreading(r.convTranspose3d),
  conv3d: taking(
    r.conv3d,
    { channels: 2, filters: 4, kernelSize: 1, stride: [1, 2, 2] },
    {
      ...{ channels: 2, filters: 4, kernelSize: 1, stride: [1, 2, 2], padding: 0, dilation: 1, groups: 1, bias: true },
      initializer: drawn,
    },
    ["kernel_size", "kernelSize"],
  ),
  flatten: bare(r.flatten),
  globalAvgPool: bare(r.globalAvgPool),
  globalMaxPool: bare(r.globalMaxPool),
  globalAvgPool1d: bare(r.globalAvgPool1d),
  globalMaxPool1d: bare(r.globalMaxPool1d),
  globalAvgPool3d: bare(r.globalAvgPool3d),
  globalMaxPool3d: bare(r.globalMaxPool3d),
  leakyRelu: taking(optional(r.leakyRelu), {}, { slope: 0.01 }, ["alphaSlope", "slope"]),
  batchNorm: taking(
    r.batchNorm,
    { channels: 2 },
    { channels: 2, momentum: 0.1, epsilon: 1e-5, scale: true },
    ["eps", "epsilon"],
  ),
  layerNorm: taking(r.layerNorm, { units: 2 }, { units: 2, epsilon: 1e-5, bias: true }, ["epsilom", "epsilon"]),
  rmsNorm: taking(r.rmsNorm, { units: 2 }, { units: 2, epsilon: 2 ** -23 }, ["eps", "epsilon"]),
  multiHeadAttention: taking(
    r.multiHeadAttention,
    { units: 6, heads: 2, outInitializer: r.gaussian(0.1) },
    {
      ...{ units: 6, heads: 2, kvHeads: 2, causal: false, rotary: false, dropout: 0, bias: true },
      initializer: { name: "fanInUniform", fanIn: 4 },
      outInitializer: { name: "gaussian", deviation: 0.1 },
    },
    ["head", "heads"],
  ),
  positionalEmbedding: taking(
    r.positionalEmbedding,
    { length: 3, units: 2 },
    { length: 3, units: 2, initializer: "standardNormal" },
    ["lengths", "length"],
  ),
  transformerBlock: taking(
    r.transformerBlock,
    { units: 4, heads: 2, causal: true },
    {
      ...{ units: 4, heads: 2, hidden: 16, causal: true, normFirst: true, dropout: 0, bias: true },
      ...{ activation: { name: "gelu" }, norm: "layerNorm" },
    },
    ["unit", "units"],
  ),
  transformerDecoderBlock: taking(
    r.transformerDecoderBlock,
    { units: 4, heads: 2 },
    {
      ...{ units: 4, heads: 2, hidden: 16, causal: true, normFirst: true, dropout: 0, bias: true },
      activation: { name: "gelu" },
    },
    ["unit", "units"],
  ),
  sinusoidalPositions: taking(r.sinusoidalPositions, { units: 4 }, { units: 4, base: 10_000 }, ["bases", "base"]),
  lstm: recurrent(r.lstm as (options: raptor.RecurrentOptions) => Part),
  gru: recurrent(r.gru as (options: raptor.RecurrentOptions) => Part),
  dense: taking(r.dense, { inputs: 2, units: 1 }, dense, ["input", "inputs"]),
  conv2d: taking(
    r.conv2d,
    { channels: 2, filters: 4, kernelSize: 1, padding: "same", initializer: r.kaimingNormal() },
    {
      ...{ channels: 2, filters: 4, kernelSize: 1, stride: 1, padding: "same", dilation: 1, groups: 1, bias: true },
      initializer: { name: "kaimingNormal", mode: "fanOut", slope: 0 },
    },
    ["kernel_size", "kernelSize"],
  ),
  checkpointed: { part: r.checkpointed(r.relu()), says: { block: relu } },
  stochasticDepth: taking(r.stochasticDepth, { rate: 0.5 }, { rate: 0.5, mode: "row" }, ["rates", "rate"]),
  dropout: taking(optional(r.dropout), {}, { rate: 0.5 }, ["rates", "rate"]),
  dropBlock: taking(optional(r.dropBlock), {}, { rate: 0.5, blockSize: 7 }, ["block", "blockSize"]),
  spatialDropout: taking(optional(r.spatialDropout), {}, { rate: 0.5 }, ["rates", "rate"]),
  alphaDropout: taking(optional(r.alphaDropout), {}, { rate: 0.5 }, ["rates", "rate"]),
  embedding: taking(
    r.embedding,
    { entries: 3, units: 2 },
    { entries: 3, units: 2, initializer: "standardNormal" },
    ["entris", "entries"],
  ),
  maxPool: pool(r.maxPool),
  avgPool: pool(r.avgPool),
  maxPool1d: pool(r.maxPool1d),
  avgPool1d: pool(r.avgPool1d),
  maxPool3d: pool(r.maxPool3d),
  avgPool3d: pool(r.avgPool3d),
  adaptiveMaxPool: adaptive(r.adaptiveMaxPool),
  adaptiveAvgPool1d: adaptive(r.adaptiveAvgPool1d),
  adaptiveMaxPool1d: adaptive(r.adaptiveMaxPool1d),
  adaptiveAvgPool3d: adaptive(r.adaptiveAvgPool3d),
  adaptiveMaxPool3d: adaptive(r.adaptiveMaxPool3d),
  sequential: {
    part: r.sequential(r.dense({ inputs: 2, units: 1 }), r.relu()),
    says: { layers: [{ name: "dense", ...dense }, relu] },
  },
  residual: { part: r.residual<raptor.tf.Tensor, raptor.tf.Tensor>(r.relu()), says: { body: relu } },
  kaimingNormal: taking(optional(r.kaimingNormal), {}, { mode: "fanOut", slope: 0 }, ["slopes", "slope"]),
  kaimingUniform: taking(optional(r.kaimingUniform), {}, { mode: "fanIn", slope: 0 }, ["modes", "mode"]),
  orthogonal: { part: r.orthogonal(), says: { gain: 1 } },
  xavierUniform: { part: r.xavierUniform(), says: { gain: 1 } },
  xavierNormal: { part: r.xavierNormal(2), says: { gain: 2 } },
  truncatedNormal: { part: r.truncatedNormal(0.02), says: { deviation: 0.02, cut: 0.04 } },
  dirac: bare(r.dirac),
  gaussian: { part: r.gaussian(0.02), says: { deviation: 0.02 } },
  fanInUniform: { part: r.fanInUniform(4), says: { fanIn: 4 } },

  // Models
  resnet18: resnet(r.resnet18),
  resnet34: resnet(r.resnet34),
  resnet50: resnet(r.resnet50),
  resnet101: resnet(r.resnet101),
  resnet152: resnet(r.resnet152),
  resnext50: resnet(r.resnext50),
  resnext101: resnet(r.resnext101),
  wideResnet50: resnet(r.wideResnet50),
  wideResnet101: resnet(r.wideResnet101),
  resnet20: resnet(r.resnet20),
  resnet32: resnet(r.resnet32),
  resnet44: resnet(r.resnet44),
  resnet56: resnet(r.resnet56),
  resnet110: resnet(r.resnet110),
  mobileNetV3Large: mobile(r.mobileNetV3Large),
  mobileNetV3Small: mobile(r.mobileNetV3Small),
  unet: taking(
    r.unet,
    { classes: 2, widths: [2, 3] },
    { classes: 2, channels: 3, widths: [2, 3] },
    ["width", "widths"],
  ),
  deepLabV3: taking(
    r.deepLabV3,
    { classes: 2, backbone: staged, width: 2 },
    { classes: 2, backbone: relu, rates: [12, 24, 36], width: 2 },
    ["rate", "rates"],
  ),
  fcos: taking(
    r.fcos,
    { classes: 2, backbone: staged, stages: [0], width: 2, depth: 1 },
    {
      ...{ classes: 2, backbone: relu, stages: [0], extra: 2, width: 2, depth: 1, minScore: 0.05, overlap: 0.6 },
      most: 100,
    },
    ["widths", "width"],
  ),
  tabular: taking(
    r.tabular,
    { numbers: 2, categories: [3], outputs: 1 },
    {
      ...{ numbers: 2, categories: [3], outputs: 1, hidden: [200, 100], embeddings: [3], dropout: 0 },
      embeddingDropout: 0,
    },
    ["embedding", "embeddings"],
  ),
  mobileNetV2: taking(
    optional(r.mobileNetV2),
    { classes: 2 },
    { classes: 2, channels: 3, dropout: 0.2 },
    ["class", "classes"],
  ),
  efficientNetB0: taking(
    optional(r.efficientNetB0),
    { classes: 2 },
    { classes: 2, channels: 3, dropout: 0.2, depthDropout: 0.2 },
    ["class", "classes"],
  ),
  convNextTiny: taking(
    optional(r.convNextTiny),
    { classes: 2 },
    { classes: 2, channels: 3, depthDropout: 0.1 },
    ["class", "classes"],
  ),
  vit: taking(
    optional(r.vit),
    { imageSize: 8, patchSize: 4, layers: 1, heads: 2, units: 4 },
    {
      ...{ classes: 1000, channels: 3, imageSize: 8, patchSize: 4, layers: 1, heads: 2, units: 4, hidden: 16 },
      dropout: 0,
    },
    ["patch_size", "patchSize"],
  ),
  features: taking(
    (o: raptor.FeaturesOptions) => r.features(staged, o),
    {},
    { model: relu, stages: [0] },
    ["stage", "stages"],
  ),
  stage: taking(
    r.stage,
    { channels: 2, reduction: 4, params: { act: r.relu() } },
    { channels: 2, reduction: 4, params: { act: relu } },
    ["channel", "channels"],
  ),
  imageClassifier: {
    ...taking(
      r.imageClassifier,
      { name: "small", features: [r.relu()], classifier: r.relu() },
      {
        ...{ name: "small", channels: 3, smallest: 1, features: [relu], stages: [] },
        classifier: relu,
      },
      ["feature", "features"],
    ),
    name: "small",
  },
  pretrained: {
    part: r.pretrained(r.relu() as raptor.Model<never, unknown>, { from: "a.safetensors", prefix: "net." }),
    says: { model: relu, weights: { from: "a.safetensors", prefix: "net." } },
    name: "relu",
  },
  mlp: taking(r.mlp, { sizes: [2, 1] }, { sizes: [2, 1], activation: relu }, ["size", "sizes"]),
  averaged: {
    ...taking(
      (o: raptor.AveragedOptions<raptor.tf.Tensor4D>) =>
        r.averaged(r.relu() as raptor.Model<never, raptor.tf.Tensor>, o),
      { views: [r.mirrored] },
      { model: relu, views: ["mirrored"], shares: [1] },
      ["view", "views"],
    ),
    name: "relu",
  },
  gpt: taking(
    optional(r.gpt),
    { entries: 3, length: 4, layers: 1, heads: 2, units: 4 },
    {
      ...{ entries: 3, length: 4, layers: 1, heads: 2, units: 4, dropout: 0, bias: true, tie: true },
      activation: { name: "gelu" },
    },
    ["layer", "layers"],
  ),
  gpt2: {
    ...taking(
      optional(r.gpt2),
      { entries: 3, length: 4, layers: 1, heads: 2, units: 4 },
      {
        ...{ entries: 3, length: 4, layers: 1, heads: 2, units: 4, dropout: 0, bias: true, tie: true },
        activation: { name: "geluTanh" },
      },
      ["sizes", "size"],
    ),
    name: "gpt",
  },
  adaptiveAvgPool: taking(r.adaptiveAvgPool, { size: 2 }, { size: 2 }, ["sizes", "size"]),
  ...Object.fromEntries([r.vgg11, r.vgg13, r.vgg16, r.vgg19].map((make) => [
    make.name,
    taking(
      optional(make),
      { hidden: 2 },
      { classes: 1000, channels: 3, batchNorm: false, hidden: 2, dropout: 0.5 },
      ["class", "classes"],
    ),
  ])),
  swin: taking(
    optional(r.swin),
    { units: 4, layers: [1], heads: [2] },
    {
      ...{ classes: 1000, channels: 3, patchSize: 4, windowSize: 7, units: 4, layers: [1], heads: [2] },
      depthDropout: 0.2,
    },
    ["window", "windowSize"],
  ),
  mlpMixer: taking(
    optional(r.mlpMixer),
    { imageSize: 8, patchSize: 4, layers: 1, units: 4 },
    { classes: 1000, channels: 3, imageSize: 8, patchSize: 4, layers: 1, units: 4, depthDropout: 0 },
    ["patch_size", "patchSize"],
  ),
  tcn: taking(
    r.tcn,
    { channels: 2, outputs: 1 },
    { channels: 2, outputs: 1, hidden: [25, 25, 25, 25], kernelSize: 3, dropout: 0.2 },
    ["channel", "channels"],
  ),
  ftTransformer: taking(
    r.ftTransformer,
    { numbers: 2, outputs: 1, units: 6, heads: 2, layers: 1 },
    {
      ...{ numbers: 2, categories: [], outputs: 1, units: 6, layers: 1, heads: 2, hidden: 8 },
      ...{ attentionDropout: 0.2, dropout: 0.1 },
    },
    ["number", "numbers"],
  ),
  bert: taking(optional(r.bert), bert, bertSays, ["segment", "segments"]),
  bertMaskedLanguage: taking(optional(r.bertMaskedLanguage), bert, bertSays, ["segment", "segments"]),
  bertClassifier: taking(
    r.bertClassifier,
    { classes: 2, ...bert },
    { classes: 2, ...bertSays },
    ["class", "classes"],
  ),
  model: taking(
    r.model as (options: raptor.ModelOptions<unknown, unknown, raptor.ModelParts>) => Part,
    { params: { w: r.weight([2, 3], 0), head: r.relu() }, forward: (x) => x },
    { params: { w: "float32 [2, 3]", head: relu } },
    ["param", "params"],
  ),
  layersModel: {
    part: r.layersModel(r.tf.sequential({ name: "keras", layers: [r.tf.layers.dense({ units: 1, inputShape: [2] })] })),
    name: "keras",
    says: { layers: ["Dense"] },
  },

  // Tokenizers
  characters: taking(r.characters, { from: "ba" }, { from: ["a", "b"] }, ["unknowns", "unknown"]),
  bytes: bare(r.bytes),
  words: taking(
    r.words,
    { from: ["a b"] },
    { entries: "4 words", most: 20_000, least: 1, lowerCase: true },
    ["mosts", "most"],
  ),
  tokenize: { part: r.tokenize(r.bytes()) as unknown as Part, says: { tokenizer: { name: "bytes" } } },
  padTo: taking(
    r.padTo as unknown as (options: raptor.PadToOptions) => Part,
    { length: [2, 4] },
    { length: [2, 4], value: 0 },
    ["lengths", "length"],
  ),
  bucketed: taking(
    r.bucketed as unknown as (options: raptor.BucketedOptions) => Part,
    { lengths: [1, 2], buckets: [4] },
    { lengths: "2 lengths", buckets: [4] },
    ["bucket", "buckets"],
  ),
  packed: taking(
    r.packed,
    { sequences: [[1, 2, 3]], length: 1 },
    { sequences: "iterable", length: 1 },
    ["lengths", "length"],
  ),

  // Sources and orders
  memoryImages: taking(
    r.memoryImages,
    { pixels: new Uint8Array(12), labels: new Uint8Array(1), shape: [2, 2, 3] },
    { pixels: "Uint8Array [12]", labels: "Uint8Array [1]", shape: [2, 2, 3] },
    ["label", "labels"],
  ),
  imageFiles: taking(
    r.imageFiles,
    { files: ["a.png"], labels: [0], classes: ["a"] },
    { files: ["a.png"], labels: [0], classes: ["a"] },
    ["file", "files"],
  ),
  cocoBoxes: taking(
    (options: raptor.CocoBoxesOptions) => r.cocoBoxes("coco.json", options) as Part,
    { images: "val" },
    { path: "coco.json", images: "val", crowd: false, empty: true },
    ["crowds", "crowd"],
  ),
  vocBoxes: taking(
    (options: raptor.VocBoxesOptions) => r.vocBoxes("VOC2012", options) as Part,
    { set: "train" },
    { root: "VOC2012", set: "train", difficult: true, annotations: "Annotations", images: "JPEGImages" },
    ["sets", "set"],
  ),
  yoloBoxes: taking(
    (options: raptor.YoloBoxesOptions) => r.yoloBoxes("coco8/images/val", options) as Part,
    { classes: ["cat"] },
    { images: "coco8/images/val", classes: ["cat"], labels: "coco8/labels/val" },
    ["class", "classes"],
  ),
  csvBoxes: taking(
    (options: raptor.CsvBoxesOptions) => r.csvBoxes("a/boxes.csv", options) as Part,
    {},
    { path: "a/boxes.csv", images: "a", columns: {}, header: true, unit: "pixels" },
    ["units", "unit"],
  ),
  maskFiles: taking(
    r.maskFiles as (options: raptor.MaskFilesOptions) => Part,
    { images: "x", masks: "y", classes: ["a", "b"] },
    { images: "x", masks: "y", classes: ["a", "b"], ignore: 255, suffix: "" },
    ["mask", "masks"],
  ),
  numpyArrays: taking(
    r.numpyArrays,
    { file: "a.npz", x: "x", y: "y" },
    { file: "a.npz", x: "x", y: "y" },
    ["files", "file"],
  ),
  textFiles: taking(
    (options: raptor.TextFilesOptions) => r.textFiles("texts", options) as Part,
    {},
    { root: "texts", labelled: true, ending: ".txt" },
    ["endings", "ending"],
  ),
  textLines: taking(
    (options: raptor.TextLinesOptions) => r.textLines("a.txt", options) as Part,
    {},
    { path: "a.txt" },
    ["class", "classes"],
  ),
  audioFiles: taking(
    (options: raptor.AudioFilesOptions) => r.audioFiles("words", options) as Part,
    { rate: 8000 },
    { root: "words", rate: 8000 },
    ["rates", "rate"],
  ),
  webDataset: taking(
    (options: raptor.WebDatasetOptions) => r.webDataset("a.tar", options) as Part,
    { classes: ["a"] },
    { shards: "a.tar", x: "jpg|jpeg|png|webp", y: "cls", shuffle: true, classes: ["a"] },
    ["class", "classes"],
  ),
  stream: taking(
    (options: raptor.StreamOptions<number, number>) => r.stream(options) as Part,
    { train: [{ x: 1, y: 2 }] },
    {
      ...{
        train: { name: "samples" },
        batchSize: 32,
        dropLast: false,
        window: 1000,
        transforms: [],
        valTransforms: [],
      },
      ...{ onBroken: "refuse", name: "stream" },
    },
    ["windows", "window"],
  ),
  rows: taking(
    r.rows,
    { x: [[1], [2]], y: new Int32Array(2) },
    { x: [[1], [2]], y: "Int32Array [2]", called: ["x", "y"] },
    ["class", "classes"],
  ),
  windows: taking(
    r.windows,
    { tokens: new Int32Array(9), length: 4 },
    { tokens: "Int32Array [9]", length: 4, stride: 1 },
    ["strides", "stride"],
  ),
  subset: taking(
    (options: raptor.SubsetOptions) => r.subset(squares, options),
    { first: 2 },
    { source: { name: "squares" }, first: 2 },
    ["firsts", "first"],
  ),
  split: taking(
    (options: raptor.SplitOptions) => r.split(squares, { train: 0.5, val: 0.5 }, options).val,
    {},
    { source: { name: "squares" }, shares: { train: 0.5, val: 0.5 }, seed: 0, stratify: false, part: "val" },
    ["stratified", "stratify"],
  ),
  kFold: taking(
    (options: raptor.KFoldOptions) => r.kFold(squares, options)[1]!.train,
    { folds: 2 },
    { source: { name: "squares" }, folds: 2, seed: 0, stratify: false, fold: 1, split: "train" },
    ["fold", "folds"],
  ),
  concat: { part: r.concat(squares, squares), says: { sources: [{ name: "squares" }, { name: "squares" }] } },
  repeat: { part: r.repeat(squares, 3), says: { source: { name: "squares" }, times: 3 } },
  weighted: {
    part: r.weighted(squares, Array(squares.size).fill(1)) as unknown as Part,
    says: { source: { name: "squares" }, weights: "4 weights" },
  },
  cached: { part: r.cached(squares), says: { source: { name: "squares" } } },
  shuffled: bare(r.shuffled),
  inOrder: bare(r.inOrder),
  balanced: bare(r.balanced),

  // Datasets
  arrays: taking(
    r.arrays as (options: { x: number[]; y: number[]; classes: number }) => Part,
    { x: [1, 2], y: [0, 1], classes: 2 },
    {
      ...{ x: [1, 2], y: [0, 1], classes: 2, batchSize: 32, shuffle: true, dropLast: false, name: "arrays" },
      loss: { name: "crossEntropy", labelSmoothing: 0, soft: false },
    },
    ["batch_size", "batchSize"],
  ),
  // It is made when its file is read; an option that it does not know is refused in tests/datasets/table_test.ts.
  table: {
    part: await r.table({ rows: [{ a: 1, b: "x", y: 0 }, { a: 3, b: "z", y: 1 }], target: "y", valShare: 0 }),
    says: {
      rows: [{ a: 1, b: "x", y: 0 }, { a: 3, b: "z", y: 1 }],
      ...{ target: "y", columns: {}, missing: {}, scale: "standard", input: "named", valShare: 0, testShare: 0 },
      missingValues: [
        ...["", "NA", "N/A", "n/a", "<NA>", "#N/A", "#N/A N/A", "#NA", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"],
        ...["NaN", "-NaN", "nan", "-nan", "NULL", "null", "None", "?"],
      ],
      ...{ stratify: true, seed: 0, batchSize: 32, dropLast: false, order: { name: "shuffled" }, onBroken: "refuse" },
      ...{ header: true, memory: 2 ** 29, name: "table" },
      fitted: {
        columns: {
          a: { kind: "number", fill: 2, center: 2, spread: 1, indicator: false },
          b: { kind: "category", values: { x: 1, z: 2 }, fill: 0 },
        },
        targets: { y: { kind: "category", values: { 0: 1, 1: 2 }, fill: 0 } },
      },
    },
  },
  dataset: {
    ...taking(
      r.dataset as (options: { train: raptor.Source }) => Part,
      { train: r.rows({ x: [1], y: [2] }) },
      {
        ...{ train: { name: "rows", x: [1], y: [2], called: ["x", "y"] }, batchSize: 32, dropLast: false },
        ...{ order: { name: "shuffled" }, transforms: [], valTransforms: [], workers: 0 },
        ...{ onBroken: "refuse", name: "rows" },
      },
      ["transform", "transforms"],
    ),
    name: "rows",
  },
  images: taking(
    r.images,
    {
      ...{ classes: ["a"], shape: [2, 2, 3], normalize: r.normalize(grey), augment: [r.randomFlip()], workers: 0 },
      read: function none(): never {
        throw new Error("there are none");
      },
    },
    {
      ...{ name: "images", classes: ["a"], shape: [2, 2, 3], read: "none", normalize: normal, batchSize: 32 },
      ...{ augment: [{ name: "randomFlip", chance: 0.5, alternating: false, direction: "horizontal" }], workers: 0 },
    },
    ["augmentation", "augment"],
  ),
  cifar10: taking(
    optional(r.cifar10),
    { normalize: r.normalize(grey), trainSamples: 100 },
    {
      ...{ dataDir: "data", batchSize: 32, trainSamples: 100, augment: true, normalize: normal, download: true },
      ...{ source: r.CIFAR10_ARCHIVE as unknown as Settings, patience: {}, records: 10_000 },
    },
    ["dataDirectory", "dataDir"],
  ),
  cifar100: taking(
    optional(r.cifar100),
    { normalize: r.normalize(grey) },
    {
      ...{ dataDir: "data", batchSize: 32, augment: true, normalize: normal, download: true },
      ...{ source: r.CIFAR100_ARCHIVE as unknown as Settings, patience: {}, records: 10_000 },
    },
    ["dataDirectory", "dataDir"],
  ),
  ...Object.fromEntries(
    ([["mnist", r.mnist, r.MNIST], ["fashionMnist", r.fashionMnist, r.FASHION_MNIST], [
      "kmnist",
      r.kmnist,
      r.KMNIST,
    ]] as const)
      .map(([name, make, source]) => [
        name,
        taking(
          optional(make),
          { normalize: r.normalize({ mean: [0.5], std: [0.25] }) },
          {
            ...{ dataDir: "data", batchSize: 32, augment: [], source: source as unknown as Settings, patience: {} },
            normalize: { name: "normalize", mean: [0.5], std: [0.25] },
          },
          ["dir", "dataDir"],
        ),
      ]),
  ),
  svhn: taking(
    optional(r.svhn),
    { normalize: r.normalize(grey) },
    {
      ...{ dataDir: "data", batchSize: 32, augment: [], normalize: normal, extra: false },
      ...{ source: r.SVHN as unknown as Settings, patience: {} },
    },
    ["extras", "extra"],
  ),
  oxfordPets: taking(
    optional(r.oxfordPets),
    { normalize: r.normalize(grey), augment: [], workers: 0 },
    {
      ...{
        dataDir: "data",
        source: r.OXFORD_PETS as unknown as Settings,
        patience: {},
        batchSize: 32,
        size: 224,
        augment: [],
      },
      ...{ normalize: normal, workers: 0 },
    },
    ["dataDirectory", "dataDir"],
  ),
  synthetic: taking(
    optional(r.synthetic),
    { normalize: r.normalize(grey), workers: 0 },
    {
      ...{ batchSize: 32, trainSamples: 5000, valSamples: 1000, seed: 0, augment: true, normalize: normal },
      workers: 0,
    },
    ["train_samples", "trainSamples"],
  ),
  mixUp: taking(
    (options: raptor.MixedOptions) => r.mixUp(mixable, options),
    {},
    { data: { name: "none" }, alpha: 0.2, chance: 1, labelSmoothing: 0 },
    ["alphas", "alpha"],
  ),
  cutMix: taking(
    (options: raptor.MixedOptions) => r.cutMix(mixable, options),
    { classes: 3 },
    { data: { name: "none" }, alpha: 1, classes: 3, chance: 1, labelSmoothing: 0 },
    ["alphas", "alpha"],
  ),
  imageFolder: taking(
    (options: raptor.ImageFolderOptions) => r.imageFolder("photos", options),
    { size: 7, normalize: r.normalize(grey), workers: 0 },
    {
      ...{ path: "photos", batchSize: 32, dropLast: false, size: 7, augment: true },
      fit: [{ name: "resize", size: 8 }, { name: "centerCrop", size: 7 }],
      ...{ normalize: normal, valShare: 0.1, workers: 0, onBroken: "refuse" },
    },
    ["val_share", "valShare"],
  ),
  cifar10Normalization: {
    part: r.cifar10Normalization(),
    name: "normalize",
    says: { mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] },
  },

  // Transforms
  randomCrop: taking(r.randomCrop, { size: 32 }, { size: 32, padding: 0 }, ["pad", "padding"]),
  randomFlip: taking(optional(r.randomFlip), {}, { chance: 0.5, alternating: false, direction: "horizontal" }, [
    "chances",
    "chance",
  ]),
  pad: taking(r.pad, { size: 2 }, { size: 2, mode: "constant" }, ["sizes", "size"]),
  randomResizedCrop: taking(
    r.randomResizedCrop,
    { size: 8 },
    { size: 8, scale: [0.08, 1], ratio: [3 / 4, 4 / 3] },
    ["scales", "scale"],
  ),
  resize: taking(r.resize, { size: 8 }, { size: 8 }, ["sizes", "size"]),
  centerCrop: taking(r.centerCrop, { size: 8 }, { size: 8 }, ["Size", "size"]),
  randomRotation: taking(r.randomRotation, { degrees: 5 }, { degrees: 5, method: "nearest", fill: 0, maskFill: 0 }, [
    "degree",
    "degrees",
  ]),
  randomAffine: taking(
    optional(r.randomAffine),
    {},
    { degrees: 0, translate: [0, 0], scale: [1, 1], shear: 0, shearY: 0, method: "nearest", fill: 0, maskFill: 0 },
    ["degree", "degrees"],
  ),
  randomPerspective: taking(
    optional(r.randomPerspective),
    {},
    { distortion: 0.5, chance: 0.5, method: "bilinear", fill: 0, maskFill: 0 },
    ["distortions", "distortion"],
  ),
  randomChoice: taking(
    (options: raptor.RandomChoiceOptions) => r.randomChoice([r.invert()], options),
    { shares: [2] },
    { transforms: [{ name: "invert", chance: 1 }], shares: [2] },
    ["share", "shares"],
  ),
  randomApply: taking(
    (options: raptor.RandomApplyOptions) => r.randomApply([r.invert()], options),
    {},
    { transforms: [{ name: "invert", chance: 1 }], chance: 0.5 },
    ["chances", "chance"],
  ),
  randomOrder: {
    part: r.randomOrder([r.invert(), r.pad({ size: 1 })]),
    says: { transforms: [{ name: "invert", chance: 1 }, { name: "pad", size: 1, mode: "constant" }] },
  },
  elastic: taking(
    optional(r.elastic),
    {},
    { alpha: 50, sigma: 5, chance: 1, method: "bilinear", fill: 0, maskFill: 0 },
    ["alphas", "alpha"],
  ),
  randomZoomOut: taking(
    optional(r.randomZoomOut),
    {},
    { scale: [1, 4], chance: 0.5, fill: 0, maskFill: 0 },
    ["scales", "scale"],
  ),
  randomIouCrop: taking(
    optional(r.randomIouCrop),
    {},
    { scale: [0.3, 1], ratio: [0.5, 2], overlaps: [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1], trials: 40 },
    ["overlap", "overlaps"],
  ),
  scaleJitter: taking(r.scaleJitter, { size: 8 }, { size: 8, scale: [0.1, 2] }, ["scales", "scale"]),
  randomShortestSize: taking(r.randomShortestSize, { sizes: [8, 9], longest: 20 }, { sizes: [8, 9], longest: 20 }, [
    "size",
    "sizes",
  ]),
  channelPermutation: taking(optional(r.channelPermutation), {}, { chance: 1 }, ["chances", "chance"]),
  randomPhotometricDistort: taking(
    optional(r.randomPhotometricDistort),
    {},
    {
      ...{ brightness: [0.875, 1.125], contrast: [0.5, 1.5], saturation: [0.5, 1.5], hue: [-0.05, 0.05] },
      chance: 0.5,
    },
    ["hues", "hue"],
  ),
  letterbox: taking(r.letterbox, { size: 8 }, { size: 8, fill: 114, maskFill: 0 }, ["sizes", "size"]),
  sanitizeBoxes: taking(optional(r.sanitizeBoxes), {}, { minSize: 1, minArea: 1 }, ["min_size", "minSize"]),
  colorJitter: taking(
    r.colorJitter,
    { hue: 0.1 },
    { brightness: 0, contrast: 0, saturation: 0, hue: 0.1, chance: 1 },
    ["hues", "hue"],
  ),
  grayscale: taking(optional(r.grayscale), {}, { chance: 1 }, ["chances", "chance"]),
  gaussianBlur: taking(r.gaussianBlur, { size: 3 }, { size: 3, sigma: [0.1, 2], chance: 1 }, ["sigmas", "sigma"]),
  gaussianNoise: taking(optional(r.gaussianNoise), {}, { sigma: 0.1, mean: 0, chance: 1 }, ["sigmas", "sigma"]),
  randomErasing: taking(
    optional(r.randomErasing),
    {},
    { chance: 0.5, scale: [0.02, 0.33], ratio: [0.3, 3.3], value: 0 },
    ["values", "value"],
  ),
  autocontrast: taking(optional(r.autocontrast), {}, { chance: 1 }, ["chances", "chance"]),
  equalize: taking(optional(r.equalize), {}, { chance: 1 }, ["chances", "chance"]),
  invert: taking(optional(r.invert), {}, { chance: 1 }, ["chances", "chance"]),
  posterize: taking(r.posterize, { bits: 4 }, { bits: 4, chance: 1 }, ["bit", "bits"]),
  solarize: taking(r.solarize, { threshold: 9 }, { threshold: 9, chance: 1 }, ["thresholds", "threshold"]),
  sharpness: taking(r.sharpness, { factor: 2 }, { factor: 2, chance: 1 }, ["factors", "factor"]),
  mosaic: taking(
    (options: raptor.MosaicOptions) => r.mosaic(squares as never, options),
    { size: 8 },
    { source: { name: "squares" }, size: 8, scale: [0.5, 1], chance: 1, fill: 114 },
    ["scales", "scale"],
  ),
  randAugment: taking(
    optional(r.randAugment),
    {},
    { operations: 2, magnitude: 9, bins: 31, method: "nearest", fill: 0, maskFill: 0 },
    ["magnitudes", "magnitude"],
  ),
  trivialAugment: taking(optional(r.trivialAugment), {}, { bins: 31, method: "nearest", fill: 0, maskFill: 0 }, [
    "bin",
    "bins",
  ]),
  autoAugment: taking(optional(r.autoAugment), {}, { policy: "imagenet", method: "nearest", fill: 0, maskFill: 0 }, [
    "policys",
    "policy",
  ]),
  normalize: taking(r.normalize, grey, grey, ["stdev", "std"]),

  // Losses
  crossEntropy: taking(
    optional(r.crossEntropy),
    { classWeights: [1, 2] },
    { labelSmoothing: 0, classWeights: [1, 2], soft: false },
    ["label_smoothing", "labelSmoothing"],
  ),
  binaryCrossEntropy: taking(
    optional(r.binaryCrossEntropy),
    { weights: [1, 2] },
    { posWeight: 1, weights: [1, 2] },
    ["pos_weight", "posWeight"],
  ),
  fcosLoss: taking(optional(r.fcosLoss), {}, { alpha: 0.25, gamma: 2, radius: 1.5 }, ["Radius", "radius"]),
  sigmoidFocal: taking(optional(r.sigmoidFocal), {}, { alpha: 0.25, gamma: 2 }, ["Gamma", "gamma"]),
  softmaxFocal: taking(optional(r.softmaxFocal), { alpha: [1, 2] }, { alpha: [1, 2], gamma: 2 }, ["Alpha", "alpha"]),
  klDivergence: taking(
    optional(r.klDivergence),
    {},
    { targetLogits: false, temperature: 1 },
    ["temperatures", "temperature"],
  ),
  hinge: taking(optional(r.hinge), {}, { margin: 1, squared: false }, ["margins", "margin"]),
  multiMargin: taking(
    optional(r.multiMargin),
    { classWeights: [1, 2] },
    { margin: 1, squared: false, classWeights: [1, 2] },
    ["classWeight", "classWeights"],
  ),
  smoothL1: taking(optional(r.smoothL1), {}, { beta: 1 }, ["Beta", "beta"]),
  cosineSimilarity: bare(r.cosineSimilarity),
  softDice: taking(optional(r.softDice), {}, { smooth: 1 }, ["smoth", "smooth"]),
  tversky: taking(optional(r.tversky), {}, { alpha: 0.3, beta: 0.7, smooth: 1 }, ["alpa", "alpha"]),
  tripletMargin: taking(optional(r.tripletMargin), {}, { margin: 1, swap: false }, ["swaps", "swap"]),
  cosineEmbedding: taking(optional(r.cosineEmbedding), {}, { margin: 0 }, ["margins", "margin"]),
  infoNce: taking(optional(r.infoNce), {}, { temperature: 0.07, symmetric: false }, ["symetric", "symmetric"]),
  ctc: taking(optional(r.ctc), {}, { blank: 0, zeroInfinity: false }, ["zero_infinity", "zeroInfinity"]),
  meanSquaredError: bare(r.meanSquaredError),
  meanAbsoluteError: bare(r.meanAbsoluteError),
  huber: taking(optional(r.huber), { delta: 2 }, { delta: 2 }, ["Delta", "delta"]),

  // Optimizers
  sgd: taking(
    r.sgd,
    { lr: r.warmup(r.cosine(lr), { epochs: 1 }), momentum: 0.9 },
    {
      lr: { name: "warmup", schedule: { name: "cosine", from: lr, to: 0 }, factor: 1 / 3, epochs: 1 },
      ...{ momentum: 0.9, weightDecay: 0, nesterov: false },
    },
    ["learningRate", "lr"],
  ),
  adam: taking(r.adam, { lr }, { ...moments, weightDecay: 0, amsgrad: false }, ["beta3", "beta1"]),
  adamw: taking(r.adamw, { lr }, { ...moments, weightDecay: 0.01, amsgrad: false }, ["wd", "weightDecay"]),
  rmsprop: taking(
    r.rmsprop,
    { lr },
    { lr, alpha: 0.99, momentum: 0, epsilon: 1e-8, weightDecay: 0, centered: false },
    ["decay", "weightDecay"],
  ),
  adagrad: taking(
    r.adagrad,
    { lr },
    { lr, initialAccumulator: 0, epsilon: 1e-10, weightDecay: 0 },
    ["accumulator", "initialAccumulator"],
  ),
  adadelta: taking(
    optional(r.adadelta),
    {},
    { lr: 1, rho: 0.9, epsilon: 1e-6, weightDecay: 0 },
    ["decay", "weightDecay"],
  ),
  adamax: taking(r.adamax, { lr }, { ...moments, weightDecay: 0 }, ["eps", "epsilon"]),
  nadam: taking(
    r.nadam,
    { lr },
    { ...moments, weightDecay: 0, decoupled: false, momentumDecay: 0.004 },
    ["momentum_decay", "momentumDecay"],
  ),
  radam: taking(r.radam, { lr }, { ...moments, weightDecay: 0, decoupled: false }, ["coupled", "decoupled"]),
  scheduleFreeSgd: taking(r.scheduleFreeSgd, { lr }, { lr, momentum: 0.9, weightDecay: 0 }, ["moment", "momentum"]),
  scheduleFreeAdamw: taking(r.scheduleFreeAdamw, { lr }, { ...moments, weightDecay: 0 }, [
    "weight_decay",
    "weightDecay",
  ]),
  lion: taking(r.lion, { lr }, { lr, beta1: 0.9, beta2: 0.99, weightDecay: 0 }, ["beta", "beta1"]),
  lamb: taking(r.lamb, { lr }, { ...moments, epsilon: 1e-6, weightDecay: 0.01 }, ["weightdecay", "weightDecay"]),
  adafactor: taking(
    optional(r.adafactor),
    {},
    { lr: 0.01, decay: -0.8, epsilon: 2 ** -23, leastSize: 1e-3, clip: 1, weightDecay: 0 },
    ["clips", "clip"],
  ),
  muon: {
    ...taking(
      r.muon,
      { lr, companion: r.sgd({ lr }) },
      {
        ...{ lr, momentum: 0.95, nesterov: true, weightDecay: 0, scale: "original", steps: 5 },
        ...{ except: [], companion: sgd },
      },
      ["nestrov", "nesterov"],
    ),
    name: "muon + sgd",
  },
  chain: {
    part: r.chain(r.clipByNorm(1), r.sgd({ lr })),
    name: "clipByNorm > sgd",
    says: { parts: [{ name: "clipByNorm", max: 1 }, sgd] },
  },
  centralize: bare(r.centralize),
  lookahead: {
    ...taking((o: raptor.LookaheadOptions) => r.lookahead(r.sgd({ lr }), o), {}, {
      optimizer: sgd,
      every: 5,
      alpha: 0.5,
    }, [
      ...["everys", "every"] as const,
    ]),
    name: "lookahead > sgd",
  },
  groups: {
    ...taking(
      (o: raptor.GroupsOptions) => r.groups(r.sgd({ lr }), o),
      { weights: { head: { lrFactor: 2 } }, noDecay: "normsAndBiases" },
      { optimizer: sgd, weights: { head: { lrFactor: 2 } }, noDecay: "normsAndBiases" },
      ["layerdecay", "layerDecay"],
    ),
    name: "groups > sgd",
  },
  clipByNorm: taking(
    (o: raptor.ClipByNormOptions) => r.clipByNorm(1, o),
    { norm: Infinity },
    { max: 1, norm: "Infinity" },
    ["norms", "norm"],
  ),
  clipByValue: { part: r.clipByValue(2), says: { limit: 2 } },
  byPart: { part: r.byPart({ head: r.sgd({ lr }) }), name: "head: sgd", says: { head: sgd } },
  lossScale: {
    ...taking(
      (o: raptor.LossScaleOptions) => r.lossScale(r.sgd({ lr }), o),
      {},
      {
        init: 65536,
        growth: 2,
        backoff: 0.5,
        interval: 2000,
        optimizer: sgd,
      },
      ["grow", "growth"],
    ),
    name: "lossScale > sgd",
  },
  ema: {
    name: "ema > sgd",
    ...taking((o: raptor.EmaOptions) => r.ema(r.sgd({ lr }), o), {}, {
      ...{ optimizer: sgd, momentum: 0.0002, interval: 1, updateBuffers: false },
    }, ["moment", "momentum"]),
  },
  swa: {
    name: "swa > sgd",
    ...taking((o: raptor.SwaOptions) => r.swa(r.sgd({ lr }), o), { begin: { share: 0.75 } }, {
      ...{ optimizer: sgd, begin: { share: 0.75 }, interval: 1, updateBuffers: false, updateBatchNorms: false },
    }, ["begins", "begin"]),
  },
  unitNorm: { part: r.unitNorm(r.sgd({ lr })), name: "unitNorm > sgd", says: { optimizer: sgd } },
  accumulate: { part: r.accumulate(4, r.sgd({ lr })), name: "accumulate > sgd", says: { n: 4, optimizer: sgd } },

  // Schedules
  constant: taking((o: raptor.Stretch) => r.constant(lr, o), { steps: 5 }, { value: lr, steps: 5 }, ["step", "steps"]),
  linear: taking((o: raptor.Stretch) => r.linear(0, lr, o), {}, { from: 0, to: lr }, ["epoch", "epochs"]),
  cosine: taking((o: raptor.Stretch) => r.cosine(lr, 0, o), {}, { from: lr, to: 0 }, ["epoch", "epochs"]),
  poly: taking((o: raptor.PolyOptions) => r.poly(lr, o), {}, { from: lr, to: 0, power: 1 }, ["powers", "power"]),
  exponential: { part: r.exponential(lr, 0.9), says: { from: lr, gamma: 0.9 } },
  step: taking(
    (o: raptor.StepOptions) => r.step(lr, o),
    { epochs: 2 },
    { from: lr, epochs: 2, gamma: 0.1 },
    ["gama", "gamma"],
  ),
  multiStep: taking(
    (o: raptor.MultiStepOptions) => r.multiStep(lr, o),
    { steps: [2, 4] },
    { from: lr, steps: [2, 4], gamma: 0.1 },
    ["Gamma", "gamma"],
  ),
  oneCycle: taking(
    (o: raptor.OneCycleOptions) => r.oneCycle(1, o),
    {},
    { peak: 1, pctStart: 0.3, threePhase: false, divFactor: 25, finalDivFactor: 1e4, annealing: "cos" },
    ["pct_start", "pctStart"],
  ),
  oneCycleMomentum: taking(
    (o: raptor.OneCycleMomentumOptions) => r.oneCycleMomentum(0.9, 0.8, o),
    {},
    { high: 0.9, low: 0.8, pctStart: 0.3, threePhase: false, annealing: "cos" },
    ["three_phase", "threePhase"],
  ),
  cosineRestarts: taking(
    (o: raptor.CosineRestartsOptions) => r.cosineRestarts(lr, o),
    { epochs: 2 },
    { from: lr, to: 0, mult: 1, gamma: 1, epochs: 2 },
    ["mults", "mult"],
  ),
  cyclic: taking(
    (o: raptor.CyclicOptions) => r.cyclic(0, lr, o),
    { up: { epochs: 1 } },
    { low: 0, high: lr, up: { epochs: 1 }, down: { epochs: 1 }, mode: "triangular", gamma: 1 },
    ["modes", "mode"],
  ),
  inverseSqrt: taking(
    (o: raptor.Stretch) => r.inverseSqrt(lr, o),
    { steps: 4 },
    { peak: lr, steps: 4 },
    ["step", "steps"],
  ),
  trapezoid: taking(
    (o: raptor.TrapezoidOptions) => r.trapezoid(lr, o),
    {},
    { peak: lr, warmup: { share: 0.05 }, decay: { share: 0.2 }, from: 0, to: 0, form: "linear" },
    ["warmUp", "warmup"],
  ),
  plateau: taking(
    (o: raptor.PlateauOptions) => r.plateau(lr, o),
    { monitor: "mae" },
    {
      ...{ from: lr, monitor: "mae", factor: 0.1, patience: 10, threshold: 1e-4, thresholdMode: "rel" },
      ...{ cooldown: 0, min: 0, epsilon: 1e-8 },
    },
    ["threshold_mode", "thresholdMode"],
  ),
  swaLr: taking(
    (o: raptor.SwaLrOptions) => r.swaLr(r.constant(lr), o),
    { to: 0.05 },
    {
      ...{ schedule: { name: "constant", value: lr }, to: 0.05, begin: { share: 0.75 }, over: { epochs: 10 } },
      annealing: "cos",
    },
    ["begins", "begin"],
  ),
  warmup: taking(
    (o: raptor.WarmupOptions) => r.warmup(r.constant(lr), o),
    { steps: 3 },
    { schedule: { name: "constant", value: lr }, factor: 1 / 3, steps: 3 },
    ["factors", "factor"],
  ),
  perEpoch: {
    part: r.perEpoch(r.exponential(lr, 0.5)),
    says: { schedule: { name: "exponential", from: lr, gamma: 0.5 } },
  },
  join: {
    part: r.join(r.linear(0, lr, { steps: 5 }), r.constant(lr)),
    says: { parts: [{ name: "linear", from: 0, to: lr, steps: 5 }, { name: "constant", value: lr }] },
  },

  // Metrics
  accuracy: taking(optional(r.accuracy), {}, {}, ["ignore_index", "ignoreIndex"]),
  lossScore: {
    part: r.lossScore(r.crossEntropy({ labelSmoothing: 0.1 }) as never),
    name: "loss",
    says: { ...(r.crossEntropy({ labelSmoothing: 0.1 }).settings as Settings), of: "crossEntropy" },
  },
  mae: bare(r.mae),
  topK: {
    ...taking(
      (o: raptor.AccuracyOptions) => r.topK(5, o),
      { ignoreIndex: -1 },
      { k: 5, ignoreIndex: -1 },
      ["ignore", "ignoreIndex"],
    ),
    name: "top5",
  },
  precision: macro(r.precision),
  recall: macro(r.recall),
  f1: macro(r.f1),
  fBeta: taking(
    r.fBeta as (o: raptor.FBetaOptions) => Part,
    { classes: 3 },
    { classes: 3, average: "macro", zeroDivision: 0, beta: 2 },
    ["betas", "beta"],
  ),
  specificity: macro(r.specificity),
  iou: macro(r.iou),
  dice: macro(r.dice),
  balancedAccuracy: taking(
    r.balancedAccuracy,
    { classes: 3 },
    { classes: 3, adjusted: false },
    ["adjust", "adjusted"],
  ),
  matthews: taking(r.matthews, { classes: 3 }, { classes: 3 }, ["class", "classes"]),
  confusionMatrix: taking(
    r.confusionMatrix as (o: raptor.ConfusionMatrixOptions<string>) => Part,
    { classes: ["cat", "dog"] },
    { classes: ["cat", "dog"] },
    ["normalise", "normalize"],
  ),
  meanAveragePrecision: taking(
    r.meanAveragePrecision as (o: raptor.MeanAveragePrecisionOptions) => Part,
    { classes: 3 },
    { classes: 3, boxes: "xyxy" },
    ["box", "boxes"],
  ),
  wer: taking(optional(r.wer), { pad: 0 }, { pad: 0 }, ["padding", "pad"]),
  cer: taking(optional(r.cer), {}, { pad: -1 }, ["ends", "end"]),
  bleu: taking(optional(r.bleu), {}, { pad: -1, order: 4, smooth: "exp" }, ["orders", "order"]),
  psnr: taking(optional(r.psnr), {}, { range: 1 }, ["ranges", "range"]),
  ssim: taking(optional(r.ssim), {}, { range: 1 }, ["ranges", "range"]),
  prefixed: {
    part: r.prefixed("coarse", r.mae()),
    name: "coarse/mae",
    says: { prefix: "coarse", metric: { name: "mae" } },
  },
  rocAuc: taking(
    optional(r.rocAuc),
    {},
    { multiClass: "ovr", average: "macro", probabilities: false },
    ["multi_class", "multiClass"],
  ),
  averagePrecision: ranked(r.averagePrecision),
  prAuc: ranked(r.prAuc),
  logLoss: likely(r.logLoss),
  perplexity: likely(r.perplexity),
  brier: likely(r.brier),
  calibrationError: taking(
    optional(r.calibrationError),
    {},
    { bins: 15, norm: "mean", probabilities: false },
    ["bin", "bins"],
  ),
  mse: bare(r.mse),
  rmse: bare(r.rmse),
  mape: bare(r.mape),
  r2: bare(r.r2),
  pearson: bare(r.pearson),
  spearman: bare(r.spearman),
  cohenKappa: taking(r.cohenKappa, { classes: 3 }, { classes: 3, weights: "none" }, ["weight", "weights"]),
  mean: {
    ...taking(
      (o: raptor.MeanOptions) => r.mean("error", judge, o),
      { better: "lower" },
      { judge: "judge", better: "lower", scale: 1, staticGraph: false },
      ["scales", "scale"],
    ),
    name: "error",
  },
  metric: {
    ...taking(r.metric as (parts: typeof worst) => Part, worst, { better: "lower" }, ["updates", "update"]),
    name: "worst",
  },

  // Hooks
  log: taking(
    optional(r.log),
    {},
    { interval: 10, ignoreLast: true, level: "info", digits: 4, smooth: [], write: "log", progress: true },
    ["intervals", "interval"],
  ),
  scalars: taking(
    (o: raptor.ScalarsOptions) => r.scalars("a.json", o),
    {},
    { interval: 10, ignoreLast: true, smooth: [], scoresBy: "epoch", hierarchy: false },
    ["every_interval", "interval"],
  ),
  csv: taking(
    (o: raptor.SinkOptions) => r.csv("a.csv", o),
    { smooth: [{ name: "loss", by: "max" }] },
    { interval: 10, ignoreLast: true, smooth: [{ name: "loss", by: "max" }] },
    ["Interval", "interval"],
  ),
  tensorboard: taking(
    (o: raptor.SinkOptions) => r.tensorboard("runs", o),
    {},
    { interval: 10, ignoreLast: true, smooth: [] },
    ["intervall", "interval"],
  ),
  statistics: taking(
    optional(r.statistics),
    { only: /kernel/ },
    { every: 100, of: ["weights", "gradients"], only: "/kernel/", bins: 30 },
    ["evry", "every"],
  ),
  profiler: taking(
    (o: raptor.ProfilerOptions) => r.profiler("trace.json", o),
    {},
    { skipFirst: 0, wait: 1, warmup: 1, active: 3, repeat: 1, operations: true },
    ["skip_first", "skipFirst"],
  ),
  throughput: taking(optional(r.throughput), {}, { every: 50, warmup: 5 }, ["warm_up", "warmup"]),
  timer: bare(r.timer),
  predictions: taking(
    optional(r.predictions),
    { classes: ["a", "b"] },
    { count: 8, every: 1, classes: ["a", "b"] },
    ["counts", "count"],
  ),
  sink: taking(
    (o: raptor.SinkOptions) => r.sink(function send() {}, o),
    {},
    { write: "send", interval: 10, ignoreLast: true, smooth: [] },
    ["smoothing", "smooth"],
  ),
  earlyStopping: taking(
    (o: raptor.EarlyStoppingOptions) => r.earlyStopping("accuracy", o),
    { threshold: 95 },
    { score: "accuracy", patience: 5, minDelta: 0, threshold: 95, checkFinite: true, restoreBest: false },
    ["min_delta", "minDelta"],
  ),
  checkpoint: taking(
    (o: raptor.CheckpointOptions) => r.checkpoint("w", o),
    { best: "accuracy" },
    { saveLast: true, keep: "Infinity", best: "accuracy", keepBest: 1 },
    ["save_best", "best"],
  ),
  dump: taking(
    (o: raptor.DumpOptions) => r.dump("a.jsonl", o),
    {},
    { inputs: false },
    ["input", "inputs"],
  ),
  interrupt: bare(r.interrupt),
  stopWhen: { part: r.stopWhen("accuracy", 90), says: { score: "accuracy", reached: 90 } },
  on: { part: r.on("end", function tell() {}), says: { type: "end", listener: "tell" } },

  // Engines
  auto: taking(optional(r.auto), {}, { install: false }, ["instal", "install"]),
  native: taking(optional(r.native), { gpu: false, oneDnn: true }, {
    oneDnn: true,
    install: false,
    gpu: false,
    compile: true,
  }, ["gpus", "gpu"]),
  webgpu: taking(optional(r.webgpu), {}, { allowFallback: false }, ["fallback", "allowFallback"]),
  wasm: taking(optional(r.wasm), { threads: 2 }, { threads: 2 }, ["thread", "threads"]),
  cpu: bare(r.cpu),
  detectAnomaly: {
    ...taking(
      (options: raptor.DetectAnomalyOptions) => r.detectAnomaly(r.cpu(), options),
      {},
      { detectAnomaly: true, infinity: true },
      ["infinit", "infinity"],
    ),
    name: "cpu",
  },
  mixedPrecision: { part: r.mixedPrecision(r.cpu()), name: "cpu", says: { mixedPrecision: true } },
};

/** What mod.ts exports and is no factory of parts. */
const OTHERS = [
  ...[
    "shellWord",
    "Runner",
    "runner",
    "columnsOf",
    "initialize",
    "weight",
    "CIFAR10_ARCHIVE",
    "download",
    "UnreachableError",
    "INTERRUPTED",
  ],
  ...[
    "findLibtensorflow",
    "installLibtensorflow",
    "loop",
    "nonMaxSuppression",
    "evaluate",
    "scoresOf",
    "evaluateFile",
    "mergeStates",
    "judge",
    "makeStep",
    "makeJudgingStep",
  ],
  // Data with names: what it is, and what hands its options on or is no part.
  ...[
    "CIFAR100_ARCHIVE",
    "SVHN",
    "MNIST",
    "FASHION_MNIST",
    "KMNIST",
    "IMAGENETTE",
    "imagenette",
    "IRIS",
    "iris",
    "WINE",
    "wine",
  ],
  ...["PENGUINS", "penguins", "ADULT", "adult", "CALIFORNIA_HOUSING", "californiaHousing", "TINY_SHAKESPEARE"],
  ...["OXFORD_PETS", "oxfordPetMasks", "tinyShakespeare", "AG_NEWS", "agNews", "IMDB", "imdb"],
  ...[
    "group",
    "launched",
    "mpi",
    "one",
    "bestCheckpoint",
    "lastCheckpoint",
    "loadCheckpoint",
    "loadWeights",
    "summary",
    "markLastCheckpoint",
    "saveCheckpoint",
    "generator",
    "mixSeed",
    "normals",
  ],
  ...["draw", "generate", "initialized", "loadTokenizer", "mirrored", "shifted"],
  ...["fiveCrop", "tenCrop"],
  ...[
    "permutation",
    "share",
    "cifar10Augmentation",
    "batchNormTrain",
    "adamUpdate",
    "descentUpdate",
    "momentumUpdate",
    "tf",
  ],
  // Specs of weights are data; what reads, writes and predicts is no part.
  ...["resnet18Imagenet", "resnet34Imagenet", "resnet50Imagenet", "resnet101Imagenet", "resnet152Imagenet"],
  ...["resnext50Imagenet", "resnext101Imagenet", "wideResnet50Imagenet", "wideResnet101Imagenet"],
  ...["mobileNetV3LargeImagenet", "mobileNetV3SmallImagenet"],
  ...["mobileNetV2Imagenet", "efficientNetB0Imagenet", "convNextTinyImagenet", "vitImagenet"],
  ...["predictor", "readImage", "readLayersModel", "writeImage", "exportModel"],
];

Deno.test("the table of settings holds every factory that mod.ts exports", () => {
  assertEquals([...Object.keys(TABLE), ...OTHERS].toSorted(), Object.keys(raptor).toSorted());
});

for (const [factory, { part, says, name = factory, more, typo }] of Object.entries(TABLE)) {
  Deno.test(`${factory}() tells its settings as plain data`, () => {
    assertEquals(part.name, name);
    assertEquals(part.settings, says);
    assertEquals(JSON.parse(JSON.stringify(part.settings)), says);
    assert(Object.isFrozen(part.settings), "settings are frozen");
    assert(Object.isFrozen(part), "the part is frozen");
  });
  if (more === undefined || typo === undefined) continue;
  Deno.test(`${factory}() refuses an option that it does not know`, () => {
    const [wrong, meant] = typo;
    const { message } = assertThrows(() => more({ [wrong]: 1 }), TypeError);
    assert(message.startsWith(`Cannot make ${factory} as its options are `), message);
    assert(message.endsWith(`: got ${wrong}. Did you mean ${meant}?`), message);
  });
}

Deno.test("a factory that is called with nothing is made, or refuses it by a sentence", async () => {
  const sentence = /^Cannot (?!destructure|read propert|convert |set propert)\w+ [^]* as [^]*: got /;
  for (const factory of Object.keys(TABLE)) {
    const make = (r as unknown as Record<string, () => unknown>)[factory]!;
    // Those that read files would download them.
    if (make.constructor.name === "AsyncFunction") continue;
    try {
      make();
    } catch (error) {
      assert(sentence.test((error as Error).message), `${factory}(): ${(error as Error).message}`);
    }
  }
  const text =
    "Cannot make adam as its options come as an object of lr, beta1, beta2, epsilon, weightDecay and amsgrad: " +
    "got undefined.";
  assertThrows(() => (r.adam as () => unknown)(), TypeError, text);
  await assertRejects(
    r.table as () => Promise<unknown>,
    TypeError,
    "Cannot make table as its options come as an object",
  );
});

Deno.test("a factory that is given null as its options refuses them by a sentence", () => {
  for (const [factory, { none }] of Object.entries(TABLE)) {
    if (none === undefined) continue;
    const { message } = assertThrows(none, Error, undefined, factory);
    // Not the engine's own, as "Cannot read properties of null".
    assert(
      /^Cannot make [^]* (must be|come as|is made around|takes|needs) /.test(message),
      `${factory}(null): ${message}`,
    );
  }
});

Deno.test("an option that is something else altogether is taken, or refused by a sentence", () => {
  const odd = [null, NaN, -1, 0, 1.5, Infinity, 1e300, "", "x", [], {}, true];
  const raw = /^Cannot (destructure|read propert|convert |set propert)/;
  // The first of what these take is no record of options, or may be a network of one's own.
  const others = ["rows", "fcos"];
  for (const [factory, { more, says }] of Object.entries(TABLE)) {
    if (more === undefined || others.includes(factory)) continue;
    for (const name of Object.keys(says)) {
      for (const value of odd) {
        try {
          // What reads files says it later.
          (more({ [name]: value }) as Partial<Promise<unknown>>).catch?.(() => {});
        } catch (error) {
          const { message } = error as Error;
          const about = `${factory}({ ${name}: ${JSON.stringify(value)} }): ${message}`;
          assert(message.startsWith("Cannot ") && !raw.test(message), about);
        }
      }
    }
  }
});

Deno.test("stretches, transforms and conversions that are none are refused, and not left out", () => {
  const refused = (make: () => unknown, text: string) =>
    assertEquals(assertThrows(make, Error, undefined, text).message, text);
  const stretch = "a stretch is written as { steps: 500 }, or in epochs or share: got 500.";
  refused(() => r.trapezoid(1, { warmup: 500 as never }), `Cannot make trapezoid as ${stretch}`);
  refused(() => r.cyclic(0, 1, { up: 500 as never }), `Cannot make cyclic as ${stretch}`);
  refused(() => r.swa(r.sgd({ lr }), { begin: 500 as never }), `Cannot make swa as ${stretch}`);
  refused(
    () => r.cifar10({ normalize: { mean: [0], std: [1] } as never }),
    'Cannot make cifar10 as normalize must be a conversion: got {"mean":[0],"std":[1]}. ' +
      "Write normalize({ mean: [0.5], std: [0.25] }).",
  );
  const train = r.rows({ x: [1], y: [1] });
  refused(
    () => r.dataset({ train, transforms: 5 as never }),
    "Cannot make rows as transforms must be a list: got 5.",
  );
  refused(
    () => r.dataset({ train, order: "shuffled" as never }),
    'Cannot make rows as order must be a function: got "shuffled".',
  );
});

Deno.test("runner() refuses what it, its log or its checkpoints do not know, and values out of range", () => {
  const refused = (options: object, error: typeof TypeError | typeof RangeError, text: string) =>
    assertEquals(assertThrows(() => r.runner(options), error).message, text);
  const known = "workDir, name, seed, deterministic, log, checkpoint, interrupt and ranks";
  refused(
    { workdir: "x" },
    TypeError,
    `Cannot make runner as its options are ${known}: got workdir. Did you mean workDir?`,
  );
  refused({ Seed: 7 }, TypeError, `Cannot make runner as its options are ${known}: got Seed. Did you mean seed?`);
  const ofLog = "interval, ignoreLast, level, digits, smooth, file, write, color and progress";
  refused(
    { log: { intervall: 1 } },
    TypeError,
    `Cannot make log as its options are ${ofLog}: got intervall. Did you mean interval?`,
  );
  refused({ log: true }, TypeError, `Cannot make log as its options come as an object of ${ofLog}: got true.`);
  refused(
    { checkpoint: { evry: 1 } },
    TypeError,
    "Cannot make checkpoint as its options are every, begin, everyMinutes, saveLast, keep, best and keepBest: got evry. Did you mean every?",
  );
  for (const interval of [0, 1.5, -5, NaN]) {
    refused(
      { log: { interval } },
      RangeError,
      `Cannot make log as interval must be a whole number of at least 1: got ${interval}.`,
    );
  }
  refused({ interrupt: 1 }, RangeError, "Cannot make runner as interrupt must be true or false: got 1.");
});

/** Values that are out of range, each refused where the part is made. */
const WRONG: readonly (readonly [make: () => unknown, text: string])[] = [
  [() => r.sgd({ lr: "0.1" as never }), 'Cannot make sgd as lr must be a finite number of at least 0: got "0.1".'],
  [() => r.sgd({ lr: NaN }), "Cannot make sgd as lr must be a finite number of at least 0: got NaN."],
  [() => r.sgd({} as never), "Cannot make sgd as lr must be a finite number of at least 0: got undefined."],
  [() => r.sgd({ lr, momentum: 1.5 }), "Cannot make sgd as momentum must be in [0, 1): got 1.5."],
  [() => r.sgd({ lr, nesterov: "yes" as never }), 'Cannot make sgd as nesterov must be true or false: got "yes".'],
  [() => r.dropout({ rate: 2 }), "Cannot make dropout as rate must be in [0, 1): got 2."],
  [() => r.leakyRelu({ slope: NaN }), "Cannot make leakyRelu as slope must be a finite number: got NaN."],
  [() => r.batchNorm({ channels: 1, epsilon: Infinity }), "epsilon must be a finite number above 0: got Infinity."],
  [() => r.dense({ inputs: 2, units: 1, bias: 0 as never }), "Cannot make dense as bias must be true or false: got 0."],
  [() => r.dense({ inputs: 2, units: 1, initializer: 0 as never }), "initializer must be a function: got 0."],
  [() => r.mlp({ sizes: [2, 1.5] }), "Cannot make mlp as sizes[1] must be a whole number of at least 1: got 1.5."],
  [() => r.mlp({ sizes: 2 as never }), "Cannot make mlp as sizes needs inputs and outputs: got 2."],
  [() => r.fanInUniform(0), "Cannot make fanInUniform as fanIn must be a finite number above 0: got 0."],
  [() => r.accumulate(0, r.sgd({ lr })), "Cannot make accumulate as n must be a whole number of at least 1: got 0."],
  [() => r.clipByNorm(NaN), "Cannot make clipByNorm as max must be a finite number above 0: got NaN."],
  [() => r.constant(NaN), "Cannot make constant as value must be a finite number: got NaN."],
  [
    () => r.cosine(lr, { epochs: 5 } as never),
    'Cannot make cosine as to must be a finite number: got {"epochs":5}.',
  ],
  [() => r.linear(0, Infinity), "Cannot make linear as to must be a finite number: got Infinity."],
  [() => r.exponential(NaN, 0.5), "Cannot make exponential as from must be a finite number: got NaN."],
  [() => r.step(lr, { steps: 1, gamma: NaN }), "Cannot make step as gamma must be a finite number: got NaN."],
  [() => r.oneCycle(1, { annealing: "sin" as never }), 'annealing must be "cos" or "linear": got sin.'],
  [() => r.topK(0), "Cannot make topK as k must be a whole number of at least 1: got 0."],
  [
    () => r.mean("a", judge, { better: "lower", scale: NaN }),
    "Cannot make mean as scale must be a finite number: got NaN.",
  ],
  [() => r.stopWhen("accuracy", NaN), "Cannot make stopWhen as reached must be a finite number: got NaN."],
  [() => r.scalars("a.json", { interval: 0 }), "interval must be a whole number of at least 1: got 0."],
  [() => r.synthetic({ seed: -1 }), "Cannot make synthetic as seed must be a whole number of at least 0: got -1."],
  [() => r.cifar10({ download: 0 as never }), "Cannot make cifar10 as download must be true or false: got 0."],
  [() => r.cifar10({ records: 1.5 }), "Cannot make cifar10 as records must be a whole number of at least 1: got 1.5."],
  [() => r.arrays({ x: [1], y: [1], shuffle: 0 as never }), "shuffle must be true or false: got 0."],
  [() => r.imageFolder(undefined as never), "Cannot make imageFolder as path must be a string: got undefined."],
  [() => r.normalize({ mean: [0.5] } as never), "For grey images write { mean: [0.5], std: [0.5] }."],
  [
    () => r.randomResizedCrop({ size: 8, scale: 0.5 as never }),
    "The usual ones are { scale: [0.08, 1], ratio: [3 / 4, 4 / 3] }.",
  ],
  [() => r.auto({ install: "yes" as never }), 'Cannot make auto as install must be true or false: got "yes".'],
];

for (const [make, text] of WRONG) {
  Deno.test(`a factory refuses a wrong value: ${text}`, () => {
    const { message } = assertThrows(make, RangeError);
    assert(message.endsWith(text), message);
  });
}
