/**
 * How reading and decoding of a folder of JPEGs scales with threads: whole augmented passes (random resized crop to 224,
 * flip, normalise, batches of 32) with 0, 1 and 2 workers in turns.
 *
 *     deno run -A bench/image_folder.ts [--images 600] [--side 256] [--rounds 5]
 *
 * The images are drawn, enlarged and encoded into a temporary folder first.
 */
import { parseArgs } from "@std/cli/parse-args";
import encode from "npm:@jsquash/jpeg@1.6.0/encode.js";
import { generator, imageFolder, mixSeed, resize, tf } from "../mod.ts";
import { drawShape, SHAPES } from "../src/datasets/draw_shape.ts";
import { imageDecoder } from "../src/datasets/decode_image.ts";

const flags = parseArgs(Deno.args, {
  string: ["images", "side", "rounds"],
  default: { images: "600", side: "256", rounds: "5" },
});
const count = Number(flags.images), side = Number(flags.side), rounds = Number(flags.rounds);
await tf.setBackend("cpu");

const folder = await Deno.makeTempDir();
let written = 0;
for (let i = 0; i < count; i++) {
  const small = new Uint8Array(32 * 32 * 3), large = new Uint8Array(side * side * 3);
  drawShape(small, 32, i % SHAPES.length, generator(mixSeed(1, i)));
  resize({ size: side }).apply(small, large, [32, 32, 3], () => 0);
  const noise = generator(mixSeed(2, i)), data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let p = 0; p < side * side; p++) {
    for (let c = 0; c < 3; c++) data[4 * p + c] = large[3 * p + c]! + 12 * noise() - 6;
  }
  const file = new Uint8Array(await encode({ data, width: side, height: side } as ImageData, { quality: 90 }));
  await Deno.mkdir(`${folder}/${SHAPES[i % SHAPES.length]}`, { recursive: true });
  await Deno.writeFile(`${folder}/${SHAPES[i % SHAPES.length]}/${i}.jpg`, file);
  written += file.length;
}
console.log(
  `${count} JPEGs of ${side} x ${side}, ${(written / count / 1024).toFixed(0)} KiB each, ${rounds} rounds in turns`,
);

const decode = await imageDecoder();
const first = await Deno.readFile(`${folder}/${SHAPES[0]}/0.jpg`);
for (let i = 0; i < 50; i++) decode(first);
const began = performance.now();
for (let i = 0; i < 200; i++) decode(first);
console.log(`decoding alone: ${Math.round(200_000 / (performance.now() - began))} images/s in one thread`);

const workers = [0, 1, 2], speeds = workers.map(() => [] as number[]);
for (let round = 0; round < rounds; round++) {
  for (const [at, threads] of workers.entries()) {
    const data = imageFolder(folder, { workers: threads, valShare: 0 });
    await data.open!();
    let images = 0, start = 0;
    for await (const { x, y, size } of data.train(round, 0)) {
      tf.dispose([x, y]);
      // From the first batch on: how long threads take to begin is told by no epoch of a real folder.
      if (start === 0) start = performance.now();
      else images += size;
    }
    speeds[at]!.push(1000 * images / (performance.now() - start));
  }
}
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
