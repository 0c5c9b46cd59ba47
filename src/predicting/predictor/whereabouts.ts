/** Where a pixel of an image that was made ready lay in the image as it came, so that answers are told in pixels of that. */
import type { HostTensor } from "../../snapshot.ts";
import type { Recipe, Sample } from "../../source.ts";
import type { Picture, Transform } from "../../transform.ts";

/** Numbers of a tensor for each input: its number, height and width as it came, and where three of its corners went. */
export interface Whereabouts {
  /** Height and width of the image as it came. */
  readonly size: readonly [height: number, width: number];
  /** Where its corners top left, top right and bottom left are now: x and y of each. */
  readonly corners: ArrayLike<number>;
}

/**
 * Goes before all other transforms: its target, a number, becomes a record of `told`, [3], and of `keypoints`, [1, 3, 2], which go
 * wherever the pixels go.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resize } from "jsr:@raptor/raptor";
 * import { whereabouts } from "./whereabouts.ts";
 *
 * const x = { dtype: "uint8", shape: [2, 4, 1], data: new Uint8Array(8) } as const;
 * const { y } = resize({ size: [4, 4] })(whereabouts()({ x, y: 7 }, () => 0), () => 0);
 * assertEquals([y.told.data, y.keypoints.data], [Float32Array.of(7, 2, 4), Float32Array.of(0, 0, 4, 0, 0, 4)]);
 * ```
 */
export function whereabouts(): Transform {
  const transform = ({ x, y }: Sample<Picture, number>) => {
    const { shape: [height, width] } = x;
    const told = { dtype: "float32", shape: [3], data: Float32Array.of(y, height, width) } as const;
    const data = Float32Array.of(0, 0, width, 0, 0, height);
    return { x, y: { told, keypoints: { dtype: "float32", shape: [1, 3, 2], data } as const } };
  };
  const recipe: Recipe = Object.freeze({ name: "whereabouts", module: import.meta.url, options: {} });
  return Object.freeze(Object.assign(transform, { recipe }));
}

/**
 * Where a point came from.
 *
 * @returns Undefined where the image was flattened, so that no point can be told from others.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { backOf } from "./whereabouts.ts";
 *
 * const back = backOf({ size: [100, 200], corners: [0, 10, 100, 10, 0, 60] })!; // half as large, 10 lower
 * assertEquals(back(25, 35), [50, 50]);
 * ```
 */
export function backOf(
  { size: [height, width], corners }: Whereabouts,
): ((x: number, y: number) => readonly [x: number, y: number]) | undefined {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.from(corners);
  const [a, b, c, d] = [(x1 - x0) / width, (y1 - y0) / width, (x2 - x0) / height, (y2 - y0) / height];
  const area = a * d - b * c;
  if (!Number.isFinite(area) || area === 0) return undefined;
  return (x, y) => [((x - x0) * d - (y - y0) * c) / area, ((y - y0) * a - (x - x0) * b) / area];
}

/**
 * Where a point goes: what {@linkcode backOf} undoes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { forthOf } from "./whereabouts.ts";
 *
 * assertEquals(forthOf({ size: [100, 200], corners: [0, 10, 100, 10, 0, 60] })(50, 50), [25, 35]);
 * ```
 */
export function forthOf({ size: [height, width], corners }: Whereabouts): (x: number, y: number) => [number, number] {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Array.from(corners);
  return (x, y) => [
    x0 + x / width * (x1 - x0) + y / height * (x2 - x0),
    y0 + x / width * (y1 - y0) + y / height * (y2 - y0),
  ];
}

/**
 * A mask of an image that was made ready, as one of the image as it came: each pixel has the class of the place where its middle went, and -1
 * where that was cut off.
 *
 * @param mask Classes, [height, width].
 */
export function maskBack({ shape: [rows = 0, columns = 0], data }: HostTensor, where: Whereabouts): HostTensor {
  const [height, width] = where.size, forth = forthOf(where), labels = new Int32Array(height * width);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [column, row] = forth(x + 0.5, y + 0.5).map(Math.floor) as [number, number];
      const isThere = row >= 0 && row < rows && column >= 0 && column < columns;
      labels[at] = isThere ? data[row * columns + column]! : -1;
    }
  }
  return { dtype: "int32", shape: [height, width], data: labels };
}
