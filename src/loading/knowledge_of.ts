/** What a dataset knows of its inputs, as plain data: from the parts that it is made of. */
import type { Knowledge } from "../knowledge.ts";
import { plain } from "../options/plain.ts";
import type { Settings } from "../settings.ts";
import type { Affine, Conversion, ImageShape, Transform } from "../transform.ts";
import { shapeAfter } from "./fit.ts";

/** What is known of samples to be judged on. */
export interface Known {
  /** The names of the classes. */
  readonly classes?: readonly string[] | undefined;
  /** The shape of every input before transforms, where they have one. */
  readonly shape?: readonly number[] | undefined;
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** What happens to images of bytes last. */
  readonly conversion?: Conversion | undefined;
}

/**
 * Sums up what is known of inputs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centerCrop, resize } from "jsr:@raptor/raptor";
 * import { knowledgeOf } from "./knowledge_of.ts";
 *
 * assertEquals(knowledgeOf({ transforms: [resize({ size: 9 }), centerCrop({ size: 8 })] }), {
 *   shape: [8, 8, 3],
 *   transforms: [{ name: "resize", size: 9 }, { name: "centerCrop", size: 8 }],
 * });
 * ```
 */
export function knowledgeOf({ classes, shape: given, transforms, conversion }: Known): Knowledge {
  const shape = shapeLeft(given, transforms, conversion), normalization = conversion && affineOf(conversion, shape);
  return Object.freeze({
    ...classes && { classes },
    ...shape && { shape },
    ...transforms.length > 0 && { transforms: Object.freeze(transforms.map(told)) },
    ...normalization && { normalization },
  });
}

/** Photographs of all proportions: what leaves them with one shape leaves any with it. */
const MANY = [[600, 800], [800, 600], [3000, 3000], [2048, 4096]] as const;

/** How many channels images may have; where nobody says it, the first that fits. */
const CHANNELS: readonly number[] = [3, 1, 4, 2, ...Array.from({ length: 60 }, (_, i) => i + 5)];

function shapeLeft(
  given: readonly number[] | undefined,
  transforms: readonly Transform[],
  conversion: Conversion | undefined,
) {
  if (transforms.length === 0) return given;
  const channels = conversion === undefined ? 3 : CHANNELS.find((count) => affineFor(conversion, count)) ?? 3;
  const all = given === undefined ? MANY.map((sides): ImageShape => [...sides, channels]) : [given as ImageShape];
  const shapes = all.map((shape) => {
    try {
      return shape.length === 3 ? shapeAfter(transforms, shape) : undefined;
    } catch {
      // Such an image does not fit; whether there are any is not known here.
      return undefined;
    }
  });
  return shapes.every((shape) => shape !== undefined && String(shape) === String(shapes[0])) ? shapes[0] : undefined;
}

/** By the channels that there are, or else by those that fit. */
function affineOf(conversion: Conversion, shape: readonly number[] | undefined): Affine | undefined {
  for (const channels of shape?.length === 3 ? [shape[2]!] : CHANNELS) {
    const affine = affineFor(conversion, channels);
    if (affine !== undefined) return affine;
  }
  return undefined;
}

function affineFor(conversion: Conversion, channels: number): Affine | undefined {
  try {
    const { scale, offset } = conversion.affine(channels);
    return { scale, offset };
  } catch {
    // Of another number of channels.
    return undefined;
  }
}

function told(transform: Transform): Settings {
  if (transform.known !== undefined) return Object.freeze({ name: transform.name, ...transform.known });
  const said = plain(transform);
  return typeof said === "string" ? Object.freeze({ name: said }) : said as Settings;
}
