/** Finds the first operation that made a number that is not finite. */
import type { Engine, EngineInfo, Wish } from "../engine.ts";
import { given, requireRange, settle } from "../options/settle.ts";
import type { Watching } from "./detect_anomaly/watch_operations.ts";

/** What is looked for. */
export interface DetectAnomalyOptions {
  /**
   * Whether an operation that makes infinities of finite numbers is one, and not only one that makes NaN. Default true; false
   * where a network uses them on purpose.
   */
  readonly infinity?: boolean;
}

/**
 * An engine that looks at every result of every operation of a step, and ends the run at the first one that holds NaN or
 * Infinity made of finite numbers (PyTorch's `torch.autograd.set_detect_anomaly`, forward too): the error names the operation,
 * the layer by its path, whether it was on the way forward or in the gradient of an operation, and its inputs with their
 * smallest and largest numbers and their mean.
 *
 * Infinity that a step is given or makes of nothing, such as that of a mask, is no anomaly until it becomes NaN. NaN that a step
 * is given, in a batch or a weight, is told where it is used first. Steps are not compiled and each result is read, so that they
 * take several times as long: it is for finding an error, not for training.
 *
 * @param engine One whose values can be read at once, as those of webgpu cannot.
 * @throws {TypeError} If it is no engine, or there is an option that it does not know.
 * @throws {Deno.errors.NotSupported} By `open`, if the engine's values cannot be read at once.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { arrays, cpu, detectAnomaly, mlp, runner, tf } from "jsr:@raptor/raptor";
 *
 * const run = runner({ log: false })
 *   .model(mlp({ sizes: [1, 1] }))
 *   .data(arrays({ x: [[1]], y: [[1]], batchSize: 1 }))
 *   .loss((prediction, y) => tf.mean(tf.sqrt(tf.sub(tf.mul(prediction, 0), y))) as tf.Scalar)
 *   .engine(detectAnomaly(cpu()));
 * await assertRejects(() => run.train({ epochs: 1 }), RangeError, "got 1 NaN in the 1 number of Sqrt");
 * ```
 */
export function detectAnomaly(engine: Engine, options: DetectAnomalyOptions = {}): Engine {
  const { infinity = true } = given(options);
  settle("detectAnomaly", options, { infinity });
  requireRange("detectAnomaly", "true or false", { infinity });
  if (typeof engine?.open !== "function") {
    throw new TypeError(
      `Cannot make detectAnomaly as it wraps an engine: got ${typeof engine}. Write detectAnomaly(cpu()).`,
    );
  }
  let watching: Watching | undefined;
  return Object.freeze({
    name: engine.name,
    settings: Object.freeze({ ...engine.settings, detectAnomaly: true, infinity }),
    get permissions() {
      return engine.permissions ?? [];
    },
    async open(wish?: Wish): Promise<EngineInfo> {
      const { compile: _, compileMixed: __, replay: ___, ...info } = await engine.open(wish);
      if (info.backend === "webgpu") {
        throw new Deno.errors.NotSupported(
          `Cannot detect anomalies as values must be read at once: got ${info.name}\nTake native(), wasm() or cpu().`,
        );
      }
      const { watchOperations } = await import("./detect_anomaly/watch_operations.ts");
      const { onLayer, watched } = watching ??= watchOperations({ infinity });
      return { ...info, version: `${info.version}, watched for anomalies`, compile: watched, alters: true, onLayer };
    },
    close: () => engine.close(),
  });
}
