/** What ranks say to each other; each tells what it has heard, as a line of JSON. */
import { group, type RankGroup } from "../../mod.ts";
import { wireOf, type WireOption } from "../../src/training/wire/wire_of.ts";

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

/** How many bytes a wire sends, whether all ranks have the same sums, and how far these are from the true ones. */
const told = (option: WireOption) => {
  let bytes = 0;
  const { now } = asked,
    counting: RankGroup = {
      ...asked,
      now: {
        ...now,
        gather: (buffer) => (bytes += buffer.byteLength * (size - 1), now.gather(buffer)),
        allToAll(send, receive) {
          bytes += send.reduce((sum, { length }, i) => i === rank ? sum : sum + length, 0);
          now.allToAll(send, receive);
        },
      },
    };
  const numbers = Float32Array.from({ length: 1000 }, (_, i) => Math.sin((rank + 1) * i) * (i % 5)),
    wire = wireOf(option);
  const parts = [{ name: "a", size: 400 }, { name: "b", size: 600 }], exact = numbers.slice();
  wire.sum(numbers, counting, parts);
  // What was held back is what lacks.
  const lacking = Float32Array.from(
    parts.flatMap(({ name, size }) => [...wire.unsent?.get(name) ?? Array(size).fill(0)]),
  );
  now.sum(exact, lacking);
  const others = now.gather(new Uint8Array(numbers.buffer)).map((bytes) => bytes.join());
  const off = Math.max(...numbers.map((number, i) => Math.abs(number + lacking[i]! - exact[i]!)));
  return { bytes, same: new Set(others).size === 1, off: off < 1e-5 ? 0 : off < 0.1 ? 0.1 : off };
};
const wires = (["bfloat16", { topK: 0.01 }] as const).map(told);
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
    wires,
    one: asked === again,
  }),
);

const began = performance.now();
try {
  if (fate === "fails" && rank === 1) throw new Error("no more data");
  if (fate !== undefined) await ranks.barrier();
} catch (error) {
  const after = Math.round(performance.now() - began);
  console.log(JSON.stringify({ rank, after, error: (error as Error).message }));
  await ranks.fail(error);
  throw error;
}
