/**
 * Steps of Raptor beside those of PyTorch's eager mode: blocks of steps in turns, so that both meet the same noise of
 * the machine. A block is five steps, or as many as fill a tenth of a second. Every step reads its result.
 *
 *     deno run -A bench/vs_pytorch/steps.ts --python /path/to/python
 *         [--only resnet50-train-32,mlp-predict-128] [--blocks 10] [--steps 5] [--engine native|wasm] [--eager] [--mixed] [--profile]
 *
 * The Python needs torch. `--eager` does not compile Raptor's steps; `--mixed` computes in bfloat16, on Raptor's side only;
 * `--profile` tells where the time of Raptor's eager steps goes.
 */
import { parseArgs } from "@std/cli/parse-args";
import { mixedPrecision, native, wasm } from "../../mod.ts";
import { contestant, type Kind, networks } from "./contestants.ts";
import { clockKernels } from "../kernel_clock.ts";
import { startPython } from "./python.ts";
import { quantile, ratio, spread } from "./summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "only", "blocks", "steps", "engine"],
  boolean: ["eager", "mixed", "profile"],
  default: { python: "python3", blocks: "10", steps: "5", engine: "native" },
});
const [blocks, steps] = [Number(flags.blocks), Number(flags.steps)];
const rows = Object.keys(networks).flatMap((name) =>
  (["train", "predict"] as const).flatMap((kind) => batches(name).map((batch) => ({ name, kind, batch })))
);
/** How long each side runs before it is measured, and a block of it at least, in milliseconds. */
const WARM = 1000, BLOCK = 100;
const wanted = flags.only?.split(",");
const plain = flags.engine === "wasm" ? wasm() : native({ compile: !flags.eager });
const engine = await (flags.mixed ? mixedPrecision(plain) : plain).open();
const clock = flags.profile ? clockKernels(engine.backend) : undefined;
const python = startPython(flags.python, "steps.py");
const [version, threads] = (await python.ask("version")).split(" ");

console.log(`Raptor on ${engine.version}, ${engine.threads} threads; PyTorch ${version} eager, ${threads} threads`);
console.log(`${blocks} blocks of ${steps} steps or ${BLOCK} ms in turns; median (middle half) in milliseconds\n`);
console.log("| network | what | batch | Raptor | PyTorch | ratio of medians | of the least |");
console.log("|---|---|---|---|---|---|---|");
for (const { name, kind, batch } of rows) {
  if (wanted !== undefined && !wanted.includes(`${name}-${kind}-${batch}`)) continue;
  const { ours, theirs } = await race(name, kind, batch);
  const { median, least } = ratio(ours, theirs);
  console.log(`| ${name} | ${kind} | ${batch} | ${spread(ours)} | ${spread(theirs)} | **${median}** | ${least} |`);
}
await python.close();

async function race(name: string, kind: Kind, batch: number): Promise<{ ours: number[]; theirs: number[] }> {
  const raptor = contestant(name, kind, batch, engine);
  await python.ask(`open ${name} ${kind} ${batch}`);
  const ours: number[] = [], theirs: number[] = [];
  // The first steps are slower on both sides: they allocate, and Raptor's JavaScript is compiled by and by.
  const warm: number[] = [];
  for (const end = performance.now() + WARM; warm.length < 5 || performance.now() < end;) warm.push(raptor.step());
  const length = Math.max(steps, Math.ceil(BLOCK / quantile(warm, 0.5)));
  for (const end = performance.now() + WARM; performance.now() < end;) await python.ask("run 3");
  clock?.forget();
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < length; i++) ours.push(raptor.step());
    theirs.push(...(await python.ask(`run ${length}`)).split(" ").map(Number));
  }
  for (const line of clock?.lines(ours.length) ?? []) console.log(line);
  raptor.dispose();
  return { ours, theirs };
}

/** Batch sizes: the transformer's are sequences of 128. */
function batches(name: string): number[] {
  return name === "transformer" ? [8, 32] : [32, 128];
}
