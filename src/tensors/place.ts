/**
 * Gives a layer its place in a model. The place is the prefix of its weights' names (one separator, `/`, at every
 * level), the path in its errors, and what sets its random numbers apart from those of its twins.
 */
import type { Mode, Model } from "../model.ts";
import { mixSeed } from "./random.ts";

/** A layer whose input and output are not looked at. */
// deno-lint-ignore no-explicit-any
export type AnyLayer = Model<any, any>;

/**
 * The same layer under a name.
 *
 * @param name One level of the path, such as `conv1`; it holds no `/`.
 * @throws {TypeError} If the name is none, or the layer is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense } from "jsr:@raptor/raptor";
 * import { place } from "./place.ts";
 *
 * assertEquals(Object.keys(place("head", dense({ inputs: 2, units: 1 })).params), ["head/kernel", "head/bias"]);
 * ```
 */
export function place<L extends AnyLayer>(name: string, layer: L): L {
  if (typeof layer?.forward !== "function") {
    throw new TypeError(
      `Cannot place ${name} as it must be a layer: got ${typeof layer}. Call what makes it, as in relu().`,
    );
  }
  if (name === "" || name.includes("/")) {
    throw new TypeError(`Cannot place ${layer.name} as a name is a word without "/": got "${name}".`);
  }
  const params = Object.fromEntries(Object.entries(layer.params).map(([key, w]) => [`${name}/${key}`, w]));
  return Object.freeze({
    name: layer.name,
    ...layer.settings && { settings: layer.settings },
    staticGraph: layer.staticGraph ?? false,
    params: Object.freeze(params),
    forward(x: unknown, { training, seed, path }: Mode) {
      return layer.forward(x, {
        training,
        seed: mixSeed(seed, name),
        path: path === undefined ? name : `${path}/${name}`,
      });
    },
  }) as unknown as L;
}
