/**
 * What a step of each optimizer takes, beside a plain copy of the memory that it moves: a matrix of numbers with its gradient.
 *
 *     deno run -A bench/optimizers.ts [--engine native] [--size 2048] [--times 15] [--only adam,lion] [--left-out]
 *
 * A step reads and writes a weight and its slots, and reads the gradient; a copy (x + 0) reads and writes once. Figures are the
 * medians of runs that take turns, in nanoseconds a number. With `--left-out` the device alone knows how many steps were left out, as
 * in a run with `nonFinite: "skip"` or a loss scale; what watching and taking back takes is not in it. Muon, whose time is that of its products, is left out unless it is named.
 */
import { parseArgs } from "@std/cli/parse-args";
import * as raptor from "../mod.ts";
import { tf } from "../mod.ts";

const flags = parseArgs(Deno.args, {
  string: ["engine", "size", "times", "only"],
  boolean: ["left-out"],
  default: { engine: "native", size: "2048", times: "15", only: "" },
});
const size = Number(flags.size), times = Number(flags.times), count = size * size;
const engines = { native: raptor.native, wasm: raptor.wasm, cpu: raptor.cpu, webgpu: raptor.webgpu };
const info = await engines[flags.engine as keyof typeof engines]().open();

const lr = 1e-3;
const all: Readonly<Record<string, () => raptor.Optimizer>> = {
  sgd: () => raptor.sgd({ lr }),
  "sgd, momentum": () => raptor.sgd({ lr, momentum: 0.9 }),
  adam: () => raptor.adam({ lr }),
  adamw: () => raptor.adamw({ lr }),
  "adam, amsgrad": () => raptor.adam({ lr, amsgrad: true }),
  adagrad: () => raptor.adagrad({ lr }),
  adadelta: () => raptor.adadelta(),
  adamax: () => raptor.adamax({ lr }),
  nadam: () => raptor.nadam({ lr }),
  radam: () => raptor.radam({ lr }),
  rmsprop: () => raptor.rmsprop({ lr, momentum: 0.9 }),
  lion: () => raptor.lion({ lr }),
  lamb: () => raptor.lamb({ lr }),
  adafactor: () => raptor.adafactor(),
  scheduleFreeSgd: () => raptor.scheduleFreeSgd({ lr }),
  scheduleFreeAdamw: () => raptor.scheduleFreeAdamw({ lr }),
  muon: () => raptor.muon({ lr }),
};
const wanted = flags.only === "" ? Object.keys(all).filter((name) => name !== "muon") : flags.only.split(",");

const gradient = tf.randomNormal([size, size], 0, 1, "float32", 1),
  x = tf.randomNormal([size, size], 0, 1, "float32", 2);
const settle = async (tensor: tf.Tensor) => void await tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1)).data();
const timed = async (run: () => tf.Tensor): Promise<number> => {
  const start = performance.now(), result = run();
  await settle(result);
  const ms = performance.now() - start;
  if (!(result instanceof tf.Variable)) result.dispose();
  return ms;
};
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

console.log(
  `${info.version}, ${info.threads ?? "?"} threads, Deno ${Deno.version.deno}, [${size}, ${size}], medians of ${times}`,
);
console.log("optimizer            ns a number   arrays moved   of a copy of as many");
for (const name of wanted) {
  const optimizer = all[name]!(), params = { w: raptor.weight([size, size], 1) }, slots = optimizer.init(params);
  const large = Object.values(slots).filter((slot) => slot.size === count).length;
  const span = { steps: 1e9, stepsPerEpoch: 1e9, ...flags["left-out"] && { leftOut: tf.scalar(0) } };
  const take = (step: number) => tf.tidy(() => optimizer.update({ w: gradient }, slots, params, { step, ...span }));
  const update = info.compile?.(take) ?? take;
  const [steps, copies]: [number[], number[]] = [[], []];
  for (let i = -5; i < times; i++) {
    const [step, copy] = [await timed(() => (update(i + 5), params.w)), await timed(() => tf.add(x, 0))];
    if (i >= 0) steps.push(step), copies.push(copy);
  }
  // A weight and its slots are read and written, the gradient is read; a copy moves two arrays.
  const moved = 2 * (1 + large) + 1, ns = median(steps) / count * 1e6, fair = median(copies) / count * 1e6 * moved / 2;
  console.log(
    `${name.padEnd(20)} ${ns.toFixed(2).padStart(11)} ${String(moved).padStart(14)} ${
      (ns / fair).toFixed(2).padStart(22)
    }`,
  );
  tf.dispose([params, slots] as unknown as tf.TensorContainer);
}
