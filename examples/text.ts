/**
 * Texts by words. Of a file whose lines are a label, a tab and a text, a recurrent network learns the labels; of any other text it learns
 * which word comes next, and writes. Without a file it draws reviews that praise or blame. It ends by checking its own target: at
 * most half of the mistakes of always saying the most frequent label, or a lower perplexity than that of the words' frequencies.
 *
 *     deno run -A examples/text.ts [FILE] [--epochs N] [--work-dir DIR] [--most 8000] [--tokenizer tokenizer.json]
 */
import { accuracy, adamw, bucketed, chain, clipByNorm, cosine, crossEntropy, type Dataset, dataset } from "../mod.ts";
import {
  dense,
  dropout,
  embedding,
  generate,
  gru,
  loadTokenizer,
  lstm,
  mixSeed,
  model,
  padTo,
  perplexity,
} from "../mod.ts";
import { runner, split, textLines, type tf, tokenize, type Tokenizer, windows, words } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { drawReviews } from "./text/draw_reviews.ts";

const flags = readFlags("text.ts [FILE] [--epochs N] [--work-dir DIR] [--most N] [--tokenizer FILE]", {
  ...{ texts: ["work-dir", "tokenizer"], counts: ["epochs", "most"] },
});
const { epochs, "work-dir": workDir = "work_dirs/text", most = 8000 } = flags, LENGTH = 32;
const path = flags.rest[0] ?? `${workDir}/reviews.tsv`;
if (flags.rest[0] === undefined) {
  await Deno.mkdir(workDir, { recursive: true });
  await Deno.writeTextFile(path, drawReviews(600, 1));
}
const text = await Deno.readTextFile(path).catch((cause) => {
  throw new Error(`Cannot read the text as it must be a file that may be read: got ${path}.`, { cause });
});
const run = runner({ workDir, log: { interval: 50 } });
if (text.slice(0, text.indexOf("\n")).includes("\t")) await learnLabels();
else await learnWords();

/** Words of what is learnt from, or the tokens of a file. */
async function tokensOf(from: readonly string[]): Promise<Tokenizer> {
  return flags.tokenizer === undefined ? words({ from, most }) : await loadTokenizer(flags.tokenizer);
}

async function learnLabels(): Promise<void> {
  const lines = textLines(path, { labelledBy: "\t" });
  await lines.open!();
  const [train, val] = split(lines, [0.8, 0.2]);
  const texts = await Promise.all(Array.from({ length: train.size }, async (_, i) => String((await train.get(i)).x)));
  const tokenizer = await tokensOf(texts), lengths = texts.map((text) => tokenizer.encode(text).length);
  const buckets = [LENGTH / 4, LENGTH, 8 * LENGTH].filter((_, i, all) =>
    i === 0 || lengths.some((length) => length > all[i - 1]!)
  );
  // The types of what transforms make of a sample are not known beforehand.
  const data = dataset({
    ...{ train, val, batchSize: 32, order: bucketed({ lengths, buckets }) },
    transforms: [tokenize(tokenizer), padTo({ length: buckets })],
    valTransforms: [tokenize(tokenizer), padTo({ length: buckets.at(-1)! })],
  }) as unknown as Dataset<{ readonly tokens: tf.Tensor2D; readonly length: tf.Tensor1D }, tf.Tensor1D>;
  const network = model({
    name: "reader",
    params: {
      words: embedding({ entries: tokenizer.size, units: 64 }),
      drop: dropout({ rate: 0.2 }),
      read: gru({ inputs: 64, units: 64, bidirectional: true, output: "last" }),
      head: dense({ inputs: 128, units: lines.classes!.length }),
    },
    forward({ tokens, length }: { readonly tokens: tf.Tensor2D; readonly length: tf.Tensor1D }, mode, parts) {
      const x = parts.drop.forward(parts.words.forward(tokens, mode), mode);
      return parts.head.forward(parts.drop.forward(parts.read.forward({ x, lengths: length }, mode), mode), mode);
    },
  });
  const { scores } = await run.model(network).data(data).loss(crossEntropy()).evaluator(accuracy())
    .optimizer(adamw({ lr: cosine(4e-3, 0), weightDecay: 1e-2 })).train({ epochs: epochs ?? 8 });
  const counts = new Map<number, number>();
  for (const label of Array.from(val.labels!())) counts.set(label, (counts.get(label) ?? 0) + 1);
  const least = 100 - (100 - 100 * Math.max(...counts.values()) / val.size) / 2;
  check(
    scores!.accuracy,
    scores!.accuracy >= least,
    `% of ${val.size} texts are right; ${least.toFixed(1)} are asked for.`,
  );
}

async function learnWords(): Promise<void> {
  const cut = Math.floor(0.9 * text.length), [known, rest] = [text.slice(0, cut), text.slice(cut)];
  const tokenizer = await tokensOf([known]), [tokens, others] = [tokenizer.encode(known), tokenizer.encode(rest)];
  const network = model({
    name: "writer",
    params: {
      words: embedding({ entries: tokenizer.size, units: 128 }),
      drop: dropout({ rate: 0.2 }),
      read: lstm({ inputs: 128, units: 128 }),
      head: dense({ inputs: 128, units: tokenizer.size }),
    },
    forward(x: tf.Tensor2D, mode, { words, drop, read, head }) {
      const each = read.forward(drop.forward(words.forward(x, mode), mode), mode);
      return head.forward(drop.forward(each, mode), mode);
    },
  });
  const { scores } = await run.model(network)
    .data(dataset({
      train: windows({ tokens, length: LENGTH, stride: LENGTH }),
      val: windows({ tokens: others, length: LENGTH, stride: LENGTH }),
      batchSize: 32,
    }))
    .loss(crossEntropy()).evaluator(perplexity())
    .optimizer(chain(clipByNorm(1), adamw({ lr: cosine(4e-3, 0), weightDecay: 1e-2 })))
    .train({ epochs: epochs ?? 4 });
  const written = await generate(network, {
    ...{ prompt: tokens.slice(0, 8), count: 60, length: LENGTH, temperature: 0.8, topP: 0.9 },
    seed: mixSeed(0, "sample"),
  });
  console.log(`\n${tokenizer.decode(written)}\n`);
  const most = perplexityOfFrequencies(tokens, others, tokenizer.size);
  check(scores!.perplexity, scores!.perplexity < most, `is the perplexity; less than ${most.toFixed(1)} is asked for.`);
}

/** What one comes to who knows how frequent each word is, and nothing else. */
function perplexityOfFrequencies(known: Int32Array, others: Int32Array, size: number): number {
  const counts = new Float64Array(size).fill(1);
  for (const token of known) counts[token]!++;
  const all = known.length + size;
  return Math.exp(others.reduce((sum, token) => sum - Math.log(counts[token]! / all), 0) / others.length);
}

function check(score: number, isEnough: boolean, what: string): void {
  console.log(`${score.toFixed(1)} ${what}`);
  if (!isEnough) throw new Error(`Cannot be content as it should be better: got ${score}.`);
}
