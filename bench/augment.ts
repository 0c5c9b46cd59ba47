/**
 * An epoch augmented by RandAugment beside torchvision's, on one core each: flip, RandAugment, normalise, batches of 32, as tensors of
 * the fastest engine and of PyTorch.
 *
 *     deno run -A bench/augment.ts --python /path/to/python [--rounds 3] [--side 32,224] [--seconds 2]
 *
 * The images are drawn. torchvision is asked twice, for tensors of uint8 and for images of Pillow, in its own thread alone, and the faster
 * one counts. Rounds are taken in turns. Beside images a second stands how many there are for a second that a processor has spent on the
 * process, with all its threads: where a machine lends its processors to others meanwhile, that is what can be compared.
 */
import process from "node:process";
import { parseArgs } from "@std/cli/parse-args";
import {
  auto,
  dataset,
  generator,
  memoryImages,
  mixSeed,
  normalize,
  randAugment,
  randomFlip,
  share,
  tf,
} from "../mod.ts";
import { drawShape, SHAPES } from "../src/datasets/synthetic/draw_shape.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "rounds", "side", "seconds"],
  default: { python: "python3", rounds: "3", side: "32,224", seconds: "2" },
});
const rounds = Number(flags.rounds), seconds = Number(flags.seconds), BATCH = 32;
const { name } = await auto().open();
console.log(
  `Deno ${Deno.version.deno}, the ${name} engine, ${rounds} rounds of ${seconds} s in turns; images a second`,
);

for (const side of flags.side.split(",").map(Number)) {
  const count = side > 100 ? 256 : 4096, bytes = side * side * 3;
  const pixels = new Uint8Array(count * bytes), labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = i % SHAPES.length;
    drawShape(pixels.subarray(i * bytes, (i + 1) * bytes), side, labels[i]!, generator(mixSeed(1, i)));
  }
  const file = await Deno.makeTempFile();
  await Deno.writeFile(file, pixels);
  const shared = share({ pixels, labels });
  const ours = async (workers: number) => {
    const data = dataset({
      ...{ train: memoryImages({ ...shared, shape: [side, side, 3] }), batchSize: BATCH, workers },
      transforms: [randomFlip(), randAugment()],
      normalize: normalize({ mean: [0.49, 0.48, 0.45], std: [0.2, 0.2, 0.2] }),
    });
    await data.open!();
    let speed: Speed;
    // The first passes are not counted: code gets fast within them.
    for (let epoch = 0, began = performance.now(), used = process.cpuUsage(), images = 0, warm = true;; epoch++) {
      for await (const { x, y, size } of data.train({ epoch, seed: 1 })) {
        tf.dispose([x, y]);
        images += size;
      }
      const passed = (performance.now() - began) / 1000;
      if (warm && passed > seconds / 2) began = performance.now(), used = process.cpuUsage(), images = 0, warm = false;
      else if (!warm && passed > seconds) {
        const { user, system } = process.cpuUsage(used);
        speed = [images / passed, images / (user + system) * 1e6];
        break;
      }
    }
    await data.close!();
    return speed;
  };
  const theirs = async (kind: string) => {
    const args = [new URL("augment.py", import.meta.url).pathname, file, String(side), kind, String(seconds)];
    const { code, stdout, stderr } = await new Deno.Command(flags.python, { args }).output();
    if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).split(" ").map(Number) as unknown as Speed;
  };
  const speeds: Record<string, Speed[]> = { raptor: [], "raptor, 1 worker": [], tensors: [], pillow: [] };
  for (let round = 0; round < rounds; round++) {
    speeds.raptor!.push(await ours(0));
    speeds["raptor, 1 worker"]!.push(await ours(1));
    speeds.tensors!.push(await theirs("tensors"));
    speeds.pillow!.push(await theirs("pillow"));
  }
  console.log(`\n${side} x ${side}`);
  for (const [by, how] of ["by the clock", "of a processor"].entries()) {
    for (const [who, of] of Object.entries(speeds)) console.log(`  ${who}, ${how}: ${told(of.map((one) => one[by]!))}`);
    const ratio = speeds.raptor!.map((one, i) =>
      one[by]! / Math.max(speeds.tensors![i]![by]!, speeds.pillow![i]![by]!)
    );
    console.log(
      `  raptor in one thread / the faster of theirs, ${how}, by round: ${
        ratio.map((one) => one.toFixed(1)).join(", ")
      }`,
    );
  }
  await Deno.remove(file);
}

/** Images a second: by the clock, and of a processor. */
type Speed = readonly [clock: number, processor: number];

function told(speeds: readonly number[]): string {
  const sorted = speeds.toSorted((a, b) => a - b).map((speed) => Math.round(speed).toLocaleString("en"));
  return `${sorted[sorted.length >> 1]} (${sorted[0]} to ${sorted.at(-1)})`;
}
