/** What transforms leave of a sample: images stay where they are as long as they are only cropped and mirrored. */
import type { Sample } from "../source.ts";
import type { Draws, ImageShape, Picture, Transform } from "../transform.ts";
import { type Brush, openBrush } from "./brush.ts";
import { bytesOf } from "./bytes_of.ts";
import { type Cutter, openCutter } from "./cutter.ts";
import { crop, cut, type Frame, isWhole, whole } from "./frame.ts";
import { openWorkspace, type Part, type Workspace } from "./program.ts";

/** What is left of a sample. */
export interface Framed {
  /** The sample; bytes of an image may be overwritten by those of the next one. */
  readonly sample: Sample;
  /** The part of the image at `x` that is meant; undefined where the sample is no labelled image. */
  readonly frame: Frame | undefined;
}

/**
 * Joins transforms. Those that only crop move nothing until another one needs it.
 *
 * @param transforms What happens to a sample, in order.
 * @param workspace Where images are worked on. Default memory of its own.
 * @returns What is left of a sample, by the sample's own random numbers. The last transform writes where `place` says, if that knows a place
 * in the workspace, behind which there may be written 16 bytes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { centerCrop } from "jsr:@raptor/raptor";
 * import { framer } from "./framer.ts";
 *
 * const framed = framer([centerCrop({ size: 1 })]);
 * const { frame } = framed({ x: { dtype: "uint8", data: Uint8Array.of(1, 2, 3), shape: [1, 3, 1] }, y: 0 }, () => 0);
 * assertEquals([frame?.left, frame?.width], [1, 1]);
 * ```
 */
export function framer(
  transforms: readonly Transform[],
  workspace: Workspace = openWorkspace(),
): (sample: Sample, next: Draws, place?: (shape: ImageShape) => Uint8Array | undefined) => Framed {
  const steps = transforms.map((transform) => ({ transform, made: scratch(workspace) }));
  let last: Frame | undefined, cutter: Cutter | undefined, brush: Brush | undefined;
  return (sample, next, place) => {
    if (!isLabelledImage(sample)) {
      for (const { transform } of steps) sample = transform(sample, next);
      return { sample, frame: isLabelledImage(sample) ? whole(sample.x.shape) : undefined };
    }
    let { x: { data, shape }, y } = sample;
    // Most images are of the same shape as the one before.
    if (last?.image !== shape) last = whole(shape);
    let frame = last, moved = false;
    for (let i = 0; i < steps.length; i++) {
      const { transform, made } = steps[i]!, { pixels } = transform;
      if (pixels === undefined) {
        // What a function of anybody's is given must stay, as it may be kept.
        const bytes = new Uint8Array(bytesOf(shape));
        cut(frame, data, bytes);
        const given = transform({ x: { dtype: "uint8", shape, data: bytes }, y }, next);
        if (!isLabelledImage(given)) {
          return {
            sample: steps.slice(i + 1).reduce((from, { transform }) => transform(from, next), given),
            frame: undefined,
          };
        }
        ({ x: { data, shape }, y } = given);
        frame = whole(shape), moved = true;
        continue;
      }
      const to = pixels.outputShape(shape);
      if (pixels.crop !== undefined) frame = crop(frame, pixels.crop(shape, next));
      else {
        if (!isWhole(frame)) {
          cutter ??= openCutter(1, workspace);
          cutter.begin(bytesOf(shape));
          cutter.cut(data, frame, 0);
          data = cutter.bytes();
        }
        const isLast = i === steps.length - 1, bytes = (isLast ? place?.(to) : undefined) ?? made(bytesOf(to));
        pixels.apply(data, bytes, shape, next, brush ??= openBrush(workspace));
        data = bytes, frame = whole(to), moved = true;
      }
      shape = to;
    }
    return { sample: moved ? { x: { dtype: "uint8", shape: frame.image, data }, y } : sample, frame };
  };
}

type LabelledImage = Sample<Picture, number>;

function isLabelledImage(sample: Sample): sample is LabelledImage {
  const { x, y } = sample as Sample<Partial<Picture>, unknown>;
  return typeof y === "number" && x?.dtype === "uint8" && x.shape?.length === 3;
}

/** Memory that is used again by each image. */
function scratch(workspace: Workspace): (size: number) => Uint8Array {
  let part: Part | undefined;
  return (size) => {
    const { room } = workspace;
    if (part === undefined || size + BEYOND > part.size) part = room.take(size + BEYOND);
    return room.bytes.subarray(part.at, part.at + size);
  };
}

/** The program writes up to so many bytes more than it needs. */
const BEYOND = 16;
