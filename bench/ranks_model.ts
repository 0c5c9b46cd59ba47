/**
 * What the sum of gradients takes, measured on the ranks that it is started with: a message of nothing, the numbers that cross in a second,
 * those that are added in one; and what a model of these three says of the sum, here and on more ranks.
 *
 *     mpirun -np 2 --bind-to none deno run -A bench/ranks_model.ts [--millions 23.5] [--step 191]
 *
 * `step` is what one rank's step takes without a sum, in milliseconds, of which the efficiency is told. `--constants '{"latency":0.05,"perNumber":1e-6}'` has the
 * model go by others than were measured, in milliseconds: those of two ranks, to be held against what four take. Above 16 ranks libmpi
 * chooses how it sums, which may need fewer messages than this says. Nothing else may run meanwhile.
 */
import { parseArgs } from "@std/cli/parse-args";
import { group } from "../mod.ts";

const { millions, step, constants } = parseArgs(Deno.args, {
  string: ["millions", "step", "constants"],
  default: { millions: "23.5", step: "191" },
});
const { rank, size, now, barrier } = await group(), length = Math.round(1e6 * Number(millions));
const placeOf = (numbers: Float32Array<ArrayBuffer>) => ({
  address: Deno.UnsafePointer.value(Deno.UnsafePointer.of(numbers)),
  length: numbers.length,
});
/** The median of several, in milliseconds, begun together. */
async function median(run: () => void, times = 9): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    await barrier();
    const began = performance.now();
    run();
    taken.push(performance.now() - began);
  }
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)]!;
}
const sumOf = (length: number) => {
  const [from, into] = [new Float32Array(length).fill(1), new Float32Array(length)];
  return () => now.sumInto!([placeOf(from)], [placeOf(into)]);
};
// Two messages, one there and one back.
const tiny = sumOf(size), latency = await median(() => Array.from({ length: 200 }, tiny)) / 200 / 2;
const [some, all] = [await median(sumOf(Math.round(length / 4))), await median(sumOf(length))];
// Of two lengths, so that what does not grow with them is not taken for what does.
const each = (all - some) / (length * 3 / 4);

/**
 * Messages from each to each: a rank sends, and takes, the share of all others twice, and adds their shares up; `perNumber` is what one
 * number takes to cross and be added, by two ranks, of which each sends one number for each.
 */
const predicted = (ranks: number, { latency, perNumber }: Constants) =>
  2 * (ranks - 1) * latency + perNumber * length * 2 * (ranks - 1) / ranks;
interface Constants {
  readonly latency: number;
  readonly perNumber: number;
}
const own = { latency: latency / (size - 1), perNumber: each * size / (2 * (size - 1)) };
const given = constants === undefined ? own : JSON.parse(constants) as Constants;
const round = (value: number, digits = 1) => Number(value.toFixed(digits));
if (rank === 0) {
  console.log(JSON.stringify({ ranks: size, millions: Number(millions), measuredMs: round(all), constants: own }));
  for (const ranks of [...new Set([2, size, 4, 8, 16, 32, 64, 128, 256, 512, 1024])]) {
    const sum = predicted(ranks, given), of = Number(step);
    console.log(JSON.stringify({ ranks, sumMs: round(sum), efficiency: round(of / (of + sum), 2) }));
  }
}
