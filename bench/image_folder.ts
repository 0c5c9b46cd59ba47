/**
 * How reading and decoding of a folder of JPEGs scales with threads: whole augmented passes (random resized crop to 224,
 * flip, normalise, batches of 32, tensors on the fastest engine) with 0, 1 and 2 workers in turns.
 *
 *     deno run -A bench/image_folder.ts [--images 600] [--side 256] [--rounds 5]
 *
 * Beside it: how decoding alone scales with processes that share nothing, which is as far as the machine lets it.
 * The images are drawn, enlarged and encoded into a temporary folder first.
 */
import { parseArgs } from "@std/cli/parse-args";
import encode from "npm:@jsquash/jpeg@1.6.0/encode.js";
import { auto, generator, imageFolder, mixSeed, resize, tf } from "../mod.ts";
import { drawShape, SHAPES } from "../src/datasets/synthetic/draw_shape.ts";
import { imageDecoder } from "../src/pixels/decode_image.ts";

const flags = parseArgs(Deno.args, {
  string: ["images", "side", "rounds", "decode"],
  default: { images: "600", side: "256", rounds: "5" },
});
if (flags.decode !== undefined) {
  console.log(await decoded(flags.decode));
  Deno.exit();
}
/** Each image is there so many times: a pass is long to how it begins and ends. */
const COPIES = 4;
/** Passes that are not measured: threads and decoders get fast within the first ones. */
const WARM = 2;
const count = Number(flags.images), side = Number(flags.side), rounds = Number(flags.rounds);
await auto().open();

const folder = await Deno.makeTempDir();
let written = 0;
for (let i = 0; i < count; i++) {
  const small = new Uint8Array(32 * 32 * 3), large = new Uint8Array(side * side * 3);
  drawShape(small, 32, i % SHAPES.length, generator(mixSeed(1, i)));
  resize({ size: side }).pixels!.apply(small, large, [32, 32, 3], () => 0);
  const noise = generator(mixSeed(2, i)), data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let p = 0; p < side * side; p++) {
    for (let c = 0; c < 3; c++) data[4 * p + c] = large[3 * p + c]! + 12 * noise() - 6;
  }
  const file = new Uint8Array(await encode({ data, width: side, height: side } as ImageData, { quality: 90 }));
  await Deno.mkdir(`${folder}/${SHAPES[i % SHAPES.length]}`, { recursive: true });
  const path = `${folder}/${SHAPES[i % SHAPES.length]}/${i}`;
  await Deno.writeFile(`${path}.jpg`, file);
  for (let copy = 1; copy < COPIES; copy++) await Deno.link(`${path}.jpg`, `${path}_${copy}.jpg`);
  written += file.length;
}
console.log(
  `${count} JPEGs, each ${COPIES} times, of ${side} x ${side}, ${
    (written / count / 1024).toFixed(0)
  } KiB each, ${rounds} rounds in turns`,
);

// How far this machine's processors are two: the same work in processes that share nothing.
const one = await decodeAlone(1), two = await decodeAlone(2);
console.log(`decoding alone: ${one} images/s in one process, ${two} in two, ${(two / one).toFixed(2)} times`);

const workers = [0, 1, 2], speeds = workers.map(() => [] as number[]);
const datasets = workers.map((threads) => imageFolder(folder, { workers: threads, valShare: 0 }));
for (const data of datasets) await data.open!();
for (let pass = 0; pass < WARM + rounds; pass++) {
  for (const [at, data] of datasets.entries()) {
    let images = 0, start = 0;
    for await (const { x, y, size } of data.train({ epoch: pass, seed: 0 })) {
      tf.dispose([x, y]);
      if (start === 0) start = performance.now();
      else images += size;
    }
    if (pass >= WARM) speeds[at]!.push(1000 * images / (performance.now() - start));
  }
}
for (const data of datasets) await data.close?.();
await Deno.remove(folder, { recursive: true });

const part = (list: readonly number[], share: number) =>
  list.toSorted((a, b) => a - b)[Math.round(share * (list.length - 1))]!;
for (const [at, threads] of workers.entries()) {
  const [least, median, most] = [0, 0.5, 1].map((share) => Math.round(part(speeds[at]!, share)));
  console.log(`${threads} workers: ${median} images/s (${least} to ${most})`);
}
const ratios = speeds[2]!.map((speed, round) => speed / speeds[1]![round]!);
const [least, median, most] = [0, 0.5, 1].map((share) => part(ratios, share).toFixed(2));
console.log(`2 workers to 1, round by round: median ${median} (${least} to ${most})`);

/** Images a second of one file, decoded again and again for two seconds. */
async function decoded(file: string): Promise<number> {
  const decode = await imageDecoder(), bytes = await Deno.readFile(file);
  for (let i = 0; i < 50; i++) decode(bytes);
  const start = performance.now();
  let images = 0;
  for (; performance.now() - start < 2000; images++) decode(bytes);
  return Math.round(images / 2);
}

/** The sum of that over processes beside each other. */
async function decodeAlone(processes: number): Promise<number> {
  const args = ["run", "-A", import.meta.url, "--decode", `${folder}/${SHAPES[0]}/0.jpg`];
  const runs = Array.from({ length: processes }, () => new Deno.Command(Deno.execPath(), { args }).output());
  const outputs = await Promise.all(runs);
  return outputs.reduce((sum, { stdout }) => sum + Number(new TextDecoder().decode(stdout)), 0);
}
