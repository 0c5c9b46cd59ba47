/** The gradient of sums of products by an equation, which tfjs lacks: one such sum again for each side. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

/** Of one tensor, or of two. */
export const einsum: Gradient = {
  kernelName: "Einsum",
  saveAllInputs: true,
  gradFunc: (dy, saved, { equation }: { readonly equation: string }) => {
    const [left, result] = equation.replace(/\s/g, "").split("->") as [string, string], names = left.split(",");
    return Object.fromEntries(saved.map((x, i) => [i, () => {
      const other = saved[1 - i] as tf.Tensor | undefined;
      return spread(i, names, result, dy, x, other);
    }]));
  },
};

function spread(
  at: number,
  names: readonly string[],
  result: string,
  dy: tf.Tensor,
  x: tf.Tensor,
  other: tf.Tensor | undefined,
): tf.Tensor {
  const own = names[at]!, others = names[1 - at] ?? "";
  // What was summed over in this one alone: each of its numbers has the same slope.
  const there = [...own].filter((name) => result.includes(name) || others.includes(name)).join("");
  const alone = (axes: string, tensor: tf.Tensor) =>
    axes === there ? tensor : tf.transpose(tensor, [...there].map((name) => axes.indexOf(name)));
  const slopes = other === undefined
    ? alone(result, dy)
    : result === ""
    ? tf.mul(dy, others === there ? other : tf.einsum(`${others}->${there}`, other))
    : others === ""
    ? tf.mul(alone(result, dy), other)
    : tf.einsum(`${result},${others}->${there}`, dy, other);
  const sizes = [...own].map((name, axis) => there.includes(name) ? x.shape[axis]! : 1);
  return tf.broadcastTo(tf.reshape(slopes, sizes), x.shape);
}
