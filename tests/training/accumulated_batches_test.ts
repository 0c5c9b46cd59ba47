/** Gradients that are accumulated are those of the one large batch, however it was cut and whatever counts in it. */
import { assertAlmostEquals } from "@std/assert";
import {
  accumulate,
  adam,
  chain,
  clipByNorm,
  cpu,
  type Engine,
  type Loss,
  makeStep,
  meanSquaredError,
  native,
  type Optimizer,
  sgd,
  tf,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { line } from "../toy.ts";

const needed = await needLibrary();
const X = [1, 2, -1, 3, 0.5, 2], Y = [2, 1, 0, 1, 1, -1];

/** The mean over what is above 0, as over tokens that are not masked. */
const masked: Loss<tf.Tensor1D, tf.Tensor1D> = Object.assign((p: tf.Tensor1D, y: tf.Tensor1D) => {
  const mask = tf.cast(tf.greater(y, 0), "float32");
  const sum = tf.sum(tf.mul(tf.squaredDifference(p, y), mask));
  return tf.div(sum, tf.maximum(tf.sum(mask), 1)) as tf.Scalar;
}, { count: (y: tf.Tensor1D) => tf.sum(tf.cast(tf.greater(y, 0), "float32")) as tf.Scalar });

interface Row {
  readonly loss: Loss<tf.Tensor1D, tf.Tensor1D>;
  readonly make: () => Optimizer;
  /** The slope after one batch of all and, if given, another of all. */
  readonly slope: number;
}

// Slopes by hand: from 0 the gradient of a mean of (w x - y)² is 2 mean(x (w x - y)).
const sum = X.map((x, i) => -x * Y[i]!).reduce((a, b) => a + b);
const counting = X.map((x, i) => Y[i]! > 0 ? -x * Y[i]! : 0).reduce((a, b) => a + b);
const ROWS: Record<string, Row> = {
  "a mean of samples": {
    loss: meanSquaredError() as Loss<tf.Tensor1D, tf.Tensor1D>,
    make: () => sgd({ lr: 0.1 }),
    slope: -0.1 * 2 * sum / 6,
  },
  "a masked mean": { loss: masked, make: () => sgd({ lr: 0.1 }), slope: -0.1 * 2 * counting / 4 },
  "a clipped one": { loss: masked, make: () => chain(clipByNorm(0.5), sgd({ lr: 0.1 })), slope: 0.05 },
  "one for Adam": { loss: masked, make: () => adam({ lr: 0.1 }), slope: 0.1 },
};
const ENGINES: readonly (readonly [string, Engine, object])[] = [["cpu", cpu(), {}], [
  "native, compiled",
  native(),
  needed,
]];

for (const [name, engine, need] of ENGINES) {
  for (const [as, { loss, make, slope }] of Object.entries(ROWS)) {
    for (const sizes of [[6], [4, 2], [1, 3, 2], [3, 1, 1, 1]]) {
      Deno.test({
        name: `accumulate() over batches of ${sizes} moves as one batch of 6: ${as} on ${name}`,
        ...need,
        async fn() {
          const info = await engine.open();
          const model = line(), optimizer = accumulate(sizes.length, make()), slots = optimizer.init(model.params);
          const step = makeStep({ model, loss, optimizer, slots, engine: info });
          let from = 0;
          for (const [i, size] of sizes.entries()) {
            const [x, y] = [X, Y].map((numbers) => tf.tensor1d(numbers.slice(from, from + size)));
            tf.dispose([
              step({ x: x!, y: y!, size }, { step: i, steps: 99, stepsPerEpoch: 99 }, i) as tf.NamedTensorMap,
              x!,
              y!,
            ]);
            from += size;
          }
          assertAlmostEquals(model.params.slope.dataSync()[0]!, slope, 1e-6);
          tf.dispose([model.params.slope, ...Object.values(slots)]);
        },
      });
    }
  }
}
