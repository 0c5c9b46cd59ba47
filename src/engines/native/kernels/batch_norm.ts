/**
 * Batch normalisation in training and its gradient: one operation each, where tfjs composes them of dozens. By known
 * statistics it is a product and a sum, which take a fraction of the time of TensorFlow's own operation.
 */
import type { tf } from "../../../tf.ts";
import { attributes, bool, float, ON_FLOATS, text, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { constant, scalar } from "./constants.ts";
import { register, run } from "./kernel.ts";
import { reshape, scratch } from "./shaping.ts";

const shared = (epsilon: number) => [
  type("T", FLOAT),
  type("U", FLOAT),
  float("epsilon", epsilon),
  text("data_format", "NHWC"),
  bool("is_training", true),
];

const nothing = (backend: NativeBackend) => constant(backend, "none", FLOAT, [0], new Float32Array());

/** What the operation gives: images, mean, unbiased variance, and three that its gradient wants. */
function trainNorm(
  { x, scale, offset }: Readonly<Record<"x" | "scale" | "offset", tf.TensorInfo>>,
  epsilon: number,
  backend: NativeBackend,
): number[] {
  const list = attributes(`batch norm ${epsilon}`, () => [...shared(epsilon), float("exponential_avg_factor", 1)]);
  const none = nothing(backend), images = asImages(backend, x);
  const inputs = [images.id, idOf(backend, scale), idOf(backend, offset), none, none];
  const made = backend.binding.execute("FusedBatchNormV3", list, inputs, 6);
  images.release();
  return made;
}

register<"x" | "scale" | "offset">("BatchNormTrain", (inputs, { epsilon }, backend) => {
  const [y, ...rest] = trainNorm(inputs, epsilon as number, backend), { x, scale } = inputs;
  return [
    output(backend, asBefore(backend, y!, x), x.shape),
    // The last one is TensorFlow's own scratch space: nothing on the processor, of a size that only cuDNN knows on a card.
    ...rest.map((id, i) => output(backend, id, i < 4 ? scale.shape : [0])),
  ];
});

/** @param saved What the forward operation has kept: mean, variance, and a scratch space. */
function normGradient(
  { dy, x, scale }: Readonly<Record<"dy" | "x" | "scale", tf.TensorInfo>>,
  saved: readonly number[],
  epsilon: number,
  backend: NativeBackend,
): tf.TensorInfo[] {
  const list = attributes(`batch norm gradient ${epsilon}`, () => shared(epsilon));
  const [gradients, images] = [asImages(backend, dy), asImages(backend, x)];
  const inputs = [gradients.id, images.id, idOf(backend, scale), ...saved];
  const [dx, dscale, doffset, ...unused] = backend.binding.execute("FusedBatchNormGradV3", list, inputs, 5);
  for (const id of unused) backend.binding.deleteTensor(id);
  gradients.release();
  images.release();
  return [
    output(backend, asBefore(backend, dx!, x), x.shape),
    output(backend, dscale!, scale.shape),
    output(backend, doffset!, scale.shape),
  ];
}

register<"dy" | "x" | "scale" | "saved0" | "saved1" | "saved2">(
  "BatchNormTrainGrad",
  ({ saved0, saved1, saved2, ...inputs }, { epsilon }, backend) => {
    const saved = [saved0, saved1, saved2].map((tensor) => idOf(backend, tensor));
    return normGradient(inputs, saved, epsilon as number, backend);
  },
);

// Where several ranks share a batch, its statistics and sums are those of TensorFlow's operations too.
register<"x" | "scale" | "offset">("BatchNormMoments", ({ x, scale, offset }, { epsilon }, backend) => {
  const moments = trainNorm({ x, scale, offset }, epsilon as number, backend), [, mean, unbiased] = moments;
  const count = sizeOf(x) / sizeOf(scale);
  const variance = run(backend, "Mul", ON_FLOATS, unbiased!, scalar(backend, (count - 1) / count));
  for (const id of moments) if (id !== mean) backend.binding.deleteTensor(id);
  return [output(backend, mean!, scale.shape), output(backend, variance, scale.shape)];
});

register<"dy" | "x" | "scale" | "mean" | "variance">(
  "BatchNormSums",
  ({ mean, variance, ...inputs }, { epsilon }, backend) =>
    normGradient(inputs, [idOf(backend, mean), idOf(backend, variance), nothing(backend)], epsilon as number, backend),
);

const BIAS = attributes("bias", () => [type("T", FLOAT), text("data_format", "NHWC")]);

/** Without a scale or an offset, these are not there. */
interface Known {
  readonly x: tf.TensorInfo;
  readonly mean: tf.TensorInfo;
  readonly variance: tf.TensorInfo;
  readonly scale?: tf.TensorInfo;
  readonly offset?: tf.TensorInfo;
}

register<keyof Known>("FusedBatchNorm", (inputs, { varianceEpsilon }, backend) => {
  const { x, mean, variance, scale, offset }: Known = inputs;
  const id = (tensor: tf.TensorInfo) => idOf(backend, tensor);
  const y = scratch(backend, (drop) => {
    const compute = (name: string, ...ids: number[]) => drop(run(backend, name, ON_FLOATS, ...ids));
    const root = compute("Rsqrt", compute("Add", id(variance), scalar(backend, varianceEpsilon as number)));
    const slope = scale == null ? root : compute("Mul", root, id(scale));
    const shift = compute("Mul", id(mean), slope);
    const bias = offset == null ? compute("Neg", shift) : compute("Sub", id(offset), shift);
    const scaled = compute("Mul", id(x), slope);
    return run(backend, "BiasAdd", BIAS, scaled, bias);
  });
  return output(backend, y, x.shape);
});

/** TensorFlow normalises images alone: anything else is seen as images of one row. */
function asImages(backend: NativeBackend, x: tf.TensorInfo): { readonly id: number; release(): void } {
  const id = idOf(backend, x);
  if (x.shape.length === 4) return { id, release: () => {} };
  const channels = x.shape.at(-1)!;
  const image = reshape(backend, id, [sizeOf(x) / channels, 1, 1, channels]);
  return { id: image, release: () => backend.binding.deleteTensor(image) };
}

function sizeOf({ shape }: tf.TensorInfo): number {
  return shape.reduce((product, side) => product * side, 1);
}

function asBefore(backend: NativeBackend, id: number, { shape }: tf.TensorInfo): number {
  if (shape.length === 4) return id;
  const before = reshape(backend, id, shape);
  backend.binding.deleteTensor(id);
  return before;
}
