/** What goes with an image when its pixels move: masks, boxes and key points, by the names of their fields. */
import type { HostBytes, WeightedTarget } from "../source.ts";
import type { HostTensor } from "../snapshot.ts";
import type { ImageShape, Move } from "../transform.ts";

type HostArray = HostBytes | HostTensor;

/**
 * The target of an image after its pixels moved. What it is tells what is done:
 *
 * - bytes `[height, width]` are a mask, of the target itself or as a field `mask`; a field `masks` has one for each object;
 * - a field `boxes`, float32 `[n, 4]`, holds left, top, right and bottom of each object in pixels: what comes out encloses the box
 *   that was moved, within the image. Objects of which nothing is left in the image are left out, in all fields whose
 *   first axis counts them;
 * - a field `keypoints`, float32 `[n, k, 2]`, holds x and y of points;
 * - a field `target` beside a `weight` is the target.
 *
 * All else stays as it is.
 *
 * @param name What moves them, for errors.
 * @param from The shape of the image before.
 * @param to The shape after.
 * @throws {RangeError} If a mask is not as large as its image, or boxes and points are none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { movedTarget } from "./targets.ts";
 *
 * const right = { image() {}, mask() {}, point: (x: number, y: number) => [x + 5, y] as const };
 * const boxes = { dtype: "float32", shape: [2, 4], data: Float32Array.of(0, 0, 2, 2, 6, 0, 8, 2) } as const;
 * const y = movedTarget("shift", { boxes }, right, [8, 8, 3], [8, 8, 3]);
 * assertEquals(y, { boxes: { dtype: "float32", shape: [1, 4], data: Float32Array.of(5, 0, 7, 2) } });
 * ```
 */
export function movedTarget(name: string, y: unknown, move: Move, from: ImageShape, to: ImageShape): unknown {
  if (isMask(y)) return movedMask(name, y, move, from, to);
  if (typeof y !== "object" || y === null || "dtype" in y) return y;
  if (isHeavy(y)) return { ...y, target: movedTarget(name, y.target, move, from, to) };
  const fields = { ...y as Readonly<Record<string, unknown>> };
  const { boxes, keypoints, mask, masks } = fields;
  if (isArray(keypoints)) fields.keypoints = movedPoints(name, keypoints, move);
  if (isArray(mask)) fields.mask = movedMask(name, requireBytes(name, "mask", mask, 2), move, from, to);
  if (isArray(masks)) fields.masks = movedMasks(name, masks, move, from, to);
  if (!isArray(boxes)) return fields;
  fields.boxes = movedBoxes(name, boxes, move, to);
  return withoutEmpty(fields as Fields);
}

/** Whether anything of a target moves with the pixels. */
export function hasPlaces(y: unknown): boolean {
  return isMask(y) || isHeavy(y) && hasPlaces(y.target) || typeof y === "object" && y !== null && !("dtype" in y) &&
      ["boxes", "keypoints", "mask", "masks"].some((name) => isArray((y as Readonly<Record<string, unknown>>)[name]));
}

/** Whether it is a target with the weight of its sample. */
function isHeavy(y: unknown): y is WeightedTarget<unknown> {
  return typeof y === "object" && y !== null && "target" in y && typeof (y as { weight?: unknown }).weight === "number";
}

/** Fields of objects, of which boxes say how many there are. */
export type Fields = Readonly<Record<string, unknown>> & { readonly boxes: HostTensor };

/**
 * The fields of a target that has boxes, be it with the weight of its sample.
 *
 * @param name What looks for them, for errors.
 * @throws {TypeError} If there are no boxes, float32 [n, 4].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { boxedFields, withFields } from "./targets.ts";
 *
 * const boxes = { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, 1, 1) } as const;
 * const y = { target: { boxes }, weight: 2 };
 * assertEquals(withFields(y, boxedFields("sanitizeBoxes", y)), y);
 * ```
 */
export function boxedFields(name: string, y: unknown): Fields {
  if (isHeavy(y)) return boxedFields(name, y.target);
  const { boxes } = (y ?? {}) as Partial<Fields>;
  if (boxes?.dtype === "float32" && boxes.shape?.length === 2 && boxes.shape[1] === 4) return y as Fields;
  throw new TypeError(`Cannot use ${name} as y.boxes must be float32 [n, 4]. Take a source that has boxes.`);
}

/** A target of other fields; the weight of its sample stays. */
export function withFields(y: unknown, fields: Fields): unknown {
  return isHeavy(y) ? { ...y, target: withFields(y.target, fields) } : fields;
}

/**
 * Leaves out objects, in all fields whose first axis counts them.
 *
 * @param isKept Of the object's box: left, top, right and bottom.
 */
export function withObjects(
  fields: Fields,
  isKept: (left: number, top: number, right: number, bottom: number) => boolean,
): Fields {
  const { data, shape: [count = 0] } = fields.boxes, kept: number[] = [];
  for (let i = 0; i < count; i++) {
    if (isKept(data[4 * i]!, data[4 * i + 1]!, data[4 * i + 2]!, data[4 * i + 3]!)) kept.push(i);
  }
  if (kept.length === count) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name === "mask" || !isArray(value) || value.shape[0] !== count) return [name, value];
      const each = value.data.length / count,
        data = new (value.data.constructor as Uint8ArrayConstructor)(kept.length * each);
      kept.forEach((i, at) => data.set(value.data.subarray(i * each, (i + 1) * each) as Uint8Array, at * each));
      return [name, { ...value, shape: [kept.length, ...value.shape.slice(1)], data }];
    }),
  ) as unknown as Fields;
}

/**
 * The targets of several images that have become one: objects follow each other in all fields that count them, as boxes do, or else points
 * or masks of objects; of masks of classes, the one that knows a class says it; all else is that of the first image.
 *
 * @param parts Of images of one shape.
 * @throws {RangeError} If an image says nothing of what the first one says of each object.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { joinedTargets } from "./targets.ts";
 *
 * const one = { boxes: { dtype: "float32", shape: [1, 4], data: Float32Array.of(0, 0, 1, 1) } } as const;
 * assertEquals((joinedTargets([one, one]) as typeof one).boxes.shape as readonly number[], [2, 4]);
 * ```
 */
export function joinedTargets(parts: readonly unknown[]): unknown {
  const [first, ...others] = parts;
  if (isMask(first)) return others.reduce<HostBytes>((mask, other) => overlaid(mask, other), first);
  if (typeof first !== "object" || first === null || "dtype" in first) return first;
  if (isHeavy(first)) {
    return { ...first, target: joinedTargets(parts.map((part) => isHeavy(part) ? part.target : part)) };
  }
  const fields = parts as readonly Readonly<Record<string, unknown>>[];
  const counts = fields.map(({ boxes, keypoints, masks }) => [boxes, keypoints, masks].find(isArray)?.shape[0]);
  return Object.fromEntries(
    Object.entries(first).map(([name, value]) => {
      const all = fields.map((each) => each[name]);
      if (name === "mask" && isMask(value)) {
        return [
          name,
          all.slice(1).reduce<HostBytes>((mask, other) => overlaid(mask, other), value),
        ];
      }
      if (isArray(value) && value.shape[0] === counts[0] && all.includes(undefined)) {
        throw new RangeError(
          `Cannot join the targets of images as each must have the ${name} of its objects, as the first has: got one without. ` +
            "Hand out the same fields with every image.",
        );
      }
      if (!all.every((each, i) => isArray(each) && each.shape[0] === counts[i])) return [name, value];
      const arrays = all as readonly HostArray[], length = arrays.reduce((sum, { data }) => sum + data.length, 0);
      const data = new (arrays[0]!.data.constructor as Uint8ArrayConstructor)(length);
      let at = 0;
      for (const array of arrays) {
        data.set(array.data as Uint8Array, at);
        at += array.data.length;
      }
      const count = arrays.reduce((sum, { shape }) => sum + shape[0]!, 0);
      return [name, { ...arrays[0], shape: [count, ...arrays[0]!.shape.slice(1)], data }];
    }),
  );
}

function overlaid(mask: HostBytes, other: unknown): HostBytes {
  if (!isMask(other)) return mask;
  return { ...mask, data: mask.data.map((byte, i) => byte === 0 ? other.data[i]! : byte) };
}

function withoutEmpty(fields: Fields): Fields {
  return withObjects(fields, (left, top, right, bottom) => right > left && bottom > top);
}

function isArray(value: unknown): value is HostArray {
  return typeof value === "object" && value !== null && "dtype" in value && "shape" in value && "data" in value;
}

function isMask(value: unknown): value is HostBytes {
  return isArray(value) && value.dtype === "uint8" && value.shape.length === 2;
}

function movedMask(name: string, mask: HostBytes, move: Move, from: ImageShape, to: ImageShape): HostBytes {
  requireSize(name, mask, from);
  const data = new Uint8Array(to[0] * to[1]);
  move.mask(mask.data, data);
  return { ...mask, shape: [to[0], to[1]], data };
}

function movedMasks(name: string, masks: HostArray, move: Move, from: ImageShape, to: ImageShape): HostArray {
  const { shape: [count = 0], data: bytes } = requireBytes(name, "masks", masks, 3);
  const [before, after] = [from[0] * from[1], to[0] * to[1]], data = new Uint8Array(count * after);
  requireSize(name, masks, from);
  for (let i = 0; i < count; i++) {
    move.mask(bytes.subarray(i * before, (i + 1) * before), data.subarray(i * after, (i + 1) * after));
  }
  return { ...masks, shape: [count, to[0], to[1]], data } as HostArray;
}

function movedBoxes(name: string, boxes: HostArray, move: Move, [height, width]: ImageShape): HostTensor {
  requireLast(name, "boxes", boxes, 2, 4);
  const data = new Float32Array(boxes.data.length);
  for (let i = 0; i < data.length; i += 4) {
    const [left, top, right, bottom] = boxes.data.subarray(i, i + 4) as unknown as [number, number, number, number];
    const corners = [
      move.point(left, top),
      move.point(right, top),
      move.point(right, bottom),
      move.point(left, bottom),
    ];
    const xs = corners.map(([x]) => Math.min(Math.max(x, 0), width));
    const ys = corners.map(([, y]) => Math.min(Math.max(y, 0), height));
    data.set([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], i);
  }
  return { ...boxes, data } as HostTensor;
}

function movedPoints(name: string, points: HostArray, move: Move): HostTensor {
  requireLast(name, "keypoints", points, 3, 2);
  const data = new Float32Array(points.data.length);
  for (let i = 0; i < data.length; i += 2) data.set(move.point(points.data[i]!, points.data[i + 1]!), i);
  return { ...points, data } as HostTensor;
}

function requireSize(name: string, { shape }: HostArray, [height, width]: ImageShape): void {
  const [rows, columns] = shape.slice(-2);
  if (rows === height && columns === width) return;
  throw new RangeError(
    `Cannot use ${name} as a mask must be as large as its image: got [${shape.join(", ")}] for ${height} x ${width}.`,
  );
}

/** Refuses a mask of other numbers or axes, which would stay where it is while its image moves. */
function requireBytes(name: string, field: string, masks: HostArray, rank: number): HostBytes {
  const { dtype, shape } = masks;
  if (dtype === "uint8" && shape.length === rank) return masks;
  const wanted = rank === 2 ? "[height, width]" : "[n, height, width]";
  throw new RangeError(`Cannot use ${name} as ${field} must be uint8 ${wanted}: got ${dtype} [${shape.join(", ")}].`);
}

function requireLast(name: string, field: string, { dtype, shape }: HostArray, rank: number, last: number): void {
  if (dtype === "float32" && shape.length === rank && shape.at(-1) === last) return;
  const wanted = rank === 2 ? "[n, 4]" : "[n, k, 2]";
  throw new RangeError(`Cannot use ${name} as ${field} must be float32 ${wanted}: got ${dtype} [${shape.join(", ")}].`);
}
