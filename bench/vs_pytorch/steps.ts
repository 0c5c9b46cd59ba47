/**
 * Steps of Raptor beside those of PyTorch: blocks of steps in turns, so that both meet the same noise of the machine. A block
 * is five steps, or as many as fill a tenth of a second. Every step reads its result. Each row has two processes of its own, whose most
 * memory while they were measured is told.
 *
 *     deno run -A bench/vs_pytorch/steps.ts --python /path/to/python
 *         [--only resnet50-train-32,resnet50@224-train-8,mlp-predict-128] [--blocks 10] [--steps 5] [--engine native|wasm] [--eager] [--mixed] [--best]
 *         [--threads 1 --at-once 2] [--one-dnn] [--peer jax] [--peak GFLOPS] [--profile]
 *
 * The Python needs torch, or jax for `--peer jax`, whose steps are jitted. PyTorch is eager; `--best` tries what else it has (channels last, torch.compile, which needs a C
 * compiler, fused updates) and races against the fastest for each row. `--eager` does not compile Raptor's steps; `--mixed`
 * computes in bfloat16, PyTorch by autocast if it is to be at its best. `--peak` is what the processor can do (`cc -O3
 * -march=native -pthread bench/peak.c -o peak && ./peak`), of which each row's share is then told; `--profile` tells where the
 * time of Raptor's eager steps goes.
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Kind } from "./contestants.ts";
import { during, type Python, run, startAnswering, startPython } from "./python.ts";
import { quantile, ratio, spread } from "./summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "only", "blocks", "steps", "engine", "peer", "peak", "threads", "at-once"],
  boolean: ["eager", "mixed", "best", "profile", "one-dnn"],
  default: { python: "python3", blocks: "10", steps: "5", peer: "torch" },
});
const [blocks, steps] = [Number(flags.blocks), Number(flags.steps)];
const wanted = flags.only?.split(",") ??
  ["resnet18", "resnet50", "mlp", "transformer"].flatMap((name) =>
    (["train", "predict"] as const).flatMap((kind) => batches(name).map((batch) => `${name}-${kind}-${batch}`))
  );
const peak = flags.peak === undefined ? undefined : Number(flags.peak);
/** How long each side runs before it is measured, and a block of it at least, in milliseconds. */
const WARM = 1000, BLOCK = 100;
/** And how many steps at least. */
const LEAST = 6;
if (flags.peer === "jax" && (flags.best || flags.peak)) {
  throw new TypeError("Cannot race with JAX as --best and --peak are about PyTorch: leave them out.");
}
const jax = flags.peer === "jax", peer = jax ? "JAX" : "PyTorch";
const startPeer = () => startPython(flags.python, jax ? "steps_jax.py" : "steps.py");
/** Which engine is used is for that program to read off the flags. */
const startRaptor = () =>
  startAnswering([
    ...[Deno.execPath(), "run", "-A", "--no-check", new URL("answer_steps.ts", import.meta.url).pathname],
    ...Deno.args,
  ]);

async function told(side: Python): Promise<string> {
  const version = await side.ask("version");
  await side.close();
  return version;
}

const [engine, [version, threads]] = [await told(startRaptor()), (await told(startPeer())).split(" ")];
console.log(`Raptor on ${engine}; ${peer} ${version}${jax ? ", jitted" : `, ${threads} threads`}`);
console.log(`${blocks} blocks of ${steps} steps or ${BLOCK} ms in turns; median (middle half) in milliseconds\n`);
const shares = peak === undefined ? ["", ""] : [` share of the peak, Raptor | ${peer} |`, "---|---|"];
console.log(
  `| network | what | batch | Raptor | ${peer} | its mode | ratio of medians | of the least | MiB, Raptor | ${peer} |${
    shares[0]
  }`,
);
console.log(`|---|---|---|---|---|---|---|---|---|---|${shares[1]}`);
for (const row of wanted) {
  const [name, kind, size] = row.split("-") as [string, string, string];
  const { ours, theirs, mode, flops, memory } = await race(`${name} ${kind} ${size}`, modesOf(name, kind as Kind));
  const { median, least } = ratio(ours, theirs);
  const share = (times: number[]) => `${(100 * flops / quantile(times, 0.5) / 1e6 / peak!).toFixed(0)} %`;
  console.log(
    `| ${name} | ${kind} | ${size} | ${spread(ours, 2)} | ${spread(theirs, 2)} | ${mode} | **${median}** | ${least} | ${
      memory.join(" | ")
    } |` +
      (peak === undefined ? "" : ` ${share(ours)} | ${share(theirs)} |`),
  );
}

interface Race {
  readonly ours: number[];
  readonly theirs: number[];
  /** PyTorch's. */
  readonly mode: string;
  /** Of a step's products and convolutions. */
  readonly flops: number;
  /** The most while they were measured, of each side, in MiB. */
  readonly memory: readonly string[];
}

async function race(row: string, modes: readonly string[]): Promise<Race> {
  const mode = await fastest(row, modes), sides = [startRaptor(), startPeer()] as const, [raptor, python] = sides;
  await raptor.ask(`open ${row}`);
  await python.ask(`open ${row} ${mode}`);
  const flops = peak === undefined ? 0 : Number(await python.ask("flops"));
  const ours: number[] = [], theirs: number[] = [];
  // The first steps are slower on both sides: they allocate, and Raptor's JavaScript is compiled by and by.
  const warm = await during(raptor, WARM, 1, LEAST);
  const length = Math.max(steps, Math.ceil(BLOCK / quantile(warm, 0.5)));
  await during(python, WARM, 3, LEAST);
  for (const side of sides) await side.ask("peak");
  for (let block = 0; block < blocks; block++) {
    ours.push(...await run(raptor, length));
    theirs.push(...await run(python, length));
  }
  const memory: string[] = [];
  if (flags.profile) { for (const line of JSON.parse(await raptor.ask(`spent ${ours.length}`))) console.log(line); }
  for (const side of sides) {
    memory.push(Number(await side.ask("peak")).toFixed(0));
    await side.close();
  }
  return { ours, theirs, mode, flops, memory };
}

/** The ways in which PyTorch may do a row. */
function modesOf(name: string, kind: Kind): string[] {
  const precision = flags.mixed && flags.best ? ["bfloat16"] : [], join = (...words: string[]) => words.join("+");
  if (jax) return ["jit"];
  if (!flags.best) return ["eager"];
  const layouts = name.startsWith("resnet") ? [[], ["last"]] : [[]], updates = kind === "train" ? ["fused"] : [];
  return layouts.flatMap((layout) =>
    [["eager"], ["compile"]].map((how) => join(...how, ...layout, ...updates, ...precision))
  );
}

/** Of these modes that with the least time of a step. */
async function fastest(row: string, modes: readonly string[]): Promise<string> {
  if (modes.length === 1) return modes[0]!;
  const python = startPeer(), least = new Map<string, number>();
  for (const mode of modes) {
    await python.ask(`open ${row} ${mode}`);
    least.set(mode, Math.min(...await during(python, WARM, 3, LEAST)));
  }
  await python.close();
  return modes.toSorted((a, b) => least.get(a)! - least.get(b)!)[0]!;
}

/** Batch sizes: the transformer's are sequences of 128. */
function batches(name: string): number[] {
  return name === "transformer" ? [8, 32] : [32, 128];
}
