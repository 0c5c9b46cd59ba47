/**
 * How fast batches are made: a whole epoch of augmented images, on the main thread.
 *
 *     deno run -A bench/loader.ts [DATA_DIR]
 *
 * Takes CIFAR-10 from DATA_DIR (default `data`) where it is there, the synthetic images otherwise.
 */
import { cifar10 } from "../src/datasets/cifar10.ts";
import { synthetic } from "../src/datasets/synthetic.ts";
import { tf } from "../src/tf.ts";

const BATCH = 32;
const [dataDir = "data"] = Deno.args;

await tf.setBackend("cpu");
let data = cifar10({ dataDir, batchSize: BATCH, download: false });
try {
  await data.open!();
} catch (error) {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
  data = synthetic({ batchSize: BATCH, trainSamples: 50_000 });
  await data.open!();
}

console.log(`${data.name}, batches of ${BATCH}, random crop, flip, normalize, tensors:`);
for (let epoch = 0; epoch < 3; epoch++) {
  const times: number[] = [];
  let images = 0;
  const start = performance.now();
  let last = start;
  for await (const { x, y, size } of data.train({ epoch, seed: 0 })) {
    const now = performance.now();
    times.push(now - last);
    images += size;
    tf.dispose([x, y]);
    last = performance.now();
  }
  const seconds = (performance.now() - start) / 1000;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(part * (times.length - 1))]!.toFixed(3);
  console.log(
    `epoch ${epoch + 1}: ${Math.round(images / seconds)} images/s, ms a batch: median ${at(0.5)}, 99 % below ${
      at(0.99)
    }`,
  );
}
