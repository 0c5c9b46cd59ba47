/**
 * A whole augmented epoch of CIFAR-10 without a model (random crop out of a border of 4, flip, normalise, shuffled
 * batches) beside PyTorch's DataLoader, whose dataset does the same in NumPy: epochs in turns, so that both meet the same
 * noise of the machine.
 *
 *     deno run -A bench/vs_pytorch/loader.ts --python /path/to/python [--data data] [--rounds 5] [--batch 32]
 *
 * The Python needs torch and NumPy. Each side is asked with several numbers of threads or processes; its best counts.
 * First, that 100 images come out alike of both sides for the same crops and flips.
 */
import { parseArgs } from "@std/cli/parse-args";
import { auto, cifar10, normalize, randomCrop, randomFlip, tf } from "../../mod.ts";
import { readCifarFiles, TRAIN_FILES } from "../../src/datasets/cifar10/read_files.ts";
import { converter } from "../../src/pixels/converter.ts";
import { openCutter } from "../../src/pixels/cutter.ts";
import { framer } from "../../src/pixels/framer.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "data", "rounds", "batch"],
  default: { python: "python3", data: "data", rounds: "5", batch: "32" },
});
const rounds = Number(flags.rounds), batchSize = Number(flags.batch);
const { name: engine } = await auto().open();

const child = new Deno.Command(flags.python, {
  args: [new URL("./loader.py", import.meta.url).pathname, flags.data, flags.batch],
  stdin: "piped",
  stdout: "piped",
}).spawn();
const questions = child.stdin.getWriter();
const answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
let pending = "";
const answer = async (): Promise<string[]> => {
  while (!pending.includes("\n")) {
    const { value, done } = await answers.read();
    if (done) throw new Error(`Cannot time PyTorch as its program ended: got no answer from ${flags.python}`);
    pending += value;
  }
  const end = pending.indexOf("\n"), line = pending.slice(0, end);
  pending = pending.slice(end + 1);
  return line.split(" ");
};
const ask = async (question: string): Promise<string[]> => {
  await questions.write(new TextEncoder().encode(`${question}\n`));
  return await answer();
};

const [torch, numpy] = await answer();
const worst = await largestDifference(100);
console.log(`100 images with the same crops and flips differ by at most ${worst.toExponential(1)}`);
if (worst > 1e-5) throw new Error("Cannot compare as both sides must make the same of an image");

const IMAGES = 50_000;

interface Epoch {
  readonly perSecond: number;
  readonly mean: number;
  readonly std: number;
}

// As on the other side, the images are read once.
const opened = [0, 1, 2].map((workers) => cifar10({ dataDir: flags.data, download: false, batchSize, workers }));
for (const data of opened) await data.open!();

const raptor = async (workers: number, epoch: number): Promise<Epoch> => {
  const data = opened[workers]!;
  const start = performance.now();
  let images = 0, last: tf.Tensor | undefined;
  for await (const { x, y, size } of data.train({ epoch, seed: 0 })) {
    images += size;
    // As in training, a batch is gone before the next one is asked for.
    y.dispose();
    if (images < IMAGES) x.dispose();
    else last = x;
  }
  const seconds = (performance.now() - start) / 1000;
  const { mean, variance } = tf.moments(last!);
  return { perSecond: images / seconds, mean: mean.dataSync()[0]!, std: Math.sqrt(variance.dataSync()[0]!) };
};
const pytorch = async (workers: number): Promise<Epoch> => {
  const [seconds, images, mean, std] = (await ask(String(workers))).map(Number) as [number, number, number, number];
  return { perSecond: images / seconds, mean, std };
};

const sides = [0, 1, 2].map((workers) => ({
  name: `Raptor, ${workers} workers`,
  run: (epoch: number) => raptor(workers, epoch),
}))
  .concat([0, 2].map((workers) => ({ name: `DataLoader, ${workers} workers`, run: () => pytorch(workers) })));
const seen = sides.map(() => [] as Epoch[]);
for (let round = -1; round < rounds; round++) {
  for (const [side, { run }] of sides.entries()) {
    const epoch = await run(round + 1);
    // The first round warms both sides up.
    if (round >= 0) seen[side]!.push(epoch);
  }
}
await questions.close();
await child.status;

const at = (list: readonly number[], share: number) =>
  list.toSorted((a, b) => a - b)[Math.round(share * (list.length - 1))]!;
console.log(
  `an epoch of 50,000 images, batches of ${batchSize}, ${rounds} rounds in turns, ${engine} engine, torch ${torch}, NumPy ${numpy}`,
);
for (const [side, { name }] of sides.entries()) {
  const speeds = seen[side]!.map(({ perSecond }) => perSecond);
  const [least, median, most] = [0, 0.5, 1].map((share) => Math.round(at(speeds, share)));
  const { mean, std } = seen[side]!.at(-1)!;
  const numbers = `last batch: mean ${mean.toFixed(2)}, deviation ${std.toFixed(2)}`;
  console.log(`${name.padEnd(22)} ${median} images/s (${least} to ${most}); ${numbers}`);
}
const best = (kind: string, round: number) =>
  Math.max(...sides.flatMap(({ name }, side) => name.startsWith(kind) ? [seen[side]![round]!.perSecond] : []));
const ratios = Array.from({ length: rounds }, (_, round) => best("Raptor", round) / best("DataLoader", round));
const [least, median, most] = [0, 0.5, 1].map((share) => at(ratios, share).toFixed(1));
console.log(`the best of Raptor / the best of DataLoader, round by round: median ${median} (${least} to ${most})`);

/** Makes images of the same crops and flips on both sides. */
async function largestDifference(count: number): Promise<number> {
  const size = 3072;
  const reading = { records: 10_000, samples: count, classes: 10 };
  const { pixels } = await readCifarFiles(`${flags.data}/cifar-10-batches-bin`, TRAIN_FILES, reading);
  const conversion = normalize({ mean: [0.491, 0.482, 0.447], std: [0.202, 0.199, 0.201] });
  const cutter = openCutter(), convert = converter(conversion);
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const top = i % 9, left = (i * 4) % 9, flip = i % 2;
    const places = [(top + 0.5) / 9, (left + 0.5) / 9, 0.5];
    const framed = framer([randomCrop({ size: 32, padding: 4 }), randomFlip({ chance: flip })]);
    const image = pixels.subarray(i * size, (i + 1) * size);
    const { frame } = framed({ x: { dtype: "uint8", data: image, shape: [32, 32, 3] }, y: 0 }, () => places.shift()!);
    cutter.begin(size);
    cutter.cut(image, frame!, 0);
    const ours = new Float32Array(size);
    convert(cutter.bytes(), 3, (piece, at) => ours.set(piece, at));
    const theirs = (await ask(`one ${i} ${top} ${left} ${flip}`)).map(Number);
    theirs.forEach((value, k) => worst = Math.max(worst, Math.abs(value - ours[k]!)));
  }
  return worst;
}
