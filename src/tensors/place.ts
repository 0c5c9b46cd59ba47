/**
 * Gives a layer its place in a model. The place is the prefix of its weights' names (one separator, `/`, at every
 * level), the path in its errors, and what sets its random numbers apart from those of its twins.
 */
import type { Mode, Model } from "../model.ts";
import { tf } from "../tf.ts";
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
    ...layer.pretrained && {
      pretrained: layer.pretrained.map((from) => ({ ...from, under: `${name}/${from.under ?? ""}` })),
    },
    ...layer.penalty && { penalty: () => layer.penalty!() },
    forward(x: unknown, { seed, path, onLayer, log, ...others }: Mode) {
      const here = path === undefined ? name : `${path}/${name}`;
      const mode = { ...others, seed: mixSeed(seed, name), path: here, ...log && { log: logUnder(name, log) } };
      if (onLayer === undefined) return layer.forward(x, mode);
      const leave = onLayer(here);
      try {
        return layer.forward(x, { ...mode, onLayer });
      } finally {
        leave();
      }
    },
  }) as unknown as L;
}

/** Each level of the path puts its own name before. */
function logUnder(name: string, log: NonNullable<Mode["log"]>): NonNullable<Mode["log"]> {
  return (key, value) => log(`${name}/${key}`, value);
}

/**
 * The penalty of a model that is made of layers, to be spread into it: the sum of theirs, if any has one.
 *
 * @param layers A layer that is there twice adds its penalty once: its weights are there once.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { relu, tf } from "jsr:@raptor/raptor";
 * import { penaltyOf } from "./place.ts";
 *
 * const bound = { ...relu(), penalty: () => tf.scalar(2) };
 * assertEquals(penaltyOf([relu(), bound, bound]).penalty!().dataSync()[0], 2);
 * assertEquals(penaltyOf([relu()]), {});
 * ```
 */
export function penaltyOf(layers: readonly AnyLayer[]): Pick<AnyLayer, "penalty"> {
  const those = [...new Set(layers)].filter(({ penalty }) => penalty !== undefined);
  return those.length === 0 ? {} : { penalty: () => tf.addN(those.map((layer) => layer.penalty!())) as tf.Scalar };
}

/**
 * The files that the layers of a model begin with, to be spread into it.
 *
 * @param layers In their places.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dense, pretrained } from "jsr:@raptor/raptor";
 * import { place, pretrainedOf } from "./place.ts";
 *
 * const head = place("head", pretrained(dense({ inputs: 2, units: 1 }), "a.safetensors"));
 * assertEquals(pretrainedOf([head]), { pretrained: [{ from: "a.safetensors", under: "head/" }] });
 * ```
 */
export function pretrainedOf(layers: readonly AnyLayer[]): Pick<AnyLayer, "pretrained"> {
  const all = layers.flatMap(({ pretrained = [] }) => pretrained);
  return all.length === 0 ? {} : { pretrained: all };
}
