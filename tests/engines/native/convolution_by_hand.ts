/** Convolutions by their definition, and in compiled steps, for tests that hold one against the other. */
import { assert } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../mod.ts";

/** A convolution of images or volumes: lengths of each axis in space. */
export interface Convolution {
  readonly batch: number;
  readonly input: readonly number[];
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly pad: "same" | "valid";
  readonly channels: number;
  readonly filters: number;
}

interface Along {
  readonly output: number;
  readonly before: number;
}

function along(input: number, size: number, stride: number, pad: "same" | "valid"): Along {
  const output = Math.ceil((pad === "same" ? input : input - size + 1) / stride);
  return { output, before: pad === "same" ? Math.floor(Math.max(0, (output - 1) * stride + size - input) / 2) : 0 };
}

/** Quarters from -2 to 2: products and sums of them are exact in bfloat16's inputs and in float32. */
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => ((i * 7919 + seed * 104729 + (i >> 3) * 31) % 17 - 8) / 4);

const product = (shape: readonly number[]) => shape.reduce((all, length) => all * length, 1);

/** All places of a box. */
function* places(box: readonly number[]): Generator<number[]> {
  if (box.length === 0) return yield [];
  for (let at = 0; at < box[0]!; at++) for (const rest of places(box.slice(1))) yield [at, ...rest];
}

const at = (shape: readonly number[], place: readonly number[]) =>
  shape.reduce((sum, length, axis) => sum * length + place[axis]!, 0);

/** Asserts that a step gives the outputs of a convolution, and the gradients of its filter and its inputs by `dy`, as its definition has them. */
export async function assertConvolves(asked: Convolution, { mixed }: { readonly mixed: boolean }): Promise<void> {
  const { batch, input, size, strides, pad, channels, filters } = asked;
  const sides = input.map((length, i) => along(length, size[i]!, strides[i]!, pad)),
    out = sides.map(({ output }) => output);
  const shapes = [[batch, ...input, channels], [...size, channels, filters], [batch, ...out, filters]] as const;
  const [x, filter, dy] = shapes.map((shape, i) => numbers(product(shape), i + 1)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const y = new Float64Array(dy.length), gradient = new Float64Array(filter.length), back = new Float64Array(x.length);
  for (const [n, ...place] of places([batch, ...out])) {
    for (const tap of places(size)) {
      const seen = place.map((p, i) => p * strides[i]! - sides[i]!.before + tap[i]!);
      if (seen.some((p, i) => p < 0 || p >= input[i]!)) continue;
      for (let c = 0; c < channels; c++) {
        const source = at(shapes[0], [n!, ...seen, c]), value = x[source]!, weights = at(shapes[1], [...tap, c, 0]);
        const result = at(shapes[2], [n!, ...place, 0]);
        for (let f = 0; f < filters; f++) {
          y[result + f]! += value * filter[weights + f]!;
          gradient[weights + f]! += value * dy[result + f]!;
          back[source]! += filter[weights + f]! * dy[result + f]!;
        }
      }
    }
  }
  const { compile } = await (mixed ? mixedPrecision(native()) : native()).open();
  const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
    (input.length === 3 ? tf.conv3d : tf.conv2d as unknown as typeof tf.conv3d)(
      x as tf.Tensor5D,
      filter as tf.Tensor5D,
      strides as [number, number, number],
      pad,
    );
  const step = compile!((x: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor) =>
    tf.tidy(() => [tf.neg(tf.neg(convolve(x, filter))), ...tf.grads(convolve)([x, filter], dy)])
  );
  const inputs = [x, filter, dy].map((values, i) => tf.tensor(values, [...shapes[i]!]));
  // The second step like the first is compiled, if not the first.
  tf.dispose([
    step(...inputs as [tf.Tensor, tf.Tensor, tf.Tensor]),
    step(...inputs as [tf.Tensor, tf.Tensor, tf.Tensor]),
  ]);
  const made = step(...inputs as [tf.Tensor, tf.Tensor, tf.Tensor]);
  for (const [i, wanted] of [y, back, gradient].entries()) {
    const got = made[i]!.dataSync(), largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const error = wanted.reduce((most, value, j) => Math.max(most, Math.abs(value - got[j]!)), 0);
    const within = (mixed ? 0.02 : 1e-5) * largest;
    assert(
      error <= within,
      `${["the outputs are", "the inputs' gradient is", "the filter's gradient is"][i]} off by ${error} of ${largest}`,
    );
  }
  tf.dispose([inputs, made]);
}
