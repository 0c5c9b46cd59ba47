/** A gradient as tfjs registers it: types alone. */
import type { tf } from "../../tf.ts";

/** Which inputs and results a gradient wants to see again, and what it makes of them. */
export interface Gradient {
  readonly kernelName: string;
  readonly inputsToSave?: string[];
  /** Where the inputs are a list. */
  readonly saveAllInputs?: boolean;
  readonly outputsToSave?: boolean[];
  readonly gradFunc: (
    dy: tf.Tensor,
    saved: tf.Tensor[],
    attrs: never,
  ) => Readonly<Record<string, () => tf.Tensor>>;
}
