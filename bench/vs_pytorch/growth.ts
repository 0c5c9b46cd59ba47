/**
 * How a training step grows: its time and memory against batch, width, depth, length and the side of an image, Raptor beside
 * PyTorch, and both beside the work. Each point has two processes of its own, which run in turns.
 *
 *     deno run -A bench/vs_pytorch/growth.ts --python /path/to/python [--only side,length] [--rounds 3] [--to growth.json]
 *     deno run -A bench/vs_pytorch/growth_chart.ts growth.json growth.svg
 *
 * The Python needs torch.
 */
import { parseArgs } from "@std/cli/parse-args";
import { during, startAnswering, startPython } from "./python.ts";
import { quantile } from "./summary.ts";

/** A point of the chart. */
export interface Point {
  /** What varies, and how much of it there is. */
  readonly axis: string;
  readonly size: number;
  /** Median milliseconds a step. */
  readonly ours: number;
  readonly theirs: number;
  /** Peak memory of the process in MiB. */
  readonly ourMemory: number;
  readonly theirMemory: number;
  /** Floating-point operations of a step's products and convolutions. */
  readonly work: number;
}

/** Of each axis the network with its batch, by size, and the sizes. */
const AXES: Readonly<Record<string, readonly [(size: number) => string, readonly number[]]>> = {
  batch: [(size) => `resnet18 train ${size}`, [8, 16, 32, 64, 128, 256, 512]],
  width: [(size) => `mlp@${size} train 128`, [128, 256, 512, 1024, 2048, 4096]],
  depth: [(size) => `deep@${size} train 128`, [2, 4, 8, 16, 32]],
  length: [(size) => `transformer@${size} train 4`, [128, 256, 512, 1024, 2048]],
  side: [(size) => `resnet18@${size} train 8`, [32, 64, 128, 224]],
};
/** How long a side runs in each turn, in milliseconds, and how often at least. */
const TURN = 500, LEAST = 2;

const flags = parseArgs(Deno.args, {
  string: ["python", "only", "rounds", "to"],
  default: { python: "python3", rounds: "3", only: Object.keys(AXES).join(","), to: "" },
});

async function point(axis: string, size: number, row: string): Promise<Point> {
  const program = new URL("answer_steps.ts", import.meta.url).pathname;
  const sides = [
    startAnswering([Deno.execPath(), "run", "-A", "--no-check", program]),
    startPython(flags.python, "steps.py"),
  ] as const;
  const times: [number[], number[]] = [[], []];
  const [ours, theirs] = sides;
  await ours.ask(`open ${row}`);
  await theirs.ask(`open ${row} eager`);
  const work = Number(await theirs.ask("flops"));
  for (const side of sides) {
    await during(side, TURN, 1, LEAST);
    await side.ask("peak");
  }
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const [i, side] of sides.entries()) times[i]!.push(...await during(side, TURN, 1, LEAST));
  }
  const memory = [Number(await ours.ask("peak")), Number(await theirs.ask("peak"))] as const;
  for (const side of sides) await side.close();
  const [a, b] = times.map((those) => quantile(those, 0.5)) as [number, number];
  return { axis, size, ours: a, theirs: b, ourMemory: memory[0], theirMemory: memory[1], work };
}

const points: Point[] = [];
console.log(
  "| what grows | to | Raptor, ms | PyTorch, ms | ratio | MiB | MiB of PyTorch | time and work since the point before |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const axis of flags.only.split(",")) {
  const [row, sizes] = AXES[axis]!;
  for (const size of sizes) {
    const now = await point(axis, size, row(size)), before = points.at(-1);
    points.push(now);
    const grown = before !== undefined && before.axis === axis
      ? `${(now.ours / before.ours).toFixed(2)} for ${(now.work / before.work).toFixed(2)}`
      : "";
    console.log(
      `| ${axis} | ${size} | ${now.ours.toFixed(2)} | ${now.theirs.toFixed(2)} | ${
        (now.ours / now.theirs).toFixed(2)
      } | ` +
        `${now.ourMemory.toFixed(0)} | ${now.theirMemory.toFixed(0)} | ${grown} |`,
    );
  }
}
if (flags.to !== "") await Deno.writeTextFile(flags.to, JSON.stringify(points, undefined, 1));
