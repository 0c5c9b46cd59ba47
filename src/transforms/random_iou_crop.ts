/** Parts of images that hold enough of an object, by chance: how detectors of the SSD kind are trained. */
import { given, requireEach, requireRange, settle } from "../options/settle.ts";
import { between, type Bounds, boundsOf } from "../pixels/one_or_two.ts";
import { placed } from "../pixels/moves.ts";
import { reshaping } from "../pixels/image_transform.ts";
import { boxedFields, withFields, withObjects } from "../pixels/targets.ts";
import type { Draws, Transform } from "../transform.ts";

/** Which parts are taken. */
export interface RandomIouCropOptions {
  /** Each side of the part as a share of the image's: the least and the largest. Default [0.3, 1]. */
  readonly scale?: Bounds;
  /** The least and the largest width, as a multiple of the height. Default [0.5, 2]. */
  readonly ratio?: Bounds;
  /**
   * The least overlap of the part with one of the boxes in it, as area in common over area of both, of which one is drawn; 1 leaves the
   * image as it is. Default [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1].
   */
  readonly overlaps?: readonly number[];
  /** How many parts are drawn for an overlap before another one is. Default 40. */
  readonly trials?: number;
}

interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Cuts a part out of an image with boxes, `y: { boxes, ... }`, that overlaps enough with one of them (Liu et al., 2016; `RandomIoUCrop` of
 * torchvision). Objects whose middle is outside are left out, in all fields that count them; the other boxes are cut. Parts are of
 * sizes of their own: `resize` or `letterbox` comes after it. An image without objects stays as it is.
 *
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} Later, if a target has no boxes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, randomIouCrop } from "jsr:@raptor/raptor";
 *
 * const x = { dtype: "uint8", shape: [40, 40, 1], data: new Uint8Array(1600) } as const;
 * const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(10, 10, 30, 30) } as const;
 * const { x: part, y } = randomIouCrop({ overlaps: [0.5] })({ x, y: { boxes } }, generator(1));
 * assertEquals([part.shape[0] < 40 || part.shape[1] < 40, y.boxes.shape], [true, [1, 4]]);
 * ```
 */
export function randomIouCrop(options: RandomIouCropOptions = {}): Transform {
  const { scale = [0.3, 1], ratio = [0.5, 2], overlaps = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1], trials = 40 } = given(
    options,
  );
  const settings = settle("randomIouCrop", options, { scale, ratio, overlaps, trials });
  const scales = boundsOf("randomIouCrop", "scale", scale, (only) => [only, only], 0);
  const ratios = boundsOf("randomIouCrop", "ratio", ratio, (only) => [only, only], 0);
  requireRange("randomIouCrop", "in [0, 1]", { "scale[1]": scales[1] });
  requireEach("randomIouCrop", "in [0, 1]", { overlaps });
  requireRange("randomIouCrop", "a whole number of at least 1", { trials });

  const drawn = (height: number, width: number, next: Draws): Part | undefined => {
    const part = {
      width: Math.floor(width * between(scales, next)),
      height: Math.floor(height * between(scales, next)),
    };
    const shape = part.width / part.height;
    if (!(shape >= ratios[0] && shape <= ratios[1]) || part.width < 1 || part.height < 1) return undefined;
    const left = Math.floor((width - part.width) * next()), top = Math.floor((height - part.height) * next());
    return { left, top, ...part };
  };
  const partOf = (height: number, width: number, boxes: Float32Array, next: Draws): Part | undefined => {
    // Some overlaps cannot be had with these boxes: after so many turns the image stays as it is.
    for (let turn = 0; turn < 50; turn++) {
      const least = overlaps[Math.floor(next() * overlaps.length)]!;
      if (least >= 1) return undefined;
      for (let trial = 0; trial < trials; trial++) {
        const part = drawn(height, width, next);
        if (part !== undefined && best(boxes, part) >= least) return part;
      }
    }
    return undefined;
  };

  return reshaping("randomIouCrop", { module: import.meta.url, settings }, ({ x: { shape }, y }, next) => {
    const fields = boxedFields("randomIouCrop", y), { boxes } = fields, [height, width] = shape;
    const part = boxes.shape[0] === 0 ? undefined : partOf(height, width, boxes.data as Float32Array, next);
    if (part === undefined) return undefined;
    const kept = withObjects(fields, (left, top, right, bottom) => isWithin([left, top, right, bottom], part));
    const canvas = { ...part, left: -part.left, top: -part.top };
    return { move: placed(shape, canvas), size: [part.height, part.width], y: withFields(y, kept) };
  });
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

/** Whether the middle of a box is in a part. */
function isWithin([left, top, right, bottom]: Box, part: Part): boolean {
  const x = (left + right) / 2, y = (top + bottom) / 2;
  return x > part.left && x < part.left + part.width && y > part.top && y < part.top + part.height;
}

/** The largest overlap of a part with a box whose middle is in it; below 0 where there is none. */
function best(boxes: Float32Array, part: Part): number {
  let most = -1;
  for (let at = 0; at < boxes.length; at += 4) {
    const box = [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!] as const;
    if (!isWithin(box, part)) continue;
    const across = Math.min(box[2], part.left + part.width) - Math.max(box[0], part.left);
    const down = Math.min(box[3], part.top + part.height) - Math.max(box[1], part.top);
    const common = Math.max(0, across) * Math.max(0, down), own = (box[2] - box[0]) * (box[3] - box[1]);
    most = Math.max(most, common / (own + part.width * part.height - common));
  }
  return most;
}
