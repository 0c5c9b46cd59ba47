/** Steps of a small network by the native engine, for operations that an eager step and a compiled one must do alike. */
import {
  crossEntropy,
  dense,
  type Engine,
  initialize,
  makeStep,
  type Model,
  sequential,
  sgd,
  tf,
} from "../../../../mod.ts";
import { tensorsIn } from "../../../../src/tensors/tensors_in.ts";

/** The width of the network. */
export const UNITS = 512;
/** With the width, so many numbers that they are worth a pass of their own. */
const BATCH = 2048;

/** How far the farthest number is from what it should be. */
export function farthest(numbers: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce((far, value, i) => Math.max(far, Math.abs(numbers[i]! - value)), 0);
}

/**
 * Losses of some steps, and the slots after them.
 *
 * @param layer What stands between two dense layers of a network, over `UNITS` numbers.
 * @param renewed Whether each step is made anew, so that none is compiled.
 */
export async function trained(
  layer: () => Model<tf.Tensor2D, tf.Tensor2D>,
  engine: Engine,
  renewed: boolean,
): Promise<Float32Array[]> {
  const open = await engine.open();
  const model = sequential(dense({ inputs: 64, units: UNITS }), layer(), dense({ inputs: UNITS, units: 10 }));
  initialize(model, 0);
  const optimizer = sgd({ lr: 0.1, momentum: 0.9 }), slots = optimizer.init(model.params);
  const make = () => makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: open });
  let step = make();
  const losses = Array.from({ length: 6 }, (_, at) => {
    if (renewed) step = make();
    const x = tf.randomNormal([BATCH, 64], 0, 1, "float32", 1 + at) as tf.Tensor2D;
    const y = tf.tensor1d(Array.from({ length: BATCH }, (_, i) => i % 10), "int32");
    const { loss } = step({ x, y, size: BATCH }, { step: at, steps: 6, stepsPerEpoch: 6 }, 0);
    const [value] = loss!.dataSync();
    tf.dispose([x, y, loss!]);
    return value!;
  });
  const after = tensorsIn(slots).map((slot) => slot.dataSync() as Float32Array);
  tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
  return [Float32Array.from(losses), ...after];
}
