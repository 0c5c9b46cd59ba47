/** Training in half precision where it does no harm. */
import type { Engine, EngineInfo, Wish } from "../engine.ts";

/**
 * An engine whose compiled steps do matrix products and convolutions in bfloat16 (Kalamkar et al., 2019): weights,
 * gradients as they are added up, normalisation and losses stay float32, as PyTorch's `torch.autocast` has it. A
 * bfloat16 has the range of a float32, so that losses need no scaling; it has 8 bits of precision.
 *
 * It pays on processors that multiply bfloat16 (AVX-512 BF16, AMX); on others the native engine goes on in float32. A step
 * that is not compiled is in float32, such as one that reads a value. Checkpoints hold float32.
 *
 * @param engine The native engine; others do not compile steps.
 * @throws {Deno.errors.NotSupported} By `open`, if the engine does not compile steps in mixed precision.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { cpu } from "./cpu.ts";
 * import { mixedPrecision } from "./mixed_precision.ts";
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
      return { ...info, version: `${info.version}, bfloat16`, compile: compileMixed };
    },
    close: () => engine.close(),
  });
}
