/** What ranks say to each other; each tells what it has heard, as a line of JSON. */
import { group } from "../../mod.ts";

/** MPI ends a process that begins it twice, also where that is asked for at one time. */
const [asked, again] = await Promise.all([group(), group()]), [fate] = Deno.args;
const { rank, size, local, name, ...ranks } = asked;
const large = new Float32Array(2_500_000).fill(rank + 1), small = Float64Array.of(rank, 0.5);
await ranks.sum(large, small);
const counts = Int32Array.of(rank + 1);
ranks.now.sum(counts);
const taken = Float64Array.of(rank * 10);
await ranks.broadcast(taken, 1);
const gathered = (await ranks.gather(Float32Array.from({ length: rank }, () => rank))).map((own) => [...own]);
const spread = [Float32Array.of(rank, 1), Uint8Array.of(rank + 3)] as const;
ranks.now.broadcast([spread[0], 0], [spread[1], size - 1]);
const bytes = ranks.now.gather(Uint8Array.of(rank + 7)).map((own) => [...own]);
/** From memory to memory: tensors of one piece and of several, and small ones, which go together. */
const given = [1, 5, 40_000, 700_001].map((length) => Float32Array.from({ length }, (_, i) => (rank + 1) * (i % 7)));
const into = given.map(({ length }) => new Float32Array(length).fill(NaN));
const placeOf = (numbers: Float32Array<ArrayBuffer>) => ({
  address: Deno.UnsafePointer.value(Deno.UnsafePointer.of(numbers)),
  length: numbers.length,
});
for (let round = 0; round < 2; round++) ranks.now.sumInto!(given.map(placeOf), into.map(placeOf));
const wholes = size * (size + 1) / 2;
const summed = into.map((sums) => sums.every((sum, i) => sum === wholes * (i % 7)));
const kept = given.every((numbers) => numbers.every((number, i) => number === (rank + 1) * (i % 7)));
if (rank === 0) await new Promise((resolve) => setTimeout(resolve, 100));
await ranks.barrier();
const ends = [large[0], large.at(-1)];
console.log(
  JSON.stringify({
    rank,
    size,
    local,
    name,
    ends,
    small: [...small],
    counts: [...counts],
    taken: [...taken],
    gathered,
    bytes,
    spread: spread.map((each) => [...each]),
    summed,
    kept,
    one: asked === again,
  }),
);

const began = performance.now();
try {
  if (fate === "fails" && rank === 1) throw new Error("no more data");
  if (fate === "stops" && rank === 1) Deno.kill(Deno.pid, "SIGSTOP");
  if (fate !== undefined) await ranks.barrier();
} catch (error) {
  const after = Math.round(performance.now() - began);
  console.log(JSON.stringify({ rank, after, error: (error as Error).message }));
  await ranks.fail(error);
  throw error;
}
