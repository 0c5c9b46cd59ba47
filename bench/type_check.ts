/**
 * What an editor waits for: how much work the types of a long sentence are, over those of a file that only imports `mod.ts`. Both
 * are checked by `deno check` in turns, each time as a new file with a text of its own, so that nothing is known already.
 *
 *     deno run -A bench/type_check.ts [--rounds 5] [--copies 20]
 *
 * `--copies` is how many sentences there are in the long file, as one is little beside all of `mod.ts`.
 */
import { parseArgs } from "@std/cli/parse-args";
import { quantile, spread } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, { string: ["rounds", "copies"], default: { rounds: "5", copies: "20" } });
const rounds = Number(flags.rounds), copies = Number(flags.copies), root = new URL("..", import.meta.url).pathname;

/** Twelve calls, with every noun in them. */
const SENTENCE = `
const source = r.rows({ x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [0, 1, 1, 0], classes: ["even", "odd"] });
const { train, val } = r.split(r.cached(r.repeat(source, 100)), { train: 0.8, val: 0.2 }, { stratify: true });
const loud: r.Transform = ({ x, y }, next) => next() < 0.5 ? { x, y } : { x, y };
const own = r.dataset({ train, val, transforms: [loud], order: r.shuffled(), batchSize: 8 });
const network = r.model({
  params: { body: r.sequential(r.dense({ inputs: 2, units: 8 }), r.relu(), r.dense({ inputs: 8, units: 2 })) },
  forward: (x: r.tf.Tensor2D, mode, { body }) => body.forward(x, mode),
});
const { scores } = await r.runner({ workDir: "work_dirs/xor", seed: 1 })
  .model(network)
  .data(r.arrays({ x: [[0, 0], [0, 1], [1, 0], [1, 1]], y: [0, 1, 1, 0], valX: [[0, 1]], valY: [1], classes: 2 }))
  .loss(r.crossEntropy({ labelSmoothing: 0.1 }))
  .evaluator(r.accuracy(), r.topK(2), r.f1({ classes: 2 }))
  .optimizer(r.chain(r.clipByNorm(1), r.adamw({ lr: r.warmup(r.cosine(1e-3), { epochs: 1 }), weightDecay: 0.01 })))
  .engine(r.mixedPrecision(r.native()))
  .hook(r.stopWhen("accuracy", 0.99))
  .hook(r.on("epoch", ({ epoch }) => console.log(epoch)))
  .hook(r.scalars("scalars.json", { interval: 5 }))
  .hook((event) => event.type === "scores" && event.scores.f1 > 0.9 ? { stop: "good" } : undefined)
  .train({ epochs: 5 });
console.log(scores?.accuracy, own.name);
`;

/** Milliseconds that processors spend on one check: unlike those of a clock they are the same beside other work. */
async function check(folder: string, name: string, text: string): Promise<number> {
  const file = `${folder}/${name}.ts`;
  await Deno.writeTextFile(file, `import * as r from "${root}mod.ts";\n${text}\nexport const name = "${name}";\n`);
  const command = new Deno.Command("sh", {
    args: [
      ...["-ec", '"$0" "$@"; times', Deno.execPath()],
      ...["check", "--quiet", "--config", `${root}deno.json`, file],
    ],
  });
  const { success, stdout, stderr } = await command.output(), decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot measure as the sentence must be right: got ${decoder.decode(stderr)}`);
  // Of the shell's children, in user mode and in the system's: "0m3.210s 0m0.400s".
  const spent = decoder.decode(stdout).trim().split("\n").at(-1)!.split(" ").map((time) =>
    time.split(/[ms]/).map(Number)
  );
  return spent.reduce((sum, [minutes = 0, seconds = 0]) => sum + 1000 * (60 * minutes + seconds), 0);
}

const sentences = Array.from({ length: copies }, (_, i) => `export async function run${i}() {${SENTENCE}}`).join("\n");
const folder = await Deno.makeTempDir();
const empty: number[] = [], long: number[] = [];
// The first round fills the caches of what both import.
for (let round = 0; round <= rounds; round++) {
  const times = [
    await check(folder, `empty_${round}`, "console.log(r.runner);"),
    await check(folder, `long_${round}`, sentences),
  ] as const;
  if (round === 0) continue;
  empty.push(times[0]);
  long.push(times[1]);
}
await Deno.remove(folder, { recursive: true });
console.log(`import alone          ${spread(empty, 0)} ms`);
console.log(`with ${copies} sentences     ${spread(long, 0)} ms`);
console.log(`a sentence            ${((quantile(long, 0.5) - quantile(empty, 0.5)) / copies).toFixed(0)} ms`);
