/** GELU and its gradient, each in one pass over memory where that is worth the time of compiling it. */
import { backward, forward } from "../../../tensors/gelu.ts";
import type { Composition, Inputs } from "../../../tensors/kernel.ts";
import { tf } from "../../../tf.ts";
import { GELU, GELU_GRADIENT, ONE_PASS } from "../binding/one_pass.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register, run } from "./kernel.ts";

/** Numbers from which on a pass takes longer than to begin it. */
const LEAST = 2 ** 16;

register<"x">(
  "Gelu",
  ({ x }, _, backend) =>
    isLarge(x) && backend.binding.hasOnePass()
      ? [output(backend, run(backend, GELU, ONE_PASS, idOf(backend, x)), x.shape)]
      : composed(forward, { x }),
);

// What was made in one pass has kept nothing.
register<"dy" | "x" | "saved0">(
  "GeluGrad",
  ({ dy, x, saved0 }, _, backend) =>
    saved0 === undefined
      ? [output(backend, run(backend, GELU_GRADIENT, ONE_PASS, idOf(backend, x), idOf(backend, dy)), x.shape)]
      : composed(backward, { dy, x, saved0 }),
);

function isLarge({ shape, dtype }: tf.TensorInfo): boolean {
  return dtype === "float32" && tf.util.sizeFromShape(shape) >= LEAST;
}

function composed(composition: Composition, inputs: Readonly<Record<string, tf.TensorInfo>>): tf.TensorInfo[] {
  // tfjs hands a kernel the tensors it was given.
  return tf.tidy(() => composition(inputs as Inputs, {}));
}
