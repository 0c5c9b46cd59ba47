/**
 * Every loss and its gradient are PyTorch's.
 *
 * The figures are of PyTorch 2.13 in float64 on the CPU, with `t = tensor(PREDICTION, requires_grad=True)`,
 * `loss = F.x(t, tensor(TARGET))`, `loss.backward()`, then `loss` and `t.grad.flatten()`.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Loss } from "../../src/loss.ts";
import { binaryCrossEntropy } from "../../src/losses/binary_cross_entropy.ts";
import { crossEntropy } from "../../src/losses/cross_entropy.ts";
import { huber } from "../../src/losses/huber.ts";
import { meanAbsoluteError } from "../../src/losses/mean_absolute_error.ts";
import { meanSquaredError } from "../../src/losses/mean_squared_error.ts";
import { tf } from "../../src/tf.ts";
import type { Need } from "../needs.ts";

const PREDICTION = [[-3, 0, 0.5], [2, 50, -50]];
const numbers = () => tf.tensor2d([[-1, 0, 1], [0.5, 49, 1]]);
const chances = () => tf.tensor2d([[0, 1, 1], [0.25, 0, 1]]);
const labels = () => tf.tensor1d([2, 0], "int32");

interface Row {
  /** PyTorch's call. */
  readonly as: string;
  readonly judge: (prediction: tf.Tensor2D) => ReturnType<Loss<tf.Tensor2D, tf.Tensor>>;
  readonly value: number;
  readonly gradient: readonly number[];
}

const TABLE: readonly Row[] = [
  {
    as: "mse_loss",
    judge: (t) => meanSquaredError()(t, numbers()),
    value: 434.75,
    gradient: [-0.6666666667, 0, -0.1666666667, 0.5, 0.3333333333, -17],
  },
  {
    as: "l1_loss",
    judge: (t) => meanAbsoluteError()(t, numbers()),
    value: 9.333333333,
    gradient: [-0.1666666667, 0, -0.1666666667, 0.1666666667, 0.1666666667, -0.1666666667],
  },
  {
    as: "huber_loss",
    judge: (t) => huber()(t, numbers()),
    value: 8.9375,
    gradient: [-0.1666666667, 0, -0.08333333333, 0.1666666667, 0.1666666667, -0.1666666667],
  },
  {
    as: "huber_loss(delta=0.25)",
    judge: (t) => huber({ delta: 0.25 })(t, numbers()),
    value: 2.307291667,
    gradient: [-0.04166666667, 0, -0.04166666667, 0.04166666667, 0.04166666667, -0.04166666667],
  },
  {
    as: "binary_cross_entropy_with_logits",
    judge: (t) => binaryCrossEntropy()(t, chances()),
    value: 17.14045659,
    gradient: [0.007904312196, -0.08333333333, -0.0629234448, 0.1051328463, 0.1666666667, -0.1666666667],
  },
  {
    as: "cross_entropy",
    judge: (t) => crossEntropy()(t, labels()),
    value: 24.24634958,
    gradient: [0.009224923942, 0.1852875504, -0.1945124744, -0.5, 0.5, 0],
  },
  {
    as: "cross_entropy(label_smoothing=0.1)",
    judge: (t) => crossEntropy({ labelSmoothing: 0.1 })(t, labels()),
    value: 24.37968291,
    gradient: [-0.007441742725, 0.1686208838, -0.1611791411, -0.4666666667, 0.4833333333, -0.01666666667],
  },
];

/**
 * Tries the table on an engine.
 *
 * @param name The engine's.
 * @param open Makes it current.
 * @param need What it needs.
 */
export function testLosses(name: string, open: () => Promise<unknown>, need: Partial<Need> = {}): void {
  for (const { as, judge, value, gradient } of TABLE) {
    Deno.test({
      name: `the loss and the gradient are those of PyTorch's ${as} on ${name}`,
      ...need,
      async fn() {
        await open();
        const before = tf.memory().numTensors;
        const tensors = tf.tidy(() => {
          const { value, grad } = tf.valueAndGrad((t) => judge(t as tf.Tensor2D) as tf.Scalar)(tf.tensor2d(PREDICTION));
          return [value, grad];
        });
        const found = (await Promise.all(tensors.map((tensor) => tensor.data()))).flatMap((numbers) => [...numbers]);
        tf.dispose(tensors);
        assertEquals(tf.memory().numTensors, before);
        [value, ...gradient].forEach((number, i) =>
          assertAlmostEquals(found[i]!, number, 1e-6 * Math.max(1, Math.abs(number)))
        );
      },
    });
  }
}
