/** Ranks that take each other to be on other machines; each tells what it has heard, as a line of JSON. */
import {
  accuracy,
  adamw,
  dense,
  group,
  type Hook,
  type Model,
  native,
  relu,
  runner,
  sequential,
  type tf,
} from "../../mod.ts";
import { arrays } from "../../mod.ts";

const { rank, size, local, now, barrier } = await group(), [fate] = Deno.args;
const placeOf = (numbers: Float32Array<ArrayBuffer>) => ({
  address: Deno.UnsafePointer.value(Deno.UnsafePointer.of(numbers)),
  length: numbers.length,
});
/** Sums that begin one after the other, and are waited for in another order, while ranks say other things. */
const given = [1, 40_000, 9_000_001, 5].map((length) => Float32Array.from({ length }, (_, i) => (rank + 1) * (i % 7)));
const into = given.map(({ length }) => new Float32Array(length).fill(NaN));
const waits = given.map((numbers, i) => now.startSumInto?.([placeOf(numbers)], [placeOf(into[i]!)]));
const counts = Int32Array.of(rank + 1);
now.sum(counts);
await barrier();
for (const wait of waits.toReversed()) wait?.();
const wholes = size * (size + 1) / 2;
const summed = into.map((sums) => sums.every((sum, i) => sum === wholes * (i % 7)));
if (fate === "sums") {
  now.sumInto!([placeOf(given[1]!)], [placeOf(into[1]!)]);
  const [numbers] = into.slice(1), right = numbers!.every((sum, i) => sum === wholes * (i % 7));
  console.log(JSON.stringify({ rank, beside: now.startSumInto !== undefined, right }));
  Deno.exit();
}
if (fate === "stops") {
  // The last one; who waits for its part names it.
  if (rank === size - 1) Deno.kill(Deno.pid, "SIGSTOP");
  now.startSumInto!([placeOf(given[2]!)], [placeOf(into[2]!)])();
}

/** Two million numbers a layer: their sums begin early. */
const layers = Array.from({ length: 5 }, () => [dense({ inputs: 1500, units: 1500 }), relu()]).flat();
const network = [dense({ inputs: 4, units: 1500 }), relu(), ...layers, dense({ inputs: 1500, units: 3 })];
const x = Array.from({ length: 24 }, (_, i) => [0, 1, 2, 3].map((j) => Math.sin(7 * i + j)));
const losses: number[] = [];
const hear: Hook = (event) => {
  if (event.type === "report") losses.push(...event.losses.loss!);
};
await runner({ log: { interval: 1, write: () => {} } })
  .model(() => sequential(...network as never[]) as unknown as Model<tf.Tensor2D, tf.Tensor2D>)
  .data(
    arrays({
      x,
      y: x.map((_, i) => i % 3),
      valX: x,
      valY: x.map((_, i) => i % 3),
      classes: ["a", "b", "c"],
      batchSize: 8,
    }),
  )
  .evaluator(accuracy())
  .optimizer(adamw({ lr: 1e-3 }))
  .engine(native({ threads: 1 }))
  .hook(hear)
  .train({ epochs: 2 });
console.log(
  JSON.stringify({ rank, local, beside: now.startSumInto !== undefined, counts: [...counts], summed, losses }),
);
