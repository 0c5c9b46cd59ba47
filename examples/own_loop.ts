/**
 * A loop of one's own: what the runner does around its steps, in the plainest form. It ends by checking its own target.
 *
 *     deno run -A examples/own_loop.ts
 */
import {
  accuracy,
  adam,
  auto,
  batchNorm,
  conv2d,
  cosine,
  crossEntropy,
  dense,
  evaluate,
  globalAvgPool,
  initialize,
} from "../mod.ts";
import { makeStep, relu, sequential, synthetic, tf } from "../mod.ts";
import { sayPlainly } from "./flags/say_plainly.ts";

sayPlainly();

const engine = await auto().open();
const data = synthetic({ trainSamples: 2000, valSamples: 200, batchSize: 32, augment: false });
const model = sequential(
  conv2d({ channels: 3, filters: 16, kernelSize: 3, stride: 2, padding: 1, bias: false }),
  batchNorm({ channels: 16 }),
  relu(),
  conv2d({ channels: 16, filters: 32, kernelSize: 3, stride: 2, padding: 1, bias: false }),
  batchNorm({ channels: 32 }),
  relu(),
  globalAvgPool(),
  dense({ inputs: 32, units: 10 }),
);
initialize(model, 1);
await data.open?.();

const optimizer = adam({ lr: cosine(1e-2) }), slots = optimizer.init(model.params);
const learn = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine });
const EPOCHS = 8, stepsPerEpoch = data.batches!.train!, steps = EPOCHS * stepsPerEpoch;

let step = 0, right = 0;
for (let epoch = 0; epoch < EPOCHS; epoch++) {
  let sum = tf.scalar(0);
  for await (const { x, y, size } of data.train({ epoch, seed: 0 })) {
    const { loss } = learn({ x, y, size }, { step, steps, stepsPerEpoch }, step++);
    const before = sum;
    sum = tf.add(sum, loss!);
    tf.dispose([x, y, loss!, before]);
  }
  // Values are read once an epoch: a device that is asked after each step waits for it.
  const [total] = await sum.data();
  sum.dispose();
  const judging = evaluate(model, data.val!(), [accuracy()]);
  for (let next = await judging.next();; next = await judging.next()) {
    if (next.done) {
      right = next.value.accuracy;
      break;
    }
  }
  console.log(`epoch ${epoch + 1}: loss ${(total! / stepsPerEpoch).toFixed(4)}, ${right.toFixed(1)} % are right`);
}
await data.close?.();
tf.dispose(slots);
if (!(right >= 80)) throw new Error(`Cannot be content as 80 % should be right: got ${right}.`);
