/** Runs over images that nobody chose: their checkpoints alone predict what the models of the runs do, of files and of pixels. */
import { assert, assertEquals } from "@std/assert";
import * as r from "../../mod.ts";
import { draws } from "../tfjs/random.ts";

const { tf } = r;
const RUNS = Number(Deno.env.get("RAPTOR_RUNS") ?? 24), SIDE = 8, CLASSES = ["ant", "bee", "cat"];
await r.cpu().open();

type Draws = ReturnType<typeof draws>;

/** What makes images of all sizes one size, or of one size another. */
const FITS: Readonly<Record<string, (d: Draws) => r.Transform[]>> = {
  cut: () => [r.resize({ size: SIDE + 2 }), r.centerCrop({ size: SIDE })],
  framed: (d) => [r.letterbox({ size: d.pick([SIDE, [SIDE, SIDE + 3]]) })],
  resized: () => [r.resize({ size: [SIDE, SIDE + 1] })],
  changed: (d) => [r.resize({ size: [SIDE, SIDE] }), d.pick([r.autocontrast, r.invert])({ chance: 1 })],
};

const AVERAGES: Readonly<Record<string, (inner: r.Optimizer) => r.Optimizer>> = {
  none: (inner) => inner,
  ema: (inner) => r.ema(inner, { momentum: 0.3 }),
  swa: (inner) => r.swa(inner, { updateBatchNorms: true }),
  frozen: (inner) => r.groups(inner, { weights: { "0/*": { frozen: true } } }),
};

function network(channels: number): r.Model<r.tf.Tensor4D, r.tf.Tensor2D> {
  return r.sequential(
    ...[r.conv2d({ channels, filters: 6, kernelSize: 3, padding: 1 }), r.batchNorm({ channels: 6 }), r.relu()] as const,
    ...[r.dropout({ rate: 0.3 }), r.globalAvgPool(), r.dense({ inputs: 6, units: 3 })] as const,
  ) as r.Model<r.tf.Tensor4D, r.tf.Tensor2D>;
}

async function predictsAsItsRun(seed: number): Promise<void> {
  const d = draws("predictor", seed), channels = d.pick([1, 3]), workDir = await Deno.makeTempDir();
  const fit = d.pick(Object.keys(FITS)), average = d.pick(Object.keys(AVERAGES)), resumes = d.int(2) === 0;
  const named = `run ${seed}: ${channels} channels, ${fit}, ${average}, ${resumes ? "resumed" : "straight"}`;
  const images = Array.from({ length: 9 }, (): r.Picture => {
    const [height, width] = [4 + d.int(30), 4 + d.int(30)];
    const data = Uint8Array.from({ length: height * width * channels }, () => d.int(256));
    return { dtype: "uint8", shape: [height, width, channels], data };
  });
  const part = (from: number, to: number) => ({
    ...{ name: "images", size: to - from, classes: CLASSES },
    get: (i: number) => ({ x: { ...images[from + i]!, data: images[from + i]!.data.slice() }, y: i % 3 }),
  });
  const transforms = FITS[fit]!(d), [mean, std] = [0.4, 0.3].map((value) => Array(channels).fill(value));
  const data = r.dataset({
    ...{ train: part(0, 5), val: part(4, 9), batchSize: 1 + d.int(4), transforms, valTransforms: transforms },
    ...{ normalize: r.normalize({ mean: mean!, std: std! }), loss: r.crossEntropy() },
  }) as unknown as r.DatasetWithLoss<r.tf.Tensor4D, r.tf.Tensor1D, r.tf.Tensor2D>;
  const train = (epochs: number, resume: boolean) =>
    r.runner({ workDir, log: false }).model(() => network(channels)).data(data).evaluator(r.accuracy())
      .optimizer(AVERAGES[average]!(r.adam({ lr: 0.02 }))).engine(r.cpu()).train({ epochs, resume });
  if (resumes) tf.dispose((await train(1, false)).model.params);
  const { model } = await train(2, resumes), expected: number[][] = [];
  await data.open!();
  for await (const { x, y } of data.val!()) {
    expected.push(...tf.tidy(() => model.forward(x, { training: false, seed: 0 }).arraySync()));
    tf.dispose([x, y]);
  }
  tf.dispose(model.params);
  const files = await Promise.all(
    images.slice(4).map(async (image, i) => {
      await r.writeImage(`${workDir}/${i}.png`, image);
      return `${workDir}/${i}.png`;
    }),
  );
  const before = tf.memory().numTensors;
  {
    using predict = await r.predictor(`${workDir}/epoch_2.safetensors`, {
      ...{ engine: r.cpu(), workers: 0, batchSize: d.pick([1, 2, 32]) },
    });
    assertEquals(predict.knows.classes, CLASSES, named);
    for (const inputs of [files, images.slice(4), files.map((file) => new Blob([Deno.readFileSync(file)]))]) {
      const answers = await Array.fromAsync(predict.each(inputs));
      assertEquals(answers.length, expected.length, named);
      for (const [i, { name, prediction }] of answers.entries()) {
        const row = [...(prediction as r.HostTensor).data];
        assert(
          row.every((logit, at) => Math.abs(logit - expected[i]![at]!) < 1e-5),
          `${named}: ${row} is ${expected[i]}`,
        );
        assertEquals(name, CLASSES[row.indexOf(Math.max(...row))], named);
      }
    }
  }
  assertEquals(tf.memory().numTensors, before, named);
  await Deno.remove(workDir, { recursive: true });
}

Deno.test(`${RUNS} drawn runs leave checkpoints that predict as their models do`, async () => {
  // It found gray images, of which it was not known what their bytes become.
  for (let seed = 0; seed < RUNS; seed++) await predictsAsItsRun(seed);
});
