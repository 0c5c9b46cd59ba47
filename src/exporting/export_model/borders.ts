/** Strides, and the border that a window's setting `pad` puts around an image, in pixels. */
import type { Operation, Value } from "../../graph/graph.ts";

/** Numbers for each place axis; `pads` has all beginnings, then all ends. */
export interface Borders {
  readonly pads: number[];
  readonly strides: number[];
  readonly dilations: number[];
}

/** The sides of a value that has no free one, as a filter. */
export function sidesOf({ shape }: Value): number[] {
  return shape.map(Number);
}

/**
 * The border of a window over a value.
 *
 * @param operation Its settings `pad`, `strides` and `dilations`.
 * @param kernel The sides of the window.
 * @param x What the window moves over, [batch, ...places, channels].
 * @param y What comes of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { bordersOf } from "./borders.ts";
 *
 * const settings = { pad: "same", strides: 2 }, operation = { kernel: "Conv2D", inputs: {}, settings, outputs: [] };
 * const [x, y] = [4, 2].map((side) => ({ shape: [1, side, side, 3], dtype: "float32" } as const));
 * assertEquals(bordersOf(operation, [3, 3], x!, y!).pads, [0, 0, 1, 1]);
 * ```
 */
export function bordersOf({ settings }: Operation, kernel: readonly number[], x: Value, y: Value): Borders {
  const { pad = "valid", strides: given = 1, dilations: spread = 1 } = settings;
  const each = (value: unknown) =>
    Array.isArray(value) ? value.slice(-kernel.length) as number[] : kernel.map(() => value as number);
  const strides = each(given), dilations = each(spread);
  if (Array.isArray(pad)) {
    const sides = (pad as number[][]).slice(1, 1 + kernel.length);
    return { pads: [...sides.map(([begin]) => begin!), ...sides.map(([, end]) => end!)], strides, dilations };
  }
  if (pad !== "same") {
    const width = pad === "valid" ? 0 : pad as number;
    return { pads: kernel.flatMap(() => [width, width]), strides, dilations };
  }
  const around = kernel.map((side, i) => {
    const reach = (side - 1) * dilations[i]! + 1, [from, to] = [x.shape[i + 1] as number, y.shape[i + 1] as number];
    return Math.max(0, (to - 1) * strides[i]! + reach - from);
  });
  const begins = around.map((width) => Math.floor(width / 2));
  return { pads: [...begins, ...around.map((width, i) => width - begins[i]!)], strides, dilations };
}
