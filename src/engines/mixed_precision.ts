/** Training in half precision where it does no harm. */
import type { Engine, EngineInfo, Wish } from "../engine.ts";
import { readScalars } from "../tensors/read.ts";
import { tf } from "../tf.ts";

/**
 * An engine whose compiled steps do matrix products and convolutions in bfloat16 (Kalamkar et al., 2019): weights,
 * gradients as they are added up, normalisation and losses stay float32, as PyTorch's `torch.autocast` has it. A
 * bfloat16 has the range of a float32, so that losses need no scaling; it has 8 bits of precision.
 *
 * It pays on processors that multiply bfloat16 (AVX-512 BF16, AMX). `open` tries a product: where it comes out in float32,
 * as on other processors and on graphics cards, the engine goes on in float32, and its version says so. A step that is not
 * compiled is in float32, such as one that reads a value. Checkpoints hold float32.
 *
 * @param engine The native engine; others do not compile steps.
 * @throws {Deno.errors.NotSupported} By `open`, if the engine does not compile steps in mixed precision.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { cpu, mixedPrecision } from "jsr:@raptor/raptor";
 *
 * await assertRejects(() => mixedPrecision(cpu()).open(), Deno.errors.NotSupported, "got cpu");
 * ```
 */
export function mixedPrecision(engine: Engine): Engine {
  return Object.freeze({
    name: engine.name,
    settings: Object.freeze({ ...engine.settings, mixedPrecision: true }),
    get permissions() {
      return engine.permissions ?? [];
    },
    async open(wish?: Wish): Promise<EngineInfo> {
      const { compileMixed, ...info } = await engine.open(wish);
      if (compileMixed === undefined) {
        throw new Deno.errors.NotSupported(
          `Cannot compute in mixed precision as the engine must compile steps: got ${info.name}\n` +
            "Take native(), or leave mixedPrecision() away.",
        );
      }
      if (await roundsProducts(compileMixed)) {
        return { ...info, version: `${info.version}, bfloat16`, compile: compileMixed };
      }
      return { ...info, version: `${info.version}, float32 as ${info.device} does not compute in bfloat16` };
    },
    close: () => engine.close(),
  });
}

/** Whether a product loses what a bfloat16 cannot hold: the 12th bit behind the point of a number above 1. */
async function roundsProducts(compile: NonNullable<EngineInfo["compileMixed"]>): Promise<boolean> {
  // TensorFlow leaves graphs of less than four operations as they are.
  const product = compile((x: tf.Tensor2D, y: tf.Tensor2D) => tf.tidy(() => tf.max(tf.relu(tf.matMul(tf.relu(x), y)))));
  const [x, y] = [tf.fill([4, 4], 1 + 2 ** -12) as tf.Tensor2D, tf.eye(4)];
  const result = product(x, y);
  const [value] = await readScalars([result]);
  tf.dispose([x, y, result]);
  return value === 1;
}
