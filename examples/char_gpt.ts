/**
 * A small GPT learns to write, character by character: nanoGPT's setting for a CPU. It ends by checking its own target.
 *
 *     deno run -A examples/char_gpt.ts --text tinyshakespeare.txt
 *     deno run -A examples/char_gpt.ts [--text FILE] [--steps 2000] [--work-dir DIR] [--seed 0] [--adamw]
 *
 * Without a text it learns sentences that it draws. 2000 steps of Tiny Shakespeare must come to a validation loss of 1.88,
 * nanoGPT's own figure, which is an estimate; here the whole validation part is judged. Matrices are moved by Muon; `--adamw` has
 * all moved by nanoGPT's own optimizer, which comes to 1.91. A shorter run must only do better than the frequencies of the
 * characters.
 */
import {
  adamw,
  auto,
  chain,
  clipByNorm,
  cosine,
  crossEntropy,
  dataset,
  findLibtensorflow,
  generate,
  gpt,
  groups,
  join,
  linear,
  mean,
  muon,
  native,
} from "../mod.ts";
import { mixSeed, runner, tf, windows } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { charactersOf, drawText, lossOfFrequencies } from "./char_gpt/text.ts";

const flags = readFlags("char_gpt.ts [--text FILE] [--steps N] [--work-dir DIR] [--seed N] [--adamw]", {
  ...{ texts: ["text", "work-dir"], counts: ["steps"], numbers: ["seed"], switches: ["adamw"] },
});
const { steps = 2000, seed = 0, "work-dir": workDir = "work_dirs/char_gpt" } = flags;
const LENGTH = 64, BATCH = 12, WARMUP = 100;

const drawn = flags.text === undefined ? drawText(10_000, 1) : undefined;
const text = drawn?.text ?? await Deno.readTextFile(flags.text!).catch((cause) => {
  throw new Error(`Cannot read the text as --text must be a file that may be read: got ${flags.text}.`, { cause });
});
const characters = charactersOf(text), tokens = characters.encode(text);
const cut = Math.floor(0.9 * tokens.length), rest = tokens.subarray(cut);

const data = dataset({
  train: windows({ tokens: tokens.subarray(0, cut), length: LENGTH }),
  // Each character of the rest is judged once.
  val: windows({ tokens: rest, length: LENGTH, stride: LENGTH }),
  batchSize: BATCH,
});

const model = gpt({ entries: characters.entries.length, length: LENGTH, layers: 4, heads: 4, units: 128, bias: false });
const warmup = Math.min(WARMUP, Math.ceil(steps / 10));
const upAndDown = (peak: number) => join(linear(peak / 100, peak, { steps: warmup }), cosine(peak, peak / 10));
const byMoments = groups(adamw({ lr: upAndDown(1e-3), beta2: 0.99, weightDecay: 0.1 }), { noDecay: "normsAndBiases" });
const byMatrices = muon({
  ...{ lr: upAndDown(0.02), weightDecay: 0.01, except: ["tokens", "places"] },
  companion: adamw({ lr: upAndDown(1e-3), beta2: 0.99, weightDecay: 0 }),
});

// Operations this small are done sooner by one thread each, several at once.
const atOnce = navigator.hardwareConcurrency;
const engine = findLibtensorflow() === undefined ? auto() : native({ threads: 1, atOnce });

/** The loss of each token: what follows it, by the logits there. */
const each = (logits: tf.Tensor3D, next: tf.Tensor2D) =>
  tf.sub(tf.logSumExp(logits, -1), tf.sum(tf.mul(logits, tf.oneHot(next, characters.entries.length)), -1));

const { scores } = await runner({ workDir, seed, log: { interval: 100 } })
  .model(model)
  .data(data)
  .loss(crossEntropy())
  .evaluator(mean("val_loss", each, { better: "lower" }))
  .optimizer(chain(clipByNorm(1), flags.adamw ? byMoments : byMatrices))
  .engine(engine)
  .train({ steps, valEvery: Math.min(500, steps) });

const written = await generate(model, {
  prompt: characters.encode("\n"),
  count: 300,
  length: LENGTH,
  seed: mixSeed(seed, "sample"),
});
console.log(`\n${characters.decode(written)}\n`);

const frequencies = lossOfFrequencies(rest), whole = steps >= 2000;
const target = !whole ? frequencies : drawn === undefined ? (flags.adamw ? 1.93 : 1.88) : 1.2 * drawn.chance;
console.log(`Validation loss ${scores!.val_loss.toFixed(4)}; ${target.toFixed(4)} or less is asked for.`);
if (!(scores!.val_loss <= target)) {
  throw new Error(`Cannot be content as the loss should be ${target.toFixed(4)} or less: got ${scores!.val_loss}.`);
}
