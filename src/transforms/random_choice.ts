/** Transforms of transforms: one of several, all or none, or all in an order that is drawn. */
import { asPart, given, requireEach, requireRange, settle } from "../options/settle.ts";
import { shuffled } from "../pixels/retouch.ts";
import type { Settings } from "../settings.ts";
import type { Sample } from "../source.ts";
import type { Draws, Transform } from "../transform.ts";

/** How one of several transforms is drawn. */
export interface RandomChoiceOptions {
  /** How likely each is, as a share of their sum. Default all the same. */
  readonly shares?: readonly number[];
}

/** How often transforms are used. */
export interface RandomApplyOptions {
  /** The chance of all of them, in [0, 1]. Default 0.5. */
  readonly chance?: number;
}

/**
 * Does one of several things to a sample (`RandomChoice` of torchvision).
 *
 * @param transforms Of which one is drawn.
 * @throws {RangeError} If there are none, or not as many shares, or a share is not above 0.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { invert, posterize, randomChoice } from "jsr:@raptor/raptor";
 *
 * const either = randomChoice([invert(), posterize({ bits: 1 })], { shares: [1, 3] });
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(200) }, y: 0 };
 * assertEquals([0.2, 0.3].map((drawn) => either(sample, () => drawn).x.data[0]), [55, 128]);
 * ```
 */
export function randomChoice(transforms: readonly Transform[], options: RandomChoiceOptions = {}): Transform {
  const { shares } = given(options);
  const settings = settle("randomChoice", options, { shares }, { transforms });
  requireTransforms("randomChoice", transforms);
  if (shares !== undefined) {
    requireEach("randomChoice", "a finite number above 0", { shares });
    if (shares.length !== transforms.length) {
      throw new RangeError(
        `Cannot make randomChoice as each transform has a share: got ${transforms.length} and ${shares.length} shares.`,
      );
    }
  }
  const each = shares ?? transforms.map(() => 1), sum = each.reduce((sum, share) => sum + share, 0);
  return overs("randomChoice", transforms, settings, { shares }, (next) => {
    let rest = next() * sum;
    const at = each.findIndex((share) => (rest -= share) < 0);
    return [transforms.at(at)!];
  });
}

/**
 * Does several things to a sample one after the other, or none of them (`RandomApply` of torchvision).
 *
 * @param transforms In the order in which they are done.
 * @throws {RangeError} If there are none, or the chance is not in [0, 1].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { invert, posterize, randomApply } from "jsr:@raptor/raptor";
 *
 * const both = randomApply([invert(), posterize({ bits: 1 })], { chance: 0.8 });
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0.7, 0.9].map((drawn) => both(sample, () => drawn).x.data[0]), [128, 5]);
 * ```
 */
export function randomApply(transforms: readonly Transform[], options: RandomApplyOptions = {}): Transform {
  const { chance = 0.5 } = given(options);
  const settings = settle("randomApply", options, { chance }, { transforms });
  requireTransforms("randomApply", transforms);
  requireRange("randomApply", "in [0, 1]", { chance });
  return overs("randomApply", transforms, settings, { chance }, (next) => next() < chance ? transforms : []);
}

/**
 * Does several things to a sample in an order that is drawn (`RandomOrder` of torchvision).
 *
 * @param transforms Each of which is done once.
 * @throws {RangeError} If there are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pad, randomCrop, randomOrder } from "jsr:@raptor/raptor";
 *
 * const either = randomOrder([pad({ size: 2 }), randomCrop({ size: 1 })]);
 * const sample = { x: { dtype: "uint8", shape: [1, 1, 1], data: Uint8Array.of(5) }, y: 0 };
 * assertEquals([0, 0.9].map((drawn) => either(sample, () => drawn).x.shape[0]), [5, 1]);
 * ```
 */
export function randomOrder(transforms: readonly Transform[]): Transform {
  const settings = settle("randomOrder", {}, {}, { transforms });
  requireTransforms("randomOrder", transforms);
  return overs("randomOrder", transforms, settings, {}, (next) => shuffled(transforms, next));
}

const again = Object.freeze({ randomChoice, randomApply, randomOrder });

function overs(
  name: keyof typeof again,
  transforms: readonly Transform[],
  settings: Settings,
  options: object,
  draw: (next: Draws) => readonly Transform[],
): Transform {
  const transform = (sample: Sample<unknown, unknown>, next: Draws) =>
    draw(next).reduce((made, transform) => transform(made, next), sample);
  const of = transforms.flatMap(({ recipe }) => recipe ?? []);
  const recipe = of.length === transforms.length &&
    Object.freeze({ module: import.meta.url, name: "remade", options: { name, ...options }, of });
  return asPart(name, transform, { settings, ...recipe && { recipe } });
}

/** Makes one of them anew, of transforms and then of its name and options. */
export function remade(...given: readonly unknown[]): Transform {
  const { name, ...options } = given.at(-1) as { readonly name: keyof typeof again };
  return (again[name] as typeof randomChoice)(given.slice(0, -1) as readonly Transform[], options);
}

function requireTransforms(name: string, transforms: readonly Transform[]): void {
  if (!Array.isArray(transforms) || transforms.length === 0) {
    throw new RangeError(`Cannot make ${name} as it takes a list of transforms: got ${transforms?.length ?? "none"}.`);
  }
  requireRange(name, "a function", Object.fromEntries(transforms.map((one, i) => [`transforms[${i}]`, one])));
}
