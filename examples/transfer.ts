/**
 * Transfer learning: a small network learns to tell ten shapes apart; what it sees by, frozen, then serves another task of which
 * there are 200 images: is the shape one of the first five? A network that begins anew with these is the measure. It ends by
 * checking its own target.
 *
 *     deno run -A examples/transfer.ts
 */
import {
  accuracy,
  adam,
  arrays,
  batchNorm,
  conv2d,
  dense,
  globalAvgPool,
  maxPool,
  model,
  relu,
  runner,
  sequential,
  synthetic,
  tf,
} from "../mod.ts";
import { sayPlainly } from "./flags/say_plainly.ts";

sayPlainly();

const makeBackbone = () =>
  sequential(
    conv2d({ channels: 3, filters: 16, kernelSize: 3, padding: 1, bias: false }),
    batchNorm({ channels: 16 }),
    relu(),
    maxPool({ size: 2 }),
    conv2d({ channels: 16, filters: 32, kernelSize: 3, padding: 1, bias: false }),
    batchNorm({ channels: 32 }),
    relu(),
    maxPool({ size: 2 }),
    conv2d({ channels: 32, filters: 64, kernelSize: 3, padding: 1, bias: false }),
    batchNorm({ channels: 64 }),
    relu(),
    globalAvgPool(),
  );

// What is learnt first, from many images.
const backbone = makeBackbone();
await runner({ workDir: "work_dirs/transfer/shapes" })
  .model(sequential(backbone, dense({ inputs: 64, units: 10 })))
  .data(synthetic({ trainSamples: 2000, valSamples: 200, augment: false }))
  .evaluator(accuracy())
  .optimizer(adam({ lr: 5e-3 }))
  .train({ epochs: 4 });

// The other task: 200 images to learn from, 300 to be judged on, none of which the backbone has seen.
const few = await halves(synthetic({ trainSamples: 200, valSamples: 300, seed: 1, augment: false }));

// The backbone is none of the parts, so nothing of it is moved or saved; as it predicts, its statistics stay as well.
const withHead = model({
  name: "transferred",
  params: { head: dense({ inputs: 64, units: 2 }) },
  forward: (x: tf.Tensor4D, mode, { head }) =>
    head.forward(backbone.forward(x, { ...mode, training: false }), mode) as tf.Tensor2D,
});

const learning = (workDir: string) => runner({ workDir: `work_dirs/transfer/${workDir}` });
const transferred = await learning("transferred").model(withHead).data(few).evaluator(accuracy())
  .optimizer(adam({ lr: 0.02 })).train({ epochs: 15 });
const anew = await learning("anew").model(sequential(makeBackbone(), dense({ inputs: 64, units: 2 }))).data(few)
  .evaluator(accuracy()).optimizer(adam({ lr: 5e-3 })).train({ epochs: 15 });

const [with_, without] = [transferred, anew].map(({ scores }) => scores!.accuracy);
console.log(`${with_!.toFixed(1)} % are right with the frozen backbone, ${without!.toFixed(1)} % without.`);
if (!(with_! >= 75 && with_! > without!)) {
  throw new Error(`Cannot be content as 75 % should be right, and more than without: got ${with_} and ${without}.`);
}

/** The same images, with whether each is of the first five classes. */
async function halves(data: ReturnType<typeof synthetic>) {
  await data.open?.();
  const gather = async (batches: AsyncIterable<{ x: tf.Tensor4D; y: tf.Tensor1D }> | Iterable<unknown>) => {
    const parts: { x: tf.Tensor4D; y: tf.Tensor1D }[] = [];
    for await (const { x, y } of batches as AsyncIterable<{ x: tf.Tensor4D; y: tf.Tensor1D }>) parts.push({ x, y });
    const x = tf.concat(parts.map(({ x }) => x)), y = tf.concat(parts.map(({ y }) => tf.cast(tf.less(y, 5), "int32")));
    return { x: x as tf.Tensor4D, y: Array.from(await y.data()) };
  };
  const [train, val] = [await gather(data.train({ epoch: 0, seed: 0 })), await gather(data.val!())];
  return arrays({ x: train.x, y: train.y, valX: val.x, valY: val.y, classes: 2 });
}
