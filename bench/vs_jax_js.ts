/**
 * The wasm engine beside jax-js in its WASM mode: products, a convolution and training steps, in turns in one process. Both
 * sides have the same numbers, and their results are compared before any is timed.
 *
 *     deno run -A bench/vs_jax_js.ts [--threads 1] [--rounds 5] [--only "product 512,MLP"]
 *
 * jax-js (npm:@jax-js/jax) computes on as many threads: it takes one for each processor that it is told of.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Loss, type Model, sgd, tf, wasm, weight } from "../mod.ts";
import { makeStep } from "../src/training/step.ts";
import { ratio, spread } from "./vs_pytorch/summary.ts";

const flags = parseArgs(Deno.args, { string: ["threads", "rounds", "only"], default: { rounds: "5" } });
const threads = Number(flags.threads ?? navigator.hardwareConcurrency);
Object.defineProperty(navigator, "hardwareConcurrency", { value: threads });
const jax = await import("npm:@jax-js/jax@0.1.25");
const { init, defaultDevice, jit, lax, nn, numpy: np, valueAndGrad } = jax;
type Numbers = InstanceType<typeof jax.Array>;
await init("wasm");
defaultDevice("wasm");
const info = await wasm({ threads }).open();

/** A computation of both sides: each answers a number by which they are compared, once it is done. */
interface Row {
  readonly name: string;
  ours(): number;
  theirs(): Promise<number>;
}

const numbersOf = (shape: readonly number[], phase: number) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 0.7 + phase) * 0.05);
const mine = (shape: readonly number[], phase: number) => tf.tensor(numbersOf(shape, phase), [...shape]);
const their = (shape: readonly number[], phase: number): Numbers =>
  np.array(numbersOf(shape, phase)).reshape([...shape]);
const first = (result: tf.Tensor) => {
  const [value] = result.dataSync();
  result.dispose();
  return value!;
};
const firstOf = async (result: Numbers) => (await result.data())[0]!;

function product(side: number): Row {
  const shape = [side, side], [a, b] = [mine(shape, 0), mine(shape, 1)], [c, d] = [their(shape, 0), their(shape, 1)];
  return {
    name: `product ${side}`,
    ours: () => first(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)),
    theirs: () => firstOf(np.matmul(c.ref, d.ref)),
  };
}

function convolution(): Row {
  const [images, channels, side] = [8, 64, 32], taps = [channels, channels, 3, 3];
  const x = their([images, channels, side, side], 0), w = their(taps, 1);
  // jax-js has channels first, tfjs last: the same numbers, turned.
  const turned = tf.tidy(() => [
    tf.keep(tf.transpose(mine([images, channels, side, side], 0), [0, 2, 3, 1])),
    tf.keep(tf.transpose(mine(taps, 1), [2, 3, 1, 0])),
  ]);
  const run = jit((x: Numbers, w: Numbers) => lax.conv(x, w, [1, 1], "SAME"));
  return {
    name: "convolution 3 x 3, 64 channels, 8 images of 32 x 32",
    ours: () => first(tf.conv2d(turned[0] as tf.Tensor4D, turned[1] as tf.Tensor4D, 1, "same")),
    theirs: () => firstOf(run(x.ref, w.ref)),
  };
}

/** A network as both sides write it: its weights, and the loss of a batch. */
interface Network {
  readonly name: string;
  readonly weights: readonly (readonly number[])[];
  readonly x: readonly number[];
  readonly y: readonly number[];
  ours(weights: readonly tf.Tensor[], x: tf.Tensor, y: tf.Tensor): tf.Tensor;
  theirs(weights: readonly Numbers[], x: Numbers, y: Numbers): Numbers;
}

/** A step of SGD, whose loss goes down by the same numbers. */
function training({ name, weights, x, y, ours, theirs }: Network): Row {
  const lr = 0.1,
    variables = weights.map((shape, i) => {
      const variable = weight(shape, 0);
      variable.assign(mine(shape, i));
      return variable;
    });
  const params = Object.fromEntries(variables.map((variable, i) => [`w${i}`, variable]));
  const model: Model<tf.Tensor, tf.Tensor> = { name, params, staticGraph: true, forward: (x) => x };
  const loss: Loss<tf.Tensor, tf.Tensor> = (x, y) => ours(variables, x, y) as tf.Scalar;
  const optimizer = sgd({ lr }),
    step = makeStep({ model, loss, optimizer, slots: optimizer.init(params), engine: info });
  const batch = { x: mine(x, 7), y: mine(y, 8), size: x[0]! };
  const slopes = valueAndGrad((all: Numbers[], x: Numbers, y: Numbers) => theirs(all, x, y));
  const learn = jit((all: Numbers[], x: Numbers, y: Numbers) => {
    const [loss, grads] = slopes(all.map((one) => one.ref), x, y);
    return [loss, all.map((one, i) => one.sub(grads[i]!.mul(lr)))] as [Numbers, Numbers[]];
  });
  let all = weights.map((shape, i) => their(shape, i));
  const [theirX, theirY] = [their(x, 7), their(y, 8)];
  return {
    name,
    ours: () => {
      const losses = step(batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0), value = losses.loss!.dataSync()[0]!;
      tf.dispose(losses as tf.NamedTensorMap);
      return value;
    },
    theirs: async () => {
      const [loss, moved] = learn(all, theirX.ref, theirY.ref);
      all = moved;
      for (const one of moved) await one.blockUntilReady();
      return await firstOf(loss);
    },
  };
}

const mlp: Network = {
  name: "MLP 784-512-512-64, batch 128, a training step",
  ...{ weights: [[784, 512], [512, 512], [512, 64]], x: [128, 784], y: [128, 64] },
  ours([a, b, c], x, y) {
    const hidden = tf.relu(tf.matMul(tf.relu(tf.matMul(x, a!)), b!));
    return tf.mean(tf.squaredDifference(tf.matMul(hidden, c!), y));
  },
  theirs([a, b, c], x, y) {
    const hidden = nn.relu(np.matmul(nn.relu(np.matmul(x, a!)), b!));
    return np.square(np.matmul(hidden, c!).sub(y)).mean();
  },
};

const [rows, places, heads, units] = [8, 64, 4, 128];
const transformer: Network = {
  name: "attention and MLP of a transformer, 8 texts of 64 places, 128 wide, a training step",
  weights: [[units, units], [units, units], [units, units], [units, units], [units, 4 * units], [4 * units, units]],
  ...{ x: [rows * places, units], y: [rows * places, units] },
  ours([q, k, v, o, up, down], x, y) {
    const split = (z: tf.Tensor) => tf.transpose(tf.reshape(z, [rows, places, heads, units / heads]), [0, 2, 1, 3]);
    const [a, b, c] = [q!, k!, v!].map((w) => split(tf.matMul(x, w))) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const seen = tf.softmax(tf.mul(tf.matMul(a, b, false, true), (units / heads) ** -0.5));
    const met = tf.reshape(tf.transpose(tf.matMul(seen, c), [0, 2, 1, 3]), [rows * places, units]);
    const body = tf.add(x, tf.matMul(met, o!));
    return tf.mean(tf.squaredDifference(tf.add(body, tf.matMul(tf.relu(tf.matMul(body, up!)), down!)), y));
  },
  theirs([q, k, v, o, up, down], x, y) {
    const split = (z: Numbers) => np.transpose(z.reshape([rows, places, heads, units / heads]), [0, 2, 1, 3]);
    const [a, b, c] = [q!, k!, v!].map((w) => split(np.matmul(x.ref, w))) as [Numbers, Numbers, Numbers];
    const seen = nn.softmax(np.matmul(a, np.transpose(b, [0, 1, 3, 2])).mul((units / heads) ** -0.5));
    const met = np.transpose(np.matmul(seen, c), [0, 2, 1, 3]).reshape([rows * places, units]);
    const body = x.add(np.matmul(met, o!));
    return np.square(body.ref.add(np.matmul(nn.relu(np.matmul(body, up!)), down!)).sub(y)).mean();
  },
};

const only: readonly string[] | undefined = flags.only?.split(",");
console.log(`wasm, ${info.threads} threads, beside jax-js 0.1.25 (WASM), Deno ${Deno.version.deno}; milliseconds`);
console.log("| what | Raptor | jax-js | ratio of medians | of the least |\n|---|---|---|---|---|");
const makers = [
  ...[512, 1024, 2048].map((side) => () => product(side)),
  convolution,
  () => training(mlp),
  () => training(transformer),
];
for (const make of makers) {
  const { name, ours, theirs } = make();
  if (only !== undefined && !only.some((word) => name.includes(word))) continue;
  const times: [number[], number[]] = [[], []];
  for (let round = -1; round < Number(flags.rounds); round++) {
    const began = performance.now(), mine = ours(), between = performance.now(), other = await theirs();
    if (Math.abs(mine - other) > 1e-4 * Math.max(1, Math.abs(other))) throw new Error(`${name}: ${mine} and ${other}`);
    // The first compiles.
    if (round < 0) continue;
    times[0].push(between - began);
    times[1].push(performance.now() - between);
  }
  const { median, least } = ratio(...times);
  console.log(`| ${name} | ${spread(times[0])} | ${spread(times[1])} | ${median} | ${least} |`);
}
Deno.exit();
