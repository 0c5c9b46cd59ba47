/** The gradient of running sums; that of tfjs has its axes in the wrong order along any but the last. */
import { tf } from "../../tf.ts";
import type { Gradient } from "./config.ts";

interface Attributes {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** A running sum from the other end. */
export const cumsum: Gradient = {
  kernelName: "Cumsum",
  gradFunc: (dy, _, { axis, exclusive, reverse }: Attributes) => ({
    x: () => tf.cumsum(dy, axis, exclusive, !reverse),
  }),
};
