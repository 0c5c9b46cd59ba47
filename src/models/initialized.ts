/** The first values of a whole model, by a rule. */
import type { Model } from "../model.ts";
import { distinct } from "../tensors/by_name.ts";
import { drawnBy, type Initializer } from "../tensors/weight.ts";
import type { tf } from "../tf.ts";
import { requirePart } from "../options/settle.ts";

/** How a weight begins, by its name and shape: drawn, all one number, or, for undefined, as it was made. */
export type InitialRule = (name: string, weight: tf.Variable) => Initializer | number | undefined;

/**
 * The same model, whose weights begin by a rule, as by PyTorch's `model.apply(init)`. Call it right after the model is made: they are drawn
 * by the run's seed and their names, as ever, and weights that a file or a checkpoint has go before.
 *
 * @param rule Is asked for each weight, once.
 * @throws {TypeError} If the rule is no function, or answers something else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, initialize, initialized, sequential, xavierUniform } from "jsr:@raptor/raptor";
 *
 * const network = initialized(
 *   sequential(dense({ inputs: 2, units: 3 }), dense({ inputs: 3, units: 1 })),
 *   (name) => name.endsWith("kernel") ? xavierUniform() : 0,
 * );
 * initialize(network, 1);
 * assertEquals([...network.params["1/bias"]!.dataSync()], [0]);
 * ```
 */
export function initialized<M extends Pick<Model<never, unknown>, "params" | "name">>(model: M, rule: InitialRule): M {
  requirePart("initialized", "a model", model, "initialized(mlp(...), (name) => ...)");
  if (typeof rule !== "function") {
    throw new TypeError(`Cannot begin ${model.name} by a rule as it must be a function: got ${typeof rule}.`);
  }
  for (const [name, weight] of Object.entries(distinct(model.params))) {
    const how = rule(name, weight);
    if (how === undefined) continue;
    if (typeof how !== "function" && !Number.isFinite(how)) {
      throw new TypeError(
        `Cannot begin ${name} of ${model.name} as a rule answers an initializer, a finite number or undefined: got ${
          String(how)
        }.`,
      );
    }
    drawnBy(weight, how);
  }
  return model;
}
