/**
 * From nothing to the first finished step of ResNet-50 (imports, engine, model, batch, step), and the most memory that a
 * process held over some steps: Raptor on native beside PyTorch, processes in turns.
 *
 *     deno run -A bench/vs_pytorch/start.ts --python /path/to/python [--rounds 7] [--steps 20]
 *
 * The Python needs torch. Memory is the peak of the resident set that Linux tells (VmHWM).
 */
import { parseArgs } from "@std/cli/parse-args";
import { ratio, spread } from "./summary.ts";

const flags = parseArgs(Deno.args, {
  string: ["python", "rounds", "steps"],
  default: { python: "python3", rounds: "7", steps: "20" },
});
const path = (name: string) => new URL(name, import.meta.url).pathname;
const sides = {
  Raptor: [Deno.execPath(), "run", "-A", "--quiet", path("start_program.ts"), flags.steps],
  PyTorch: [flags.python, path("start.py"), flags.steps],
} as const;
const times = { Raptor: [] as number[], PyTorch: [] as number[] };
const peaks = { Raptor: [] as number[], PyTorch: [] as number[] };

/** Runs a side once: seconds until its first step is done, and its peak in MB. */
async function once([program, ...args]: readonly [string, ...string[]]): Promise<{ first: number; peak: number }> {
  const start = performance.now();
  const child = new Deno.Command(program, { args, stdout: "piped" }).spawn();
  let first = NaN, text = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (Number.isNaN(first) && text.includes("first\n")) first = (performance.now() - start) / 1000;
  }
  const peak = Number(text.split("\n")[1]) / 1024;
  if (!(await child.status).success || !(peak > 0)) throw new Error(`Cannot measure ${program}: got\n${text}`);
  return { first, peak };
}

// The first round fills the caches of the disk and of Deno.
for (let round = -1; round < Number(flags.rounds); round++) {
  for (const [name, command] of Object.entries(sides)) {
    const { first, peak } = await once(command);
    if (round < 0) continue;
    times[name as "Raptor"].push(first);
    peaks[name as "Raptor"].push(peak);
  }
}
console.log(`ResNet-50, batch 32, ${flags.rounds} processes each in turns; median (middle half)\n`);
console.log("| what | Raptor | PyTorch | ratio of medians | of the least |");
console.log("|---|---|---|---|---|");
const row = (what: string, { Raptor, PyTorch }: typeof times, digits: number) => {
  const { median, least } = ratio(Raptor, PyTorch);
  console.log(`| ${what} | ${spread(Raptor, digits)} | ${spread(PyTorch, digits)} | **${median}** | ${least} |`);
};
row("start to first step, s", times, 2);
row(`peak memory over ${flags.steps} steps, MB`, peaks, 0);
