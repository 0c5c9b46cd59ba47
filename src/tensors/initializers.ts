/** How the first values of weights are drawn. */
import { asPart, given, requireOneOf, requireRange, settle } from "../options/settle.ts";
import { plainRecord } from "../options/plain.ts";
import { normals } from "./random.ts";
import type { Initializer } from "./weight.ts";

/** How kernels are drawn by He's method. */
export interface KaimingOptions {
  /** Which stay as large as they are: numbers on their way forward, `"fanIn"`, or gradients on their way back, `"fanOut"`. */
  readonly mode?: "fanIn" | "fanOut";
  /** The slope below 0 of the rectifier that follows; 1 where none does. Default 0. */
  readonly slope?: number;
}

/**
 * Normal numbers with standard deviation sqrt(2 / (1 + slope²) / fan) (He et al., 2015), PyTorch's `kaiming_normal_`. The shape is that
 * of a kernel, [..., inputs, outputs].
 *
 * @param options `mode` is `"fanOut"` by default, as torchvision has it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, kaimingNormal } from "jsr:@raptor/raptor";
 *
 * assertEquals(kaimingNormal()([3, 3, 4, 8], generator(1)).length, 288);
 * ```
 */
export function kaimingNormal(options: KaimingOptions = {}): Initializer {
  const { mode = "fanOut", slope = 0 } = given(options), settings = settle("kaimingNormal", options, { mode, slope });
  requireKaiming("kaimingNormal", mode, slope);
  return asPart("kaimingNormal", (shape, next) => gaussian(kaimingGain(shape, mode, slope))(shape, next), { settings });
}

function requireKaiming(part: string, mode: string, slope: number): void {
  requireOneOf(part, ["fanIn", "fanOut"], { mode });
  requireRange(part, "a finite number", { slope });
}

function kaimingGain(shape: readonly number[], mode: "fanIn" | "fanOut", slope: number): number {
  return Math.sqrt(2 / (1 + slope * slope) / fansOf(shape)[mode === "fanIn" ? 0 : 1]);
}

/**
 * Uniform numbers in ±1 / sqrt(fanIn), PyTorch's default for linear and convolution layers.
 *
 * @param fanIn How many inputs each output sums up.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { fanInUniform, generator } from "jsr:@raptor/raptor";
 *
 * assert(fanInUniform(4)([9], generator(1)).every((value) => Math.abs(value) <= 0.5));
 * ```
 */
export function fanInUniform(fanIn: number): Initializer {
  requireRange("fanInUniform", "a finite number above 0", { fanIn });
  const bound = 1 / Math.sqrt(fanIn);
  return asPart("fanInUniform", (shape, next) => {
    const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
    for (let i = 0; i < values.length; i++) values[i] = (2 * next() - 1) * bound;
    return values;
  }, { settings: plainRecord({ fanIn }) });
}

/**
 * Normal numbers around 0, PyTorch's `normal_`.
 *
 * @param deviation Their standard deviation.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { gaussian, generator } from "jsr:@raptor/raptor";
 *
 * assert(gaussian(0.02)([4, 8], generator(1)).every((value) => Math.abs(value) < 0.1));
 * ```
 */
export function gaussian(deviation: number): Initializer {
  requireRange("gaussian", "a finite number of at least 0", { deviation });
  return asPart("gaussian", (shape, next) => {
    const values = normals(shape.reduce((product, n) => product * n, 1), next);
    for (let i = 0; i < values.length; i++) values[i]! *= deviation;
    return values;
  }, { settings: plainRecord({ deviation }) });
}

/**
 * Kernels of convolutions that begin by handing on what they are given: as many filters as there are channels take the
 * channel of their number, as it is, and the others are drawn (PyTorch's `dirac_` on those).
 *
 * @param others How the other filters are drawn, over the whole kernel. Default uniform, as {@linkcode fanInUniform} of its inputs.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { dirac, generator } from "jsr:@raptor/raptor";
 *
 * assertEquals([...dirac()([3, 1, 1, 1], generator(1))], [0, 1, 0]);
 * ```
 */
export function dirac(others?: Initializer): Initializer {
  return asPart("dirac", (shape, next) => {
    const [inputs, outputs] = shape.slice(-2) as [number, number], places = shape.slice(0, -2);
    const area = places.reduce((product, side) => product * side, 1);
    const values = (others ?? fanInUniform(area * inputs))(shape, next);
    const middle = places.reduce((at, side) => at * side + Math.floor(side / 2), 0);
    for (let filter = 0; filter < Math.min(inputs, outputs); filter++) {
      for (let at = 0; at < area * inputs; at++) values[at * outputs + filter] = 0;
      values[(middle * inputs + filter) * outputs + filter] = 1;
    }
    return values;
  }, { settings: plainRecord({ others }) });
}

/** The inputs and outputs that each number of a weight joins: of a kernel [..., inputs, outputs] with those of its places. */
function fansOf(shape: readonly number[]): readonly [fanIn: number, fanOut: number] {
  const size = shape.reduce((product, n) => product * n, 1);
  if (shape.length < 2) return [size, size];
  return [size / shape.at(-1)!, size / shape.at(-2)!];
}

function uniform(shape: readonly number[], next: () => number, bound: number): Float32Array {
  return Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => (2 * next() - 1) * bound);
}

/**
 * Uniform numbers in ±gain · sqrt(6 / (inputs + outputs)) (Glorot and Bengio, 2010), PyTorch's `xavier_uniform_`.
 *
 * @param gain Default 1.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { generator, xavierUniform } from "jsr:@raptor/raptor";
 *
 * assert(xavierUniform()([2, 4], generator(1)).every((value) => Math.abs(value) <= 1));
 * ```
 */
export function xavierUniform(gain = 1): Initializer {
  requireRange("xavierUniform", "a finite number above 0", { gain });
  return asPart("xavierUniform", (shape, next) => {
    const [fanIn, fanOut] = fansOf(shape);
    return uniform(shape, next, gain * Math.sqrt(6 / (fanIn + fanOut)));
  }, { settings: plainRecord({ gain }) });
}

/**
 * Normal numbers of deviation gain · sqrt(2 / (inputs + outputs)) (Glorot and Bengio, 2010), PyTorch's `xavier_normal_`.
 *
 * @param gain Default 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, xavierNormal } from "jsr:@raptor/raptor";
 *
 * assertEquals(xavierNormal()([3, 5], generator(1)).length, 15);
 * ```
 */
export function xavierNormal(gain = 1): Initializer {
  requireRange("xavierNormal", "a finite number above 0", { gain });
  return asPart("xavierNormal", (shape, next) => {
    const [fanIn, fanOut] = fansOf(shape);
    return gaussian(gain * Math.sqrt(2 / (fanIn + fanOut)))(shape, next);
  }, { settings: plainRecord({ gain }) });
}

/**
 * Uniform numbers in ±sqrt(6 / (1 + slope²) / fan) (He et al., 2015), PyTorch's `kaiming_uniform_`.
 *
 * @param options `mode` is `"fanIn"` by default.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { generator, kaimingUniform } from "jsr:@raptor/raptor";
 *
 * assert(kaimingUniform()([6, 4], generator(1)).every((value) => Math.abs(value) <= 1));
 * ```
 */
export function kaimingUniform(options: KaimingOptions = {}): Initializer {
  const { mode = "fanIn", slope = 0 } = given(options), settings = settle("kaimingUniform", options, { mode, slope });
  requireKaiming("kaimingUniform", mode, slope);
  const draw: Initializer = (shape, next) => uniform(shape, next, Math.sqrt(3) * kaimingGain(shape, mode, slope));
  return asPart("kaimingUniform", draw, { settings });
}

/** Where normal numbers are cut. */
export interface TruncatedNormalOptions {
  /** The largest distance from 0. Default 2 * deviation. */
  readonly cut?: number;
}

/**
 * Normal numbers around 0 of which those beyond a cut are drawn again: by default two deviations, as timm's `trunc_normal_tf_` and
 * TensorFlow's; PyTorch's `trunc_normal_` cuts at 2, which is `{ cut: 2 }`.
 *
 * @param deviation Their standard deviation before that.
 * @param options Where they are cut.
 * @throws {RangeError} If the deviation is below 0, or the cut below a tenth of it, where next to nothing would be left.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { generator, truncatedNormal } from "jsr:@raptor/raptor";
 *
 * assert(truncatedNormal(0.5)([99], generator(1)).every((value) => Math.abs(value) <= 1));
 * ```
 */
export function truncatedNormal(deviation: number, options: TruncatedNormalOptions = {}): Initializer {
  const { cut = 2 * deviation } = given(options), settings = settle("truncatedNormal", options, { cut }, { deviation });
  requireRange("truncatedNormal", "a finite number of at least 0", { deviation });
  requireRange("truncatedNormal", "a finite number of at least 0", { cut });
  if (cut < deviation / 10) {
    throw new RangeError(
      `Cannot make truncatedNormal as cut must be a tenth of the deviation at least: got ${cut} for ${deviation}.`,
    );
  }
  const most = deviation === 0 ? Infinity : cut / deviation;
  return asPart("truncatedNormal", (shape, next) => {
    const size = shape.reduce((product, n) => product * n, 1), values = new Float32Array(size);
    for (let at = 0; at < size;) {
      for (const value of normals(size - at, next)) if (Math.abs(value) <= most) values[at++] = value * deviation;
    }
    return values;
  }, { settings });
}
