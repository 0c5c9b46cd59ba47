/** The scale of losses that some engines want. */
import type { EngineInfo } from "../engine.ts";
import type { Optimizer } from "../optimizer.ts";
import { lossScale } from "../optimizers/loss_scale.ts";

/**
 * An optimizer as it is to be used on an engine: with a scale of the loss where that wants one and the optimizer has none.
 *
 * @param note Is told where one is put there. Default nobody.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sgd } from "jsr:@raptor/raptor";
 * import { scaled } from "./scaled.ts";
 *
 * assertEquals(scaled({ wantsScale: true }, sgd({ lr: 0.1 })).name, "lossScale > sgd");
 * ```
 */
export function scaled(
  { wantsScale = false }: Pick<EngineInfo, "wantsScale">,
  optimizer: Optimizer,
  note: (text: string) => void = () => {},
): Optimizer {
  if (!wantsScale || optimizer.scale !== undefined) return optimizer;
  const made = lossScale(optimizer), { init, interval } = made.settings as Readonly<Record<string, number>>;
  note(
    `Losses are scaled, as products are in float16: by ${init} at first, anew after ${interval} steps; see lossScale().`,
  );
  return made;
}
