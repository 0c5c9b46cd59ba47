/** Drawn convolutions and products as wide as networks have them: their channels lie around the blocks that processors compute in. */
import { tf } from "../../src/tf.ts";
import type { Call } from "./families.ts";
import { type Draws, draws } from "./random.ts";

/** Multiplications of a call at most, as the reference does them one by one. */
const MOST = 1_500_000;
const CHANNELS = [1, 1, 2, 3, 4, 5, 8, 12, 15, 16, 17, 24, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65, 72, 80, 81, 96];

/** A convolution of so many axes; its gradients are the transposed ones. */
function convolution(d: Draws, axes: 2 | 3, kind: "plain" | "byChannel" | "transposed"): Call | undefined {
  const input = Array.from({ length: axes }, () => 1 + d.int(axes === 2 ? 24 : 9));
  const size = input.map(() => d.pick(axes === 2 ? [1, 1, 2, 3, 3, 4, 5, 7, 8] : [1, 1, 2, 3, 4]));
  const [one, same] = [1 + d.int(3), kind === "byChannel" || d.int(3) > 0];
  const strides = input.map(() => same ? one : 1 + d.int(4)), pad = d.pick(["same", "valid"] as const);
  const dilated = kind === "plain" && axes === 2 && one === 1 && same && d.int(4) === 0;
  const rate = dilated ? 2 + d.int(2) : 1, batch = 1 + d.int(5), channels = d.pick(CHANNELS);
  const filters = kind === "byChannel" ? d.pick([1, 1, 1, 2, 3]) : d.pick(CHANNELS);
  const output = input.map((side, i) =>
    Math.ceil((pad === "same" ? side : side - (size[i]! - 1) * rate) / strides[i]!)
  );
  const product = [batch, ...output, ...size, channels, filters].reduce((all, length) => all * length, 1);
  if (output.some((side) => side < 1) || product > MOST) return;
  const name =
    `${kind} ${axes}-d convolution of [${[batch, ...input, channels]}] by [${[...size, channels, filters]}], ` +
    `${pad}, in steps of ${strides}, ${rate} apart`;
  const x = [batch, ...input, channels], y = [batch, ...output, filters], filter = [...size, channels, filters];
  // Of two or of three lengths, as the operation wants them.
  const steps = strides as never, images = x as never;
  const runs: Readonly<Record<typeof kind, Call["run"]>> = {
    plain: axes === 2 ? (x, w) => tf.conv2d(x, w, steps, pad, "NHWC", rate) : (x, w) => tf.conv3d(x, w, steps, pad),
    byChannel: (x, w) => tf.depthwiseConv2d(x, w, steps, pad),
    // From what the convolution makes of images to images.
    transposed: axes === 2
      ? (y, w) => tf.conv2dTranspose(y, w, images, steps, pad)
      : (y, w) => tf.conv3dTranspose(y, w, images, steps, pad),
  };
  return { name, shapes: [kind === "transposed" ? y : x, filter], run: runs[kind] };
}

function product(d: Draws): Call | undefined {
  const batches = d.pick([[], [], [1], [2], [3], [1, 1], [1, 2], [2, 3], [2, 1]]);
  const sides = [1, 2, 5, 7, 8, 16, 17, 31, 32, 33, 48, 49, 50, 63, 64, 65, 96, 100];
  const [rows, inner, columns] = [d.pick(sides), d.pick(CHANNELS), d.pick(sides)];
  const [left, right] = [d.int(2) > 0, d.int(2) > 0];
  return {
    name: `product of [${[...batches, rows, inner]}]${left ? " transposed" : ""} by [${[...batches, inner, columns]}]${
      right ? " transposed" : ""
    }`,
    shapes: [[...batches, ...left ? [inner, rows] : [rows, inner]], [
      ...batches,
      ...right ? [columns, inner] : [inner, columns],
    ]],
    run: (a, b) => tf.matMul(a, b, left, right),
  };
}

/** Several convolutions with borders at once, as of groups of channels. */
function groups(d: Draws): Call | undefined {
  const count = d.pick([2, 2, 3, 4, 8]), [channels, filters] = [d.pick(CHANNELS), d.pick(CHANNELS)];
  const side = 1 + d.int(12), size = d.pick([1, 2, 3, 5]), step = 1 + d.int(3), batch = 1 + d.int(4), border = d.int(3);
  const out = Math.floor((side + 2 * border - size) / step) + 1;
  if (out < 1 || count * batch * out * out * size * size * channels * filters > MOST || count * channels > 300) return;
  return {
    name: `${count} groups of [${[batch, side, side, channels]}] by [${[
      size,
      size,
      channels,
      filters,
    ]}], border ${border}, ` +
      `in steps of ${step}`,
    shapes: [[batch, side, side, count * channels], [size, size, channels, count * filters]],
    run: (x, w) => {
      const images = tf.split(x, count, 3) as tf.Tensor4D[], parts = tf.split(w, count, 3) as tf.Tensor4D[];
      return tf.concat(images.map((image, i) => tf.conv2d(image, parts[i]!, step, border)), 3);
    },
  };
}

const KINDS: readonly ((d: Draws) => Call | undefined)[] = [
  (d) => convolution(d, 2, "plain"),
  (d) => convolution(d, 2, "plain"),
  (d) => convolution(d, 3, "plain"),
  (d) => convolution(d, 2, "byChannel"),
  (d) => convolution(d, 2, "transposed"),
  (d) => convolution(d, 3, "transposed"),
  product,
  groups,
];

/** The call of a seed, and its inputs: quarters from -2 to 2, so that products and sums are exact in bfloat16's inputs and in float32. */
export function wideCall(
  seed: number,
): { readonly call: Call; numbers(shape: readonly number[], of: string): tf.Tensor } {
  const d = draws("wide", seed), make = KINDS[seed % KINDS.length]!;
  let call = make(d);
  while (call === undefined) call = make(d);
  return {
    call,
    numbers(shape, of) {
      const each = draws(of, seed);
      const size = shape.reduce((all, length) => all * length, 1);
      return tf.tensor(Float32Array.from({ length: size }, () => (each.int(17) - 8) / 4), [...shape]);
    },
  };
}
