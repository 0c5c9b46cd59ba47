/** GELU and its gradient, each in one pass over memory where that is worth the time of compiling it. */
import { backward, forward } from "../../../tensors/gelu.ts";
import type { tf } from "../../../tf.ts";
import { GELU, GELU_GRADIENT } from "../binding/one_pass.ts";
import { composed, inOnePass, isWorthOnePass } from "./in_one_pass.ts";
import { register } from "./kernel.ts";

register<"x">(
  "Gelu",
  ({ x }, _, backend) =>
    isWorthOnePass(backend, x) ? [inOnePass(backend, GELU, x as tf.Tensor)] : composed(forward, { x }),
);

// What was made in one pass has kept nothing.
register<"dy" | "x" | "saved0">(
  "GeluGrad",
  ({ dy, x, saved0 }, _, backend) =>
    saved0 === undefined
      ? [inOnePass(backend, GELU_GRADIENT, x as tf.Tensor, dy as tf.Tensor)]
      : composed(backward, { dy, x, saved0 }),
);
