/** How the first values of weights are drawn. */
import { asPart } from "../options/as_part.ts";
import { plainRecord } from "../options/plain.ts";
import { requireRange } from "../options/require_range.ts";
import { normals } from "./random.ts";
import type { Initializer } from "./weight.ts";

/**
 * Normal numbers with standard deviation sqrt(2 / fanOut) (He et al., 2015), PyTorch's `kaiming_normal_` in mode
 * `fan_out` for a rectifier. The shape is that of a kernel, [..., inputs, outputs].
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, kaimingNormal } from "jsr:@raptor/raptor";
 *
 * assertEquals(kaimingNormal()([3, 3, 4, 8], generator(1)).length, 288);
 * ```
 */
export function kaimingNormal(): Initializer {
  return asPart("kaimingNormal", (shape, next) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const deviation = Math.sqrt(2 * shape.at(-2)! / size);
    const values = normals(size, next);
    for (let i = 0; i < size; i++) values[i]! *= deviation;
    return values;
  }, { settings: Object.freeze({}) });
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
