/** A model that begins with the weights of a file. */
import type { Model } from "../model.ts";
import { weightsFrom } from "../options/weights_from.ts";
import { plainRecord } from "../options/plain.ts";
import type { WeightsFrom } from "../pretrained.ts";

/**
 * The same model, to begin with the weights of a file; for models that have no option `weights` of their own.
 *
 * @param model The model, or a part of another one.
 * @param weights The file, or the file and how its names are read.
 * @throws {TypeError} If an option is not known, or there is no file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, pretrained, sequential } from "jsr:@raptor/raptor";
 *
 * const network = pretrained(sequential(dense({ inputs: 2, units: 1 })), "work_dirs/a.safetensors");
 * assertEquals(network.pretrained!.map(({ from }) => from), ["work_dirs/a.safetensors"]);
 * ```
 */
export function pretrained<X, P>(model: Model<X, P>, weights: string | URL | WeightsFrom): Model<X, P> {
  return Object.freeze({ ...model, settings: plainRecord({ model, weights }), ...weightsFrom("pretrained", weights) });
}
