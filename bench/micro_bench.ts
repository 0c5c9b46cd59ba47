/**
 * What lies around the step, piece by piece: `deno task bench`. The native rows are left out where libtensorflow is missing.
 */
import {
  accuracy,
  findLibtensorflow,
  generator,
  log,
  native,
  normalize,
  normals,
  permutation,
  randomCrop,
  randomFlip,
  scalars,
  tf,
  wasm,
} from "../mod.ts";
import { converter } from "../src/pixels/converter.ts";
import { collator } from "../src/loading/collate.ts";
import type { Collated } from "../src/loading/tray.ts";
import { memoryImages } from "../src/sources/memory_images.ts";

const at = { epoch: 1, epochs: 5, step: 10, steps: 7815, batch: 10, batches: 1563 };
const step = { type: "step", ...at, time: 0.3, dataTime: 0, lr: 1e-3, size: 32 } as const;
const report = { type: "report", ...at, losses: { loss: Array(10).fill(2.3) } } as const;

const folder = await Deno.makeTempDir();
addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const logging = log({ write: () => {}, progress: false, file: `${folder}/log` });
const writing = scalars(`${folder}/scalars.json`);

Deno.bench("hooks: ten steps and a line of the log, in its file too", () => {
  for (let i = 0; i < 10; i++) logging(step);
  logging(report);
});

Deno.bench("hooks: ten steps and a line of scalars.json", () => {
  for (let i = 0; i < 10; i++) writing(step);
  writing(report);
});

const pixels = new Uint8Array(1000 * 3072).map((_, i) => i % 256);
const collate = collator({
  labels: true,
  source: memoryImages({ pixels, labels: new Uint8Array(pixels.length / 3072), shape: [32, 32, 3] }),
  transforms: [randomCrop({ size: 32, padding: 4 }), randomFlip()],
});
const convert = converter(normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] }));
const picked = permutation(1000, generator(0)).subarray(0, 32);

Deno.bench(
  "loader: 32 augmented images of CIFAR, on the host",
  () => void convert((collate(picked, 1) as Collated).bytes, 3, () => {}),
);

Deno.bench("random: the order of 50,000 images", () => void permutation(50_000, generator(1)));

Deno.bench("random: 100,000 normal numbers", () => void normals(100_000, generator(1)));

const engines = [wasm(), ...findLibtensorflow() === undefined ? [] : [native()]];
for (const engine of engines) {
  await engine.open();
  const metric = accuracy();
  const logits = tf.ones([32, 10]) as tf.Tensor2D, targets = tf.tensor1d(Array(32).fill(3), "int32");
  const one = tf.scalar(1);

  Deno.bench(`${engine.name}: 100 additions of scalars, dispatched and disposed of`, async (b) => {
    await engine.open();
    b.start();
    for (let i = 0; i < 100; i++) tf.add(one, one).dispose();
    b.end();
  });

  Deno.bench(`${engine.name}: accuracy of a batch of 32`, async (b) => {
    await engine.open();
    b.start();
    tf.tidy(() => void metric.update(metric.init(), logits, targets));
    b.end();
  });
}
