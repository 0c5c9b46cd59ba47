/**
 * A batch that no memory holds, on native: what is said of it, and how many tensors it leaves.
 *
 *     deno run -A tests/tensors/huge_batch.ts     the eager step's, as JSON
 */
import { assertThrows } from "@std/assert";
import { makeStep, native, sgd, tf } from "../../mod.ts";

/** TensorFlow waits for ten seconds before it gives up. */
export async function hugeBatch(compile: boolean): Promise<{ readonly message: string; readonly left: number }> {
  const engine = await native({ compile }).open();
  const weight = tf.variable(tf.scalar(1));
  const model = { name: "huge", params: { weight }, forward: () => tf.mul(tf.fill([2 ** 20, 2 ** 20], 1), weight) };
  const optimizer = sgd({ lr: 1 });
  const loss = (prediction: tf.Tensor) => tf.mean(prediction) as tf.Scalar;
  const step = makeStep({ model, loss, optimizer, slots: optimizer.init(model.params), engine });
  const batch = { x: tf.scalar(0), y: tf.scalar(0), size: 32 };
  const before = tf.memory().numTensors;
  const { message } = assertThrows(() => step(batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0), RangeError);
  const left = tf.memory().numTensors - before;
  tf.dispose([weight, batch.x, batch.y]);
  return { message, left };
}

if (import.meta.main) console.log(JSON.stringify(await hugeBatch(false)));
