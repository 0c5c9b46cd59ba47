/** Training in half precision where it does no harm. */
import type { Engine, EngineInfo, Narrow, Wish } from "../engine.ts";
import { given, requireOneOf, requirePart, settle } from "../options/settle.ts";
import { readScalars } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/** In what a step computes its products. */
export interface MixedPrecisionOptions {
  /** `bfloat16` (the range of a float32, 8 bits of precision) or `float16` (11 bits, from 6e-8 to 65504). Default `bfloat16`. */
  readonly dtype?: Narrow;
}

/**
 * An engine whose compiled steps do matrix products and convolutions in bfloat16 (Kalamkar et al., 2019) or float16
 * (Micikevicius et al., 2018): weights, gradients as they are added up, normalisation and losses stay float32, as PyTorch's
 * `torch.autocast` has it. A step that is not compiled is in float32, such as one that reads a value. Checkpoints hold float32.
 *
 * bfloat16 pays on processors that multiply it (AVX-512 BF16, AMX). `open` tries a product: where it comes out in float32,
 * as on other processors and on graphics cards, the engine goes on in float32, and its version says so.
 *
 * float16 is what graphics cards multiply fast (CUDA). On a processor what goes into a product and what comes out of it is rounded to
 * float16, and summed up in float32, as on a card; that is no faster there. It loses gradients below 6e-8, so a run puts
 * {@linkcode lossScale} around an optimizer that has no scale, as MMEngine's `AmpOptimWrapper` does, and says so; write it
 * yourself to choose its numbers. Where a product does not come out in float16, it is refused. On WebGPU the card must know
 * `shader-f16`: matrix products and convolutions but those by depth are in it, what is kept in memory is float32.
 *
 * @param engine The native engine, or for float16 `webgpu()`.
 * @throws {RangeError} If `dtype` is neither.
 * @throws {Deno.errors.NotSupported} By `open`, if the engine does not compile steps in mixed precision, or not in float16.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { cpu, mixedPrecision } from "jsr:@raptor/raptor";
 *
 * await assertRejects(() => mixedPrecision(cpu()).open(), Deno.errors.NotSupported, "got cpu");
 * assertEquals(mixedPrecision(cpu(), { dtype: "float16" }).settings, { mixedPrecision: "float16" });
 * ```
 */
export function mixedPrecision(engine: Engine, options: MixedPrecisionOptions = {}): Engine {
  requirePart("mixedPrecision", "an engine", engine, "mixedPrecision(native())");
  const { dtype = "bfloat16" } = given(options);
  settle("mixedPrecision", options, { dtype });
  requireOneOf("mixedPrecision", ["bfloat16", "float16"], { dtype });
  // What was tried, for as long as the engine compiles by the same function.
  let tried: undefined | {
    readonly by: unknown;
    readonly compile: NonNullable<EngineInfo["compile"]>;
    readonly rounds: boolean;
  };
  return Object.freeze({
    name: engine.name,
    settings: Object.freeze({ ...engine.settings, mixedPrecision: dtype === "bfloat16" ? true : dtype }),
    get permissions() {
      return engine.permissions ?? [];
    },
    async open(wish?: Wish): Promise<EngineInfo> {
      const { compileMixed, ...info } = await engine.open(wish);
      if (compileMixed === undefined) {
        throw new Deno.errors.NotSupported(
          `Cannot compute in mixed precision as the engine must have a way to: got ${info.name}\n` +
            "Take native(), or webgpu() for float16, or leave mixedPrecision() away.",
        );
      }
      if (tried?.by !== compileMixed) {
        const compile: NonNullable<EngineInfo["compile"]> = (step) => compileMixed(step, dtype);
        tried = { by: compileMixed, compile, rounds: await roundsProducts(compile, dtype) };
      }
      if (tried.rounds) {
        return {
          ...info,
          version: `${info.version}, ${dtype}`,
          compile: tried.compile,
          alters: true,
          ...dtype === "float16" && { wantsScale: true },
        };
      }
      if (dtype === "float16") {
        throw new Deno.errors.NotSupported(
          `Cannot compute in float16 as ${info.device} must multiply in it: got products in float32\n` +
            "Take mixedPrecision(native()), which is bfloat16, or leave it away.",
        );
      }
      return { ...info, version: `${info.version}, float32 as ${info.device} does not compute in bfloat16` };
    },
    close: () => engine.close(),
  });
}

/** Whether a product keeps as many bits behind the point of a number above 1 as a type has, and loses the 12th. */
async function roundsProducts(compile: NonNullable<EngineInfo["compile"]>, dtype: Narrow): Promise<boolean> {
  // TensorFlow leaves graphs of less than four operations as they are.
  const product = compile((x: tf.Tensor2D, y: tf.Tensor2D) => tf.tidy(() => tf.max(tf.relu(tf.matMul(tf.relu(x), y)))));
  const finest = 1 + 2 ** (dtype === "float16" ? -10 : -7);
  const inputs = [1 + 2 ** -12, finest].map((value) => tf.fill([4, 4], value) as tf.Tensor2D), y = tf.eye(4);
  const results = inputs.map((x) => product(x, y));
  const values = await readScalars(results as tf.Scalar[]);
  tf.dispose([inputs, y, results]);
  return values[0] === 1 && values[1] === finest;
}
