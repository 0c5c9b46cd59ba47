/** The transforms that a checkpoint may name: what a dataset of the shelf does to an input before it is judged, in one closed table. */
import type { Settings } from "../../settings.ts";
import type { Transform } from "../../transform.ts";

const TRANSFORMS: Readonly<Record<string, () => Promise<(options: never) => Transform>>> = Object.freeze({
  resize: async () => (await import("../../transforms/resize.ts")).resize,
  centerCrop: async () => (await import("../../transforms/center_crop.ts")).centerCrop,
  pad: async () => (await import("../../transforms/pad.ts")).pad,
  letterbox: async () => (await import("../../transforms/letterbox.ts")).letterbox,
  padTo: async () => (await import("../../transforms/pad_to.ts")).padTo,
  // By chance, but with a chance of 1, of which all have an option.
  grayscale: async () => (await import("../../transforms/grayscale.ts")).grayscale,
  autocontrast: async () => (await import("../../transforms/autocontrast.ts")).autocontrast,
  equalize: async () => (await import("../../transforms/equalize.ts")).equalize,
  invert: async () => (await import("../../transforms/invert.ts")).invert,
});

/**
 * Makes transforms anew, as their settings say.
 *
 * @param told As {@linkcode Knowledge} has them.
 * @throws {TypeError} If one is none of the table.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { transformsOf } from "./transforms_of.ts";
 *
 * const transforms = await transformsOf([{ name: "resize", size: 9 }, { name: "centerCrop", size: 8 }]);
 * assertEquals(transforms.map(({ name }) => name), ["resize", "centerCrop"]);
 * ```
 */
export async function transformsOf(told: readonly Settings[]): Promise<Transform[]> {
  return await Promise.all(told.map(async ({ name, ...options }) => {
    const found = typeof name === "string" && Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    if (found !== undefined) return (await found())(options as never);
    throw new TypeError(
      `Cannot prepare inputs as a transform of the checkpoint must be one of ${Object.keys(TRANSFORMS).join(", ")}: ` +
        `got ${name}. Hand them over: predictor(path, { transforms }).`,
    );
  }));
}
