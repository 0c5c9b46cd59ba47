/** What happens to an input before the model gets it: what happened to those that the model was judged on. */
import type { Knowledge } from "../../knowledge.ts";
import type { Field } from "../../source.ts";
import type { Settings } from "../../settings.ts";
import type { Conversion, Transform } from "../../transform.ts";
import { ofCheckpoint } from "./of_checkpoint.ts";
import { transformsOf } from "./transforms_of.ts";

/** How inputs are made ready. */
export interface Ready {
  /** What happens to each, in order. */
  readonly transforms: readonly Transform[];
  /** What the bytes of images become; undefined where inputs are no images. */
  readonly conversion: Conversion | undefined;
  /** Makes an input of a row, where inputs are those of a table. */
  readonly encode?: ((row: Readonly<Record<string, unknown>>) => Field) | undefined;
}

/**
 * Tells how inputs are made ready.
 *
 * Where nothing happened to images but all had one shape, others are made of that shape first: resized and cut as {@linkcode imageFolder}
 * does, grey where there is one channel.
 *
 * @param knows What is known of the inputs.
 * @param own Transforms in place of those that are known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { madeReady } from "./made_ready.ts";
 *
 * const normalization = { scale: [1 / 255], offset: [0] };
 * const { transforms } = await madeReady({ shape: [28, 28, 1], normalization });
 * assertEquals(transforms.map(({ name }) => name), ["grey", "resize", "centerCrop"]);
 * ```
 */
export async function madeReady(knows: Knowledge, own?: readonly Transform[]): Promise<Ready> {
  const hint = "Hand over what is known of them, or transforms: predictor(path, { knows, transforms }).";
  return await ofCheckpoint({ doing: "prepare inputs", hint }, () => readyBy(knows, own));
}

async function readyBy(knows: Knowledge, own?: readonly Transform[]): Promise<Ready> {
  const { shape = [], transforms, normalization } = knows;
  if (normalization === undefined) {
    const encode = knows.table && await (await import("../../datasets/table.ts")).rowEncoder(knows.table);
    return { transforms: own ?? await transformsOf(transforms ?? []), conversion: undefined, ...encode && { encode } };
  }
  const channels = normalization.scale.length, [height, width] = shape;
  const fit = transforms ?? (height === undefined || width === undefined ? [] : fitting(height, width));
  const grey = channels === 1 ? [(await import("./grey.ts")).grey()] : [];
  const conversion: Conversion = { name: "known", affine: () => normalization };
  return { transforms: own ?? [...grey, ...await transformsOf(fit)], conversion };
}

/** Images of one shape, whatever shape they had: the middle of a square, all of what is none. */
function fitting(height: number, width: number): Settings[] {
  if (height !== width) return [{ name: "resize", size: [height, width] }];
  return [{ name: "resize", size: height }, { name: "centerCrop", size: height }];
}
