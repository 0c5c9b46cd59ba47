/** Reshape and reductions as tfjs-node has them, but with axes and shapes that are put on the device only once. */
import { tf } from "../../../tf.ts";
import { attributes, bool, type } from "../binding/attributes.ts";
import { INT } from "../binding/dtypes.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { ints } from "./constants.ts";
import { register, run } from "./kernel.ts";

const DTYPES: Readonly<Record<string, number>> = { float32: 1, int32: 3, bool: 10, complex64: 8 };

register<"x">("Reshape", ({ x }, { shape }, backend) => reshaped(backend, x, shape as number[]));

register<"input">("ExpandDims", ({ input }, { dim }, backend) => {
  const rank = input.shape.length, axis = (dim as number) < 0 ? rank + 1 + (dim as number) : dim as number;
  if (axis < 0 || axis > rank) {
    throw new RangeError(
      `Cannot give a tensor another axis as there are places from ${-rank - 1} to ${rank} for it: got ${dim}`,
    );
  }
  return reshaped(backend, input, input.shape.toSpliced(axis, 0, 1));
});

function reshaped(backend: NativeBackend, x: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  const to = tf.util.inferFromImplicitShape(shape, tf.util.sizeFromShape(x.shape));
  const settings = attributes(`reshape ${x.dtype}`, () => [type("T", DTYPES[x.dtype]!), type("Tshape", INT)]);
  const id = run(backend, "Reshape", settings, idOf(backend, x), ints(backend, to));
  return output(backend, id, to, x.dtype as "float32");
}

for (const name of ["Sum", "Mean"] as const) {
  const nodes = tf.getKernel(name, "tensorflow")!.kernelFunc;
  register<"x">(name, (inputs, attrs, backend) => {
    const { x } = inputs;
    if (x.dtype !== "float32") return nodes({ inputs: inputs as never, attrs: attrs as never, backend });
    const keep = attrs.keepDims === true;
    const axes = tf.util.parseAxisParam(attrs.axis as number, x.shape);
    const settings = attributes(`reduce ${keep}`, () => [bool("keep_dims", keep), type("T", 1), type("Tidx", INT)]);
    const id = run(backend, name, settings, idOf(backend, x), ints(backend, axes));
    const shape = keep
      ? x.shape.map((length, axis) => axes.includes(axis) ? 1 : length)
      : x.shape.filter((_, axis) => !axes.includes(axis));
    return output(backend, id, shape);
  });
}
