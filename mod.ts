/**
 * Train neural networks from a Deno script.
 *
 * @example
 * ```ts no-eval
 * import { accuracy, cifar10, resnet50, runner, sgd } from "@raptor/raptor";
 *
 * await runner({ workDir: "work_dirs/cifar" })
 *   .model(resnet50({ classes: 10 }))
 *   .data(cifar10({ batchSize: 32 }))
 *   .evaluator(accuracy())
 *   .optimizer(sgd({ lr: 1e-3, momentum: 0.9 }))
 *   .train({ epochs: 5 });
 * ```
 *
 * @module
 */

// The sentence
export * from "./src/runner.ts";
