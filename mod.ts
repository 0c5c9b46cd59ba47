/**
 * Train neural networks from a Deno script.
 *
 * @example
 * ```ts
 * import { accuracy, mlp, images, runner, sgd, synthetic, wasm } from "./mod.ts";
 * ```
 *
 * @module
 */

export { tf } from "./src/tf.ts";

// Contracts
export type { Mode, Model, Params } from "./src/model.ts";
export type { Batch, BatchCounts, Batches, Dataset, DatasetWithLoss } from "./src/dataset.ts";
export type { Conversion, ImageShape, Transform } from "./src/transform.ts";
export type { Loss } from "./src/loss.ts";
export type { GradientTransform, Moment, Optimizer, Slots, Tensors } from "./src/optimizer.ts";
export type { Schedule, Span } from "./src/schedule.ts";
export type { Metric } from "./src/metric.ts";
export type { Engine, EngineInfo } from "./src/engine.ts";
export type * from "./src/hook.ts";
export type { HostTensor, Progress, Snapshot } from "./src/snapshot.ts";

export { initialize, type Initializer, weight, type WeightOptions } from "./src/tensors/weight.ts";
export { crossEntropy, type CrossEntropyOptions } from "./src/losses/cross_entropy.ts";
export { accuracy } from "./src/metrics/accuracy.ts";
export { sgd, type SgdOptions } from "./src/optimizers/sgd.ts";
export { arrays } from "./src/datasets/arrays.ts";
export { synthetic } from "./src/datasets/synthetic.ts";
export { cpu } from "./src/engines/cpu.ts";
export { wasm } from "./src/engines/wasm.ts";
export { log, type LogOptions } from "./src/hooks/log.ts";
export { scalars, type ScalarsOptions } from "./src/hooks/scalars.ts";
export { checkpoint, type CheckpointOptions } from "./src/hooks/checkpoint.ts";
export { interrupt } from "./src/hooks/interrupt.ts";
export { on } from "./src/hooks/on.ts";
export { stopWhen } from "./src/hooks/stop_when.ts";
export { lastCheckpoint, loadCheckpoint, saveCheckpoint } from "./src/files/checkpoint.ts";
export { loop } from "./src/training/loop.ts";
export { evaluate, type Judged, type Scores } from "./src/training/evaluate.ts";
export { judge } from "./src/training/validation.ts";
export { makeStep, type Parts, type Step, type StepLosses } from "./src/training/step.ts";
export type { Judging, Length, Plan } from "./src/training/plan.ts";
