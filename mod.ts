/**
 * Train neural networks from a Deno script.
 *
 * A run is a sentence: name the parts, then say how long. Everything below is a part, a piece of one, or a type.
 *
 * @example
 * ```ts
 * import { accuracy, mlp, runner, sgd, synthetic, wasm } from "jsr:@raptor/raptor";
 *
 * const { scores } = await runner()
 *   .model(mlp({ sizes: [32 * 32 * 3, 16, 10] }))
 *   .data(synthetic({ trainSamples: 320, valSamples: 64 })) // names its natural loss; .loss() overrides
 *   .evaluator(accuracy())
 *   .optimizer(sgd({ lr: 1e-3, momentum: 0.9 }))
 *   .engine(wasm())
 *   .train({ epochs: 1 });
 * console.log(scores?.accuracy);
 * ```
 *
 * @module
 */

// The sentence
export { Runner, runner } from "./src/runner.ts";
export type { TrainOptions, WeightsOptions } from "./src/runner/call_options.ts";
export type { InputOf, InputsOf, LossOf, Optimizers, OutputOf, TargetsOf } from "./src/runner/inferred.ts";
export type { JudgedNames, ScoresBy, ScoresWith } from "./src/runner/inferred.ts";
export type { EvaluatorOptions } from "./src/runner/judged_by.ts";
export type { After, Missing, Part } from "./src/runner/missing.ts";
export type { Outcome, Props, RunnerOptions } from "./src/runner/run.ts";
export type { HistoryPlace, HistoryRow } from "./src/runner/history.ts";
export type { Passes } from "./src/runner/passes.ts";
export type { Limit, Most } from "./src/runner/passes/limited.ts";
export type { FindLrOptions, LrRange } from "./src/runner/find_lr.ts";
export type { Suggestions } from "./src/pace/suggest_lr.ts";
export type { PredictedFile, PredictIntoOptions } from "./src/runner/predict_into.ts";
export type { AnyModel, Loan, Origin } from "./src/runner/origin.ts";
export type { HookPlace } from "./src/runner/taken.ts";
export type { HookChoice, LoggingOptions, SavingOptions } from "./src/runner/default_hooks.ts";

// The nouns
export type { Mode, Model, Params, Past, Stage } from "./src/model.ts";
export type { Batch, Batches, Counts, Dataset, DatasetWithLoss, Epoch, JudgedSet, Share } from "./src/dataset.ts";
export type { Knowledge, KnownTable } from "./src/knowledge.ts";
export type { Plain, Settings } from "./src/settings.ts";
export type {
  Batched,
  Field,
  HostBytes,
  Recipe,
  Sample,
  Source,
  Stacked,
  Weighted,
  WeightedTarget,
} from "./src/source.ts";
export type { LateSample, SampleStream, StreamPass } from "./src/stream.ts";
export type { BoxTarget, MaskField, RaggedField } from "./src/source.ts";
export type { Order, Pass } from "./src/order.ts";
export type { Affine, Augment, Conversion, Crop, Draws, ImageShape } from "./src/transform.ts";
export type { ImageTool, Move, Picture, PixelStep, Transform } from "./src/transform.ts";
export type { Loss } from "./src/loss.ts";
export type { GradientTransform, Moment, Optimizer, Slots, Tensors } from "./src/optimizer.ts";
export type { LossAnswer, PartName, PartsOf, Run, RunParts } from "./src/step.ts";
export type { StepContext, TrainStep, Update, UpdateOptions } from "./src/step.ts";
export type { Schedule, Span, Verdict, Verdicts } from "./src/schedule.ts";
export type { AnyMetric, Better, HostMetric, HostState, Judge, Merge, Metric, ScoresOf, State } from "./src/metric.ts";
export type { Engine, EngineInfo, Exchange, Kept, Narrow, Wish } from "./src/engine.ts";
export type { OnBroken } from "./src/loading/collate.ts";
export type { HostTensor, Progress, Snapshot, Terms } from "./src/snapshot.ts";
export type { Answer, Event, Hook, Level, Needs, Position, Timing } from "./src/hook.ts";
export type { EndEvent, EpochEvent, ErrorEvent, FactsEvent, LoadEvent, NoteEvent, SaveEvent } from "./src/hook.ts";
export type { ReportEvent, ScoresEvent, StartEvent, StepEvent, ValEvent } from "./src/hook.ts";
export type { Fact, FileFact, HistogramFact, ImageFact, RowsFact, ScalarFact, TextFact } from "./src/fact.ts";
export type { Shown, Shows, SpanListener, Tracing } from "./src/shown.ts";

// Models and layers
export { resnet101, resnet152, resnet18, resnet34, resnet50 } from "./src/models/resnet.ts";
export type { Resnet, ResnetOptions } from "./src/models/resnet.ts";
export { resnext101, resnext50, wideResnet101, wideResnet50 } from "./src/models/resnext.ts";
export { resnet110, resnet20, resnet32, resnet44, resnet56 } from "./src/models/resnet_small.ts";
export type { SmallResnetOptions } from "./src/models/resnet_small.ts";
export { mobileNetV3Large, type MobileNetV3Options, mobileNetV3Small } from "./src/models/mobile_net_v3.ts";
export { mobileNetV2, type MobileNetV2Options } from "./src/models/mobile_net_v2.ts";
export { efficientNetB0, type EfficientNetOptions } from "./src/models/efficient_net.ts";
export { type ConvNextOptions, convNextTiny } from "./src/models/conv_next.ts";
export { vit, type VitOptions } from "./src/models/vit.ts";
export { type Segmenter, unet, type UnetOptions } from "./src/models/unet.ts";
export { deepLabV3, type DeepLabV3Options } from "./src/models/deep_lab_v3.ts";
export { type Detections, type Detector, fcos, type FcosOptions } from "./src/models/fcos.ts";
export { type Features, features, type FeaturesOptions } from "./src/models/features.ts";
export { stage, type StageOptions } from "./src/models/stage.ts";
export { imageClassifier, type ImageClassifierOptions } from "./src/models/image_classifier.ts";
export { vgg11, vgg13, vgg16, vgg19, type VggOptions } from "./src/models/vgg.ts";
export { swin, type SwinOptions } from "./src/models/swin.ts";
export { mlpMixer, type MlpMixerOptions } from "./src/models/mlp_mixer.ts";
export { tcn, type TcnOptions } from "./src/models/tcn.ts";
export { ftTransformer, type FtTransformerOptions } from "./src/models/ft_transformer.ts";
export { initialized, type InitialRule } from "./src/models/initialized.ts";
export { type Summary, summary, type SummaryOptions, type SummaryRow } from "./src/models/summary.ts";
export { pretrained } from "./src/models/pretrained.ts";
export type { Pretrained, PretrainedSpec, WeightsFrom } from "./src/pretrained.ts";
export {
  convNextTinyImagenet,
  efficientNetB0Imagenet,
  mobileNetV2Imagenet,
  vitImagenet,
} from "./src/models/imagenet.ts";
export { resnet101Imagenet, resnet152Imagenet, resnet18Imagenet } from "./src/models/imagenet.ts";
export { resnet34Imagenet, resnet50Imagenet } from "./src/models/imagenet.ts";
export {
  resnext101Imagenet,
  resnext50Imagenet,
  wideResnet101Imagenet,
  wideResnet50Imagenet,
} from "./src/models/imagenet.ts";
export { mobileNetV3LargeImagenet, mobileNetV3SmallImagenet } from "./src/models/imagenet.ts";
export { readLayersModel } from "./src/weights/read_layers_model.ts";
export { type LoadedWeights, loadWeights } from "./src/weights/load_weights.ts";
export { mlp, type MlpOptions } from "./src/models/mlp.ts";
export { tabular, type TabularInput, type TabularOptions } from "./src/models/tabular.ts";
export {
  averaged,
  type AveragedOptions,
  type CropsOptions,
  fiveCrop,
  mirrored,
  shifted,
  tenCrop,
} from "./src/models/averaged.ts";
export { gpt, type GptOptions } from "./src/models/gpt.ts";
export { gpt2, type Gpt2Options } from "./src/models/gpt2.ts";
export { bert, bertClassifier, bertMaskedLanguage } from "./src/models/bert.ts";
export type { Bert, BertOutput } from "./src/models/bert.ts";
export type { BertInput, BertOptions } from "./src/models/bert/body.ts";
export { type LayersOf, model, type ModelOfParts, type ModelOptions, type ModelParts } from "./src/models/model.ts";
export { type LayersModel, layersModel } from "./src/models/layers_model.ts";
export { residual, sequential } from "./src/layers/sequential.ts";
export type { Fitting, InputOfRow, Through, ThroughAll } from "./src/layers/sequential.ts";
export type { AnyLayer } from "./src/tensors/place.ts";
export { conv2d, type Conv2dOptions } from "./src/layers/conv2d.ts";
export { conv3d, type Conv3dOptions } from "./src/layers/conv3d.ts";
export { stochasticDepth, type StochasticDepthOptions } from "./src/layers/stochastic_depth.ts";
export { convTranspose2d, type ConvTranspose2dOptions } from "./src/layers/conv_transpose_2d.ts";
export { convTranspose1d, type ConvTranspose1dOptions } from "./src/layers/conv_transpose_1d.ts";
export { convTranspose3d, type ConvTranspose3dOptions } from "./src/layers/conv_transpose_3d.ts";
export { conv1d, type Conv1dOptions } from "./src/layers/conv1d.ts";
export { upsample, type UpsampleOptions } from "./src/layers/upsample.ts";
export { squeezeExcite, type SqueezeExciteOptions } from "./src/layers/squeeze_excite.ts";
export { cumulativeLink, type CumulativeLinkOptions } from "./src/layers/cumulative_link.ts";
export { prelu, type PreluOptions } from "./src/layers/prelu.ts";
export { groupNorm, type GroupNormOptions, instanceNorm, type InstanceNormOptions } from "./src/layers/group_norm.ts";
export { batchNorm, type BatchNormOptions } from "./src/layers/batch_norm.ts";
export { type Dense, dense, type DenseOptions } from "./src/layers/dense.ts";
export { type Embedding, embedding, type EmbeddingOptions } from "./src/layers/embedding.ts";
export { layerNorm, type LayerNormOptions } from "./src/layers/layer_norm.ts";
export { rmsNorm, type RmsNormOptions } from "./src/layers/rms_norm.ts";
export { checkpointed } from "./src/layers/checkpointed.ts";
export { dropBlock, type DropBlockOptions } from "./src/layers/drop_block.ts";
export { alphaDropout, dropout, type DropoutOptions, spatialDropout } from "./src/layers/dropout.ts";
export { gru, lstm, type Recurrent, type RecurrentOptions } from "./src/layers/recurrent.ts";
export type { RecurrentStates, Sequences } from "./src/layers/recurrent.ts";
export { transformerDecoderBlock } from "./src/layers/transformer_decoder_block.ts";
export type { Decoding, TransformerDecoderBlockOptions } from "./src/layers/transformer_decoder_block.ts";
export { sinusoidalPositions, type SinusoidalPositionsOptions } from "./src/layers/sinusoidal_positions.ts";
export {
  type Attending,
  multiHeadAttention,
  type MultiHeadAttentionOptions,
} from "./src/layers/multi_head_attention.ts";
export { positionalEmbedding, type PositionalEmbeddingOptions } from "./src/layers/positional_embedding.ts";
export { transformerBlock, type TransformerBlockOptions } from "./src/layers/transformer_block.ts";
export { flatten } from "./src/layers/flatten.ts";
export {
  adaptiveAvgPool,
  adaptiveMaxPool,
  avgPool,
  globalAvgPool,
  globalMaxPool,
  maxPool,
} from "./src/layers/pools.ts";
export type { AdaptivePoolOptions, ImageLayer, PoolOptions } from "./src/layers/pools.ts";
export { adaptiveAvgPool1d, adaptiveMaxPool1d, avgPool1d } from "./src/layers/pools_1d.ts";
export { globalAvgPool1d, globalMaxPool1d, maxPool1d } from "./src/layers/pools_1d.ts";
export type { AdaptivePool1dOptions, Pool1dOptions, SequenceLayer } from "./src/layers/pools_1d.ts";
export { adaptiveAvgPool3d, adaptiveMaxPool3d, avgPool3d } from "./src/layers/pools_3d.ts";
export { globalAvgPool3d, globalMaxPool3d, maxPool3d } from "./src/layers/pools_3d.ts";
export type { AdaptivePool3dOptions, Pool3dOptions, VolumeLayer } from "./src/layers/pools_3d.ts";
export {
  gelu,
  geluTanh,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  relu,
  relu6,
  sigmoid,
  silu,
  tanh,
} from "./src/layers/activations.ts";
export type { Elementwise, LeakyReluOptions } from "./src/layers/activations.ts";
export { dirac, fanInUniform, gaussian, kaimingNormal, kaimingUniform } from "./src/tensors/initializers.ts";
export type { KaimingOptions } from "./src/tensors/initializers.ts";
export { orthogonal } from "./src/tensors/orthogonal.ts";
export {
  truncatedNormal,
  type TruncatedNormalOptions,
  xavierNormal,
  xavierUniform,
} from "./src/tensors/initializers.ts";
export { initialize, type Initializer, weight, type WeightOptions } from "./src/tensors/weight.ts";

// Sources
export { type LabelledImages, memoryImages, type MemoryImagesOptions, share } from "./src/sources/memory_images.ts";
export { imageFiles, type ImageFilesOptions } from "./src/sources/image_files.ts";
export { cocoBoxes, type CocoBoxesOptions, type CrowdTarget } from "./src/sources/coco_boxes.ts";
export { vocBoxes, type VocBoxesOptions } from "./src/sources/voc_boxes.ts";
export { yoloBoxes, type YoloBoxesOptions } from "./src/sources/yolo_boxes.ts";
export { type BoxColumn, csvBoxes, type CsvBoxesOptions } from "./src/sources/csv_boxes.ts";
export { maskFiles, type MaskFilesOptions } from "./src/sources/mask_files.ts";
export { numpyArrays, type NumpyArraysOptions } from "./src/sources/numpy_arrays.ts";
export { textFiles, type TextFilesOptions } from "./src/sources/text_files.ts";
export { textLines, type TextLinesOptions } from "./src/sources/text_lines.ts";
export { audioFiles, type AudioFilesOptions, type SoundField } from "./src/sources/audio_files.ts";
export { rows, type RowsData, type RowsOptions } from "./src/sources/rows.ts";
export { packed, type PackedOptions } from "./src/sources/packed.ts";
export { type TokensField, windows, type WindowsOptions } from "./src/sources/windows.ts";
export { subset, type SubsetOptions } from "./src/sources/subset.ts";
export { type Shares, split, type SplitOptions } from "./src/sources/split.ts";
export { type Fold, kFold, type KFoldOptions } from "./src/sources/k_fold.ts";
export { concat } from "./src/sources/concat.ts";
export { repeat } from "./src/sources/repeat.ts";
export { cached } from "./src/sources/cached.ts";
export { type PartReading, type SampleParts, webDataset, type WebDatasetOptions } from "./src/sources/web_dataset.ts";
export { weighted } from "./src/sources/weighted.ts";

// Tokenizers
export type { Tokenizer } from "./src/tokenizer.ts";
export { characters, type CharactersOptions, type Vocabulary } from "./src/tokenizers/characters.ts";
export { bytes } from "./src/tokenizers/bytes.ts";
export { words, type WordsOptions } from "./src/tokenizers/words.ts";
export { loadTokenizer, type LoadTokenizerOptions } from "./src/tokenizers/load_tokenizer.ts";

// Orders
export { bucketed, type BucketedOptions } from "./src/orders/bucketed.ts";
export { shuffled } from "./src/orders/shuffled.ts";
export { inOrder } from "./src/orders/in_order.ts";
export { balanced } from "./src/orders/balanced.ts";

// Datasets
export { dataset, type DatasetOptions } from "./src/datasets/dataset.ts";
export { cifar10, cifar100, CIFAR100_ARCHIVE, CIFAR10_ARCHIVE, type Cifar10Options } from "./src/datasets/cifar10.ts";
export { cifar10Augmentation, cifar10Normalization } from "./src/datasets/cifar10.ts";
export { cutMix, type Mixed, type MixedOptions, mixUp } from "./src/datasets/mixed_batches.ts";
export { synthetic, type SyntheticOptions } from "./src/datasets/synthetic.ts";
export { images, type ImagesOptions, type ImageSplits } from "./src/datasets/images.ts";
export {
  FASHION_MNIST,
  fashionMnist,
  type ImageDataset,
  KMNIST,
  kmnist,
  MNIST,
  mnist,
  type MnistOptions,
} from "./src/datasets/mnist.ts";
export { OXFORD_PETS, oxfordPetMasks, oxfordPets, type OxfordPetsOptions } from "./src/datasets/oxford_pets.ts";
export type { OxfordPetsPlace } from "./src/datasets/oxford_pets.ts";
export { IMAGENETTE, imagenette, type ImagenetteOptions } from "./src/datasets/imagenette.ts";
export {
  ADULT,
  adult,
  CALIFORNIA_HOUSING,
  californiaHousing,
  type ClassTable,
  IRIS,
  iris,
} from "./src/datasets/named_tables.ts";
export { type NamedTableOptions, PENGUINS, penguins, WINE, wine } from "./src/datasets/named_tables.ts";
export { AG_NEWS, agNews, IMDB, imdb, TINY_SHAKESPEARE, tinyShakespeare } from "./src/datasets/named_texts.ts";
export type { NamedTextOptions, TextSplits } from "./src/datasets/named_texts.ts";
export type { NamedArchives, NamedData } from "./src/download/named_data.ts";
export type { RemoteFile } from "./src/download/remote_file.ts";
export { SVHN, svhn, type SvhnOptions } from "./src/datasets/svhn.ts";
export { stream, type StreamOptions } from "./src/datasets/stream.ts";
export type { AnySamples, Streamed, TensorData } from "./src/loading/stream_pass.ts";
export { type InputBy, table, type TableDataset, type TableInput } from "./src/datasets/table.ts";
export type { TableOptions, TableSizes, WeightColumn } from "./src/datasets/table.ts";
export type { FittedTable } from "./src/datasets/table/build.ts";
export type { FittedCategory, FittedColumn, FittedNumber } from "./src/datasets/table/fitting.ts";
export type { MissingCategory, MissingNumber, Scale } from "./src/datasets/table/fitting.ts";
export { columnsOf } from "./src/datasets/table/columns_of.ts";
export type { ColumnFacts, ColumnKind } from "./src/datasets/table/columns.ts";
export type { ColumnRule, MissingRules, TableTask } from "./src/datasets/table/used_columns.ts";
export type { InputSizes } from "./src/datasets/table/encoder.ts";
export type { TableRows } from "./src/datasets/table/open_rows.ts";
export { imageFolder, type ImageFolderOptions } from "./src/datasets/image_folder.ts";
export {
  arrays,
  type ArraysOptions,
  type ClassesOption,
  type LossOption,
  type WeightsOption,
  type Without,
} from "./src/datasets/arrays.ts";
export type { BatchOf, HostData, Nested, NumberArray } from "./src/tensors/host_data.ts";

// Transforms
export { tokenize } from "./src/transforms/tokenize.ts";
export { padTo, type PadToOptions } from "./src/transforms/pad_to.ts";
export { randomCrop, type RandomCropOptions } from "./src/transforms/random_crop.ts";
export { pad, type PadOptions } from "./src/transforms/pad.ts";
export { randomFlip, type RandomFlipOptions } from "./src/transforms/random_flip.ts";
export { randomResizedCrop, type RandomResizedCropOptions } from "./src/transforms/random_resized_crop.ts";
export { resize, type ResizeOptions } from "./src/transforms/resize.ts";
export { centerCrop, type CenterCropOptions } from "./src/transforms/center_crop.ts";
export { randomRotation, type RandomRotationOptions } from "./src/transforms/random_rotation.ts";
export { randomAffine, type RandomAffineOptions } from "./src/transforms/random_affine.ts";
export { randomPerspective, type RandomPerspectiveOptions } from "./src/transforms/random_perspective.ts";
export { randomApply, randomChoice, randomOrder } from "./src/transforms/random_choice.ts";
export type { RandomApplyOptions, RandomChoiceOptions } from "./src/transforms/random_choice.ts";
export { elastic, type ElasticOptions } from "./src/transforms/elastic.ts";
export { randomZoomOut, type RandomZoomOutOptions } from "./src/transforms/random_zoom_out.ts";
export { randomIouCrop, type RandomIouCropOptions } from "./src/transforms/random_iou_crop.ts";
export { scaleJitter, type ScaleJitterOptions } from "./src/transforms/scale_jitter.ts";
export { randomShortestSize, type RandomShortestSizeOptions } from "./src/transforms/random_shortest_size.ts";
export { channelPermutation, type ChannelPermutationOptions } from "./src/transforms/channel_permutation.ts";
export { randomPhotometricDistort } from "./src/transforms/random_photometric_distort.ts";
export type { RandomPhotometricDistortOptions } from "./src/transforms/random_photometric_distort.ts";
export { letterbox, type LetterboxOptions } from "./src/transforms/letterbox.ts";
export { sanitizeBoxes, type SanitizeBoxesOptions } from "./src/transforms/sanitize_boxes.ts";
export { colorJitter, type ColorJitterOptions } from "./src/transforms/color_jitter.ts";
export { grayscale, type GrayscaleOptions } from "./src/transforms/grayscale.ts";
export { gaussianBlur, type GaussianBlurOptions } from "./src/transforms/gaussian_blur.ts";
export { gaussianNoise, type GaussianNoiseOptions } from "./src/transforms/gaussian_noise.ts";
export { randomErasing, type RandomErasingOptions } from "./src/transforms/random_erasing.ts";
export { autocontrast, type AutocontrastOptions } from "./src/transforms/autocontrast.ts";
export { equalize, type EqualizeOptions } from "./src/transforms/equalize.ts";
export { invert, type InvertOptions } from "./src/transforms/invert.ts";
export { posterize, type PosterizeOptions } from "./src/transforms/posterize.ts";
export { solarize, type SolarizeOptions } from "./src/transforms/solarize.ts";
export { sharpness, type SharpnessOptions } from "./src/transforms/sharpness.ts";
export { mosaic, type MosaicOptions } from "./src/transforms/mosaic.ts";
export { randAugment, type RandAugmentOptions } from "./src/transforms/rand_augment.ts";
export { trivialAugment, type TrivialAugmentOptions } from "./src/transforms/trivial_augment.ts";
export { autoAugment, type AutoAugmentOptions } from "./src/transforms/auto_augment.ts";
export type { Bounds } from "./src/pixels/one_or_two.ts";
export type { Sides } from "./src/pixels/one_or_two.ts";
export type { Fill } from "./src/pixels/warp.ts";
export type { WarpingOptions } from "./src/pixels/warp.ts";
export { normalize, type NormalizeOptions } from "./src/transforms/normalize.ts";

// Images
export { readImage } from "./src/pixels/read_picture.ts";
export { writeImage, type WriteImageOptions } from "./src/pixels/write_image.ts";

// Predicting with a file
export { type Predictor, predictor, type PredictorOptions } from "./src/predicting/predictor.ts";
export type { Predicted, ScoredBox, ScoredClass } from "./src/predicting/predictor/answers_of.ts";
export type { PredictorInputs } from "./src/predicting/predictor/batches_of.ts";
export type { PredictorInput } from "./src/predicting/predictor/sample_of.ts";

// The downloader
export { download } from "./src/download/download.ts";
export type { Archive } from "./src/download/archive.ts";
export type { Patience } from "./src/download/fetch_into.ts";
export { UnreachableError } from "./src/download/open_url.ts";

// Losses
export { crossEntropy, type CrossEntropyOptions, type LabelLoss, type SoftLoss } from "./src/losses/cross_entropy.ts";
export { binaryCrossEntropy, type BinaryCrossEntropyOptions } from "./src/losses/binary_cross_entropy.ts";
export { fcosLoss, type FcosLossOptions, type Objects } from "./src/losses/fcos_loss.ts";
export { sigmoidFocal, type SigmoidFocalOptions } from "./src/losses/sigmoid_focal.ts";
export { softmaxFocal, type SoftmaxFocalOptions } from "./src/losses/softmax_focal.ts";
export { klDivergence, type KlDivergenceOptions } from "./src/losses/kl_divergence.ts";
export { hinge, type HingeOptions } from "./src/losses/hinge.ts";
export { multiMargin, type MultiMarginOptions } from "./src/losses/multi_margin.ts";
export { meanSquaredError } from "./src/losses/mean_squared_error.ts";
export { meanAbsoluteError } from "./src/losses/mean_absolute_error.ts";
export { huber, type HuberOptions } from "./src/losses/huber.ts";
export { smoothL1, type SmoothL1Options } from "./src/losses/smooth_l1.ts";
export { cosineSimilarity } from "./src/losses/cosine_similarity.ts";
export { softDice, type SoftDiceOptions } from "./src/losses/soft_dice.ts";
export { tversky, type TverskyOptions } from "./src/losses/tversky.ts";
export { type EmbeddedTriplet, tripletMargin, type TripletMarginOptions } from "./src/losses/triplet_margin.ts";
export { cosineEmbedding, type CosineEmbeddingOptions, type EmbeddedPair } from "./src/losses/cosine_embedding.ts";
export { type EmbeddedPartners, infoNce, type InfoNceOptions } from "./src/losses/info_nce.ts";
export { ctc, type CtcOptions, type Transcript } from "./src/losses/ctc.ts";

// Optimizers
export { sgd, type SgdOptions } from "./src/optimizers/sgd.ts";
export { adam, type AdamOptions, adamw } from "./src/optimizers/adam.ts";
export { rmsprop, type RmspropOptions } from "./src/optimizers/rmsprop.ts";
export { adagrad, type AdagradOptions } from "./src/optimizers/adagrad.ts";
export { adadelta, type AdadeltaOptions } from "./src/optimizers/adadelta.ts";
export { adamax, type AdamaxOptions } from "./src/optimizers/adamax.ts";
export { nadam, type NadamOptions } from "./src/optimizers/nadam.ts";
export { radam, type RadamOptions } from "./src/optimizers/radam.ts";
export { lion, type LionOptions } from "./src/optimizers/lion.ts";
export { lamb, type LambOptions } from "./src/optimizers/lamb.ts";
export { adafactor, type AdafactorOptions } from "./src/optimizers/adafactor.ts";
export { muon, type MuonOptions } from "./src/optimizers/muon.ts";
export { type Group, groups, type GroupsOptions } from "./src/optimizers/groups.ts";
export { scheduleFreeAdamw, type ScheduleFreeAdamwOptions } from "./src/optimizers/schedule_free.ts";
export { scheduleFreeSgd, type ScheduleFreeSgdOptions } from "./src/optimizers/schedule_free.ts";
export { chain } from "./src/optimizers/chain.ts";
export { clipByNorm, type ClipByNormOptions } from "./src/optimizers/clip_by_norm.ts";
export { clipByValue } from "./src/optimizers/clip_by_value.ts";
export { unitNorm } from "./src/optimizers/unit_norm.ts";
export { centralize } from "./src/optimizers/centralize.ts";
export { lookahead, type LookaheadOptions } from "./src/optimizers/lookahead.ts";
export { lossScale, type LossScaleOptions } from "./src/optimizers/loss_scale.ts";
export { accumulate } from "./src/optimizers/accumulate.ts";
export { byPart } from "./src/optimizers/by_part.ts";
export { ema, type EmaOptions } from "./src/optimizers/ema.ts";
export { swa, type SwaOptions } from "./src/optimizers/swa.ts";
export type { AveragingMoments } from "./src/pace/averaging_moments.ts";

// Schedules
export { constant } from "./src/schedules/constant.ts";
export { linear } from "./src/schedules/linear.ts";
export { cosine } from "./src/schedules/cosine.ts";
export { poly, type PolyOptions } from "./src/schedules/poly.ts";
export { exponential } from "./src/schedules/exponential.ts";
export { multiStep, type MultiStepOptions, step, type StepOptions } from "./src/schedules/step.ts";
export { oneCycle, oneCycleMomentum } from "./src/schedules/one_cycle.ts";
export type { OneCycleMomentumOptions, OneCycleOptions } from "./src/schedules/one_cycle.ts";
export { cosineRestarts, type CosineRestartsOptions } from "./src/schedules/cosine_restarts.ts";
export { cyclic, type CyclicOptions } from "./src/schedules/cyclic.ts";
export { inverseSqrt } from "./src/schedules/inverse_sqrt.ts";
export { trapezoid, type TrapezoidOptions } from "./src/schedules/trapezoid.ts";
export { plateau, type PlateauOptions } from "./src/schedules/plateau.ts";
export { swaLr, type SwaLrOptions } from "./src/schedules/swa_lr.ts";
export { warmup, type WarmupOptions } from "./src/schedules/warmup.ts";
export { perEpoch } from "./src/schedules/per_epoch.ts";
export { join } from "./src/schedules/join.ts";
export type { BoundedSchedule } from "./src/pace/length_of.ts";
export type { Stretch } from "./src/pace/length_of.ts";
export type { Annealing } from "./src/pace/anneal.ts";

// Metrics
export { accuracy, type AccuracyOptions } from "./src/metrics/accuracy.ts";
export { topK } from "./src/metrics/top_k.ts";
export { type ClassesOptions, type ClassMetric, f1, precision, recall } from "./src/metrics/precision_recall.ts";
export { fBeta, type FBetaOptions } from "./src/metrics/f_beta.ts";
export { specificity } from "./src/metrics/specificity.ts";
export { iou } from "./src/metrics/iou.ts";
export { dice } from "./src/metrics/dice.ts";
export { balancedAccuracy, type BalancedAccuracyOptions } from "./src/metrics/balanced_accuracy.ts";
export { matthews, type MatthewsOptions } from "./src/metrics/matthews.ts";
export { confusionMatrix, type ConfusionMatrixOptions, type MatrixState } from "./src/metrics/confusion_matrix.ts";
export { cohenKappa, type CohenKappaOptions } from "./src/metrics/cohen_kappa.ts";
export { prefixed } from "./src/metrics/prefixed.ts";
export { rocAuc, type RocAucOptions } from "./src/metrics/roc_auc.ts";
export { averagePrecision, type AveragePrecisionOptions, prAuc } from "./src/metrics/average_precision.ts";
export { logLoss } from "./src/metrics/log_loss.ts";
export { perplexity } from "./src/metrics/perplexity.ts";
export { brier } from "./src/metrics/brier.ts";
export { calibrationError, type CalibrationErrorOptions } from "./src/metrics/calibration_error.ts";
export { mse, rmse } from "./src/metrics/mse.ts";
export { mape } from "./src/metrics/mape.ts";
export { r2 } from "./src/metrics/r2.ts";
export { pearson } from "./src/metrics/pearson.ts";
export { type PairState, spearman } from "./src/metrics/spearman.ts";
export { meanAveragePrecision, type MeanAveragePrecisionOptions } from "./src/metrics/mean_average_precision.ts";
export type { BoxScore, BoxState, FoundBoxes, TrueBoxes } from "./src/metrics/mean_average_precision.ts";
export { cer, wer } from "./src/metrics/word_error_rate.ts";
export { bleu, type BleuOptions } from "./src/metrics/bleu.ts";
export { type ImageRangeOptions, psnr } from "./src/metrics/psnr.ts";
export { ssim } from "./src/metrics/ssim.ts";
export type { TextOptions, TextState } from "./src/judging/texts.ts";
export type { RankedAverage, RankedOptions, RankedState } from "./src/judging/ranked.ts";
export type { LikelihoodOptions } from "./src/judging/likelihood.ts";
export type { Average } from "./src/judging/class_counts.ts";
export type { CountState } from "./src/judging/class_counts.ts";
export { mae } from "./src/metrics/mae.ts";
export { type Counted, mean, type MeanOptions } from "./src/metrics/mean.ts";
export { metric, type MetricParts, type Named } from "./src/metrics/metric.ts";
export type { HostMetricParts, JudgeParts, Loose } from "./src/metrics/metric.ts";

// Hooks
export { log, type LogOptions } from "./src/hooks/log.ts";
export { scalars, type ScalarsOptions } from "./src/hooks/scalars.ts";
export { checkpoint, type CheckpointHook, type CheckpointOptions } from "./src/hooks/checkpoint.ts";
export { dump, type DumpOptions } from "./src/hooks/dump.ts";
export { evaluateFile, type EvaluateFileOptions } from "./src/runner/evaluate_file.ts";
export { type Exported, type ExportFormat, exportModel, type ExportOptions } from "./src/exporting/export_model.ts";
export type { InputSpec, InputSpecs } from "./src/graph/record/input_spec.ts";
export { interrupt, INTERRUPTED } from "./src/hooks/interrupt.ts";
export { csv } from "./src/hooks/csv.ts";
export { predictions, type PredictionsHook, type PredictionsOptions } from "./src/hooks/predictions.ts";
export { profiler, type ProfilerOptions } from "./src/hooks/profiler.ts";
export { statistics, type StatisticsOptions } from "./src/hooks/statistics.ts";
export { throughput, type ThroughputOptions } from "./src/hooks/throughput.ts";
export { timer } from "./src/hooks/timer.ts";
export { tensorboard } from "./src/hooks/tensorboard.ts";
export { sink, type SinkOptions } from "./src/hooks/sink.ts";
export type { Entry } from "./src/record/entries.ts";
export type { Smooth, Statistic } from "./src/record/smoothing.ts";
export { type EarlyStopping, earlyStopping, type EarlyStoppingOptions } from "./src/hooks/early_stopping.ts";
export { stopWhen } from "./src/hooks/stop_when.ts";
export { on } from "./src/hooks/on.ts";

// Engines
export { auto, type AutoOptions } from "./src/engines/auto.ts";
export { mixedPrecision, type MixedPrecisionOptions } from "./src/engines/mixed_precision.ts";
export { detectAnomaly, type DetectAnomalyOptions } from "./src/engines/detect_anomaly.ts";
export { findLibtensorflow, installLibtensorflow, native, type NativeOptions } from "./src/engines/native.ts";
export type { FoundLibrary, LibraryFiles } from "./src/engines/native.ts";
export type { InstallOptions } from "./src/engines/native/library/install_library.ts";
export { webgpu, type WebgpuOptions } from "./src/engines/webgpu.ts";
export { wasm, type WasmOptions } from "./src/engines/wasm.ts";
export { cpu } from "./src/engines/cpu.ts";

// Groups: processes that train together

export { group } from "./src/groups/group.ts";
export { launched, mpi, type MpiOptions } from "./src/groups/mpi.ts";
export type { Launched } from "./src/groups/mpi/launched.ts";
export { one } from "./src/groups/one.ts";
export type { Bytes, Numbers, Place, RankGroup } from "./src/group.ts";
export type { RanksOptions } from "./src/runner/ranks/check_ranks.ts";
export type { Ranks } from "./src/training/plan.ts";
export type { StepRanks } from "./src/training/step.ts";
export type { Team } from "./src/training/team.ts";
export type { WholeBatch } from "./src/training/together.ts";
export type { Timed } from "./src/training/timed.ts";
export type { Wire, WirePart } from "./src/training/wire.ts";
export type { WireOption } from "./src/training/wire/wire_of.ts";
export type { Merging } from "./src/training/tally.ts";
export type { Rows } from "./src/tensors/meeting.ts";

// The command line
export { shellWord } from "./src/terminal/permission_flag.ts";

// A loop of one's own
export { loop } from "./src/training/loop.ts";
export { evaluate, type Judged } from "./src/training/evaluate.ts";
export { type Scores, scoresOf } from "./src/training/scores_of.ts";
export { mergeStates } from "./src/training/folding.ts";
export { type JudgingParts, type JudgingStep, makeJudgingStep } from "./src/training/judging_step.ts";
export { type LossScore, lossScore } from "./src/training/total_loss.ts";
export { judge } from "./src/training/judge.ts";
export { generate, type GenerateOptions } from "./src/models/generate.ts";
export { draw, type DrawOptions } from "./src/tensors/draw.ts";
export { makeStep, type Parts, type Step, type StepLosses } from "./src/training/step.ts";
export type { Tally } from "./src/training/tally.ts";
export type { Watch } from "./src/training/updating.ts";
export type { Exhibition, Show } from "./src/training/exhibition.ts";
export type { Length } from "./src/training/timetable.ts";
export type { Interval } from "./src/training/timetable.ts";
export type { Judging, NonFinite, Plan } from "./src/training/plan.ts";
export { loadCheckpoint, saveCheckpoint } from "./src/files/checkpoint.ts";
export type { Writing } from "./src/files/atomic.ts";
export { bestCheckpoint } from "./src/files/last_checkpoint.ts";
export { lastCheckpoint, markLastCheckpoint } from "./src/files/last_checkpoint.ts";
export {
  type DenseBoxes,
  nonMaxSuppression,
  type NonMaxSuppressionOptions,
  type Survivors,
} from "./src/tensors/boxes.ts";
export { generator, mixSeed, normals, permutation } from "./src/tensors/random.ts";
export { type BatchNormed, batchNormTrain } from "./src/tensors/batch_norm.ts";
export { type AdamAmounts, type AdamUpdate, adamUpdate, descentUpdate } from "./src/tensors/update.ts";
export { type MomentumUpdate, momentumUpdate } from "./src/tensors/update.ts";
export { tf } from "./src/tf.ts";
