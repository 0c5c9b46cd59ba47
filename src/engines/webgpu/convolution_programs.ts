/** Where the elements of a convolution and of its gradients lie, seen as products of matrices. */
import type { Program } from "./program.ts";
import { type Side, tiledProduct } from "./tiles.ts";

/** What tells the variants of a program apart. */
export interface Choice {
  readonly side: Side;
  /** Whether the input's channels come by four. */
  readonly ciByFour: boolean;
  /** Whether the output's channels come by four. */
  readonly coByFour: boolean;
  /** Whether it is in 16 bits. */
  readonly half: boolean;
}

/** Integers of all three programs. */
const SHARED = ["ci", "co", "h", "w", "oh", "ow", "strideDown", "strideAcross"];

/** WGSL of a target that is a matrix as it lies. */
export const PLAIN_TARGET = `
  if (row >= numbers.rows || column >= numbers.columns) { return -1; }
  return i32(row * numbers.columns + column);`;

/** WGSL of `pixelOf`: the place in x of a channel of a tap, where the window is at an output's pixel; -1 in the rim. */
const PIXEL = `
fn pixelOf(pixel: u32, entry: u32) -> i32 {
  let tap = entry / numbers.ci;
  let down = tap / numbers.tapsAcross;
  let rest = pixel / numbers.ow;
  let y = rest % numbers.oh * numbers.strideDown + down * numbers.dilationDown - numbers.padTop;
  let x = pixel % numbers.ow * numbers.strideAcross
    + (tap - down * numbers.tapsAcross) * numbers.dilationAcross - numbers.padLeft;
  // Less than zero is a large number here.
  if (y >= numbers.h || x >= numbers.w) { return -1; }
  return i32(((rest / numbers.oh * numbers.h + y) * numbers.w + x) * numbers.ci + entry % numbers.ci);
}`;

const WINDOW = ["dilationDown", "dilationAcross", "padTop", "padLeft", "tapsAcross"];

/** y: patches of x (a row for each output's pixel) by the filter. */
export const forwardProgram = ({ side, half, ciByFour, coByFour }: Choice): Program =>
  tiledProduct({
    name: "Conv2D",
    side,
    half,
    head: PIXEL,
    integers: [...SHARED, ...WINDOW, "firstDown", "firstAcross", "filterAcross"],
    left: {
      array: "x",
      along: "sum",
      byFour: ciByFour,
      place: `
        if (at >= numbers.rows || k >= numbers.depth) { return -1; }
        return pixelOf(at, k);`,
    },
    right: {
      array: "kernel",
      along: "product",
      byFour: coByFour,
      place: `
        if (at >= numbers.columns || k >= numbers.depth) { return -1; }
        let tap = k / numbers.ci;
        let down = tap / numbers.tapsAcross;
        let whole = (numbers.firstDown + down) * numbers.filterAcross
          + numbers.firstAcross + tap - down * numbers.tapsAcross;
        return i32((whole * numbers.ci + k % numbers.ci) * numbers.co + at);`,
    },
    target: PLAIN_TARGET,
  });

/** The filter's gradient: patches of x, a column for each output's pixel, by dy. */
export const filterProgram = ({ side, half, ciByFour, coByFour }: Choice): Program =>
  tiledProduct({
    name: "Conv2DBackpropFilter",
    side,
    half,
    head: PIXEL,
    integers: [...SHARED, ...WINDOW],
    left: {
      array: "x",
      along: "product",
      byFour: ciByFour,
      place: `
        if (at >= numbers.rows || k >= numbers.depth) { return -1; }
        return pixelOf(k, at);`,
    },
    right: {
      array: "dy",
      along: "product",
      byFour: coByFour,
      place: `
        if (at >= numbers.columns || k >= numbers.depth) { return -1; }
        return i32(k * numbers.columns + at);`,
    },
    target: PLAIN_TARGET,
  });

/** The input's gradient at one phase of the stride: patches of dy by the taps that these pixels meet. */
export const inputProgram = ({ side, half, coByFour }: Choice): Program =>
  tiledProduct({
    name: "Conv2DBackpropInput",
    side,
    half,
    integers: [
      ...SHARED,
      ...["phaseDown", "phaseAcross", "sizeDown", "sizeAcross", "fromDown", "fromAcross"],
      ...["tapsAcross", "firstDown", "firstAcross", "filterAcross"],
    ],
    left: {
      array: "dy",
      along: "sum",
      byFour: coByFour,
      place: `
        if (at >= numbers.rows || k >= numbers.depth) { return -1; }
        let tap = k / numbers.co;
        let rest = at / numbers.sizeAcross;
        let y = rest % numbers.sizeDown + numbers.fromDown - tap / numbers.tapsAcross;
        let x = at % numbers.sizeAcross + numbers.fromAcross - tap % numbers.tapsAcross;
        // Less than zero is a large number here.
        if (y >= numbers.oh || x >= numbers.ow) { return -1; }
        let pixel = (rest / numbers.sizeDown * numbers.oh + y) * numbers.ow + x;
        return i32(pixel * numbers.co + k % numbers.co);`,
    },
    right: {
      array: "kernel",
      along: "sum",
      byFour: coByFour,
      place: `
        if (at >= numbers.columns || k >= numbers.depth) { return -1; }
        let tap = k / numbers.co;
        let down = numbers.firstDown + tap / numbers.tapsAcross * numbers.strideDown;
        let across = numbers.firstAcross + tap % numbers.tapsAcross * numbers.strideAcross;
        return i32(((down * numbers.filterAcross + across) * numbers.ci + at) * numbers.co + k % numbers.co);`,
    },
    target: `
      if (row >= numbers.rows || column >= numbers.columns) { return -1; }
      let rest = row / numbers.sizeAcross;
      let y = rest % numbers.sizeDown * numbers.strideDown + numbers.phaseDown;
      let x = row % numbers.sizeAcross * numbers.strideAcross + numbers.phaseAcross;
      return i32(((rest / numbers.sizeDown * numbers.h + y) * numbers.w + x) * numbers.ci + column);`,
  });
