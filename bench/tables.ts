/**
 * The network for tables beside scikit-learn's gradient boosting and its linear models, with their defaults, on the same rows:
 * accuracy in percent, or R² of numbers, on a fifth of the rows, for three splits.
 *
 *     deno run -A bench/tables.ts FOLDER    # of penguins.csv, wine.csv and digits.csv; RAPTOR_PYTHON with scikit-learn
 */
import { accuracy, adamw, cosine, generator, normals, permutation, r2, runner, table, tabular } from "../mod.ts";
import { python } from "../tests/python.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("Cannot compare as the folder of the tables must be given: got none.");
const scratch = await Deno.makeTempDir();

/** Friedman's first function: five columns that count, five that do not, and noise. */
function friedman(size: number): string {
  const next = generator(1), noise = normals(size, next);
  const rows = Array.from({ length: size }, (_, i) => {
    const x = Array.from({ length: 10 }, next);
    const y = 10 * Math.sin(Math.PI * x[0]! * x[1]!) + 20 * (x[2]! - 0.5) ** 2 + 10 * x[3]! + 5 * x[4]! + noise[i]!;
    return [...x, y].join();
  });
  return [[...Array.from({ length: 10 }, (_, i) => `x${i}`), "y"].join(), ...rows].join("\n");
}

const TASKS = [
  ["penguins", "Species", "classification"],
  ["penguins", "Sex", "classification"],
  ["wine", "target", "classification"],
  ["digits", "target", "classification"],
  ["penguins", "Body Mass (g)", "regression"],
  ["friedman", "y", "regression"],
] as const;

console.log("| table | told | network | gradient boosting | linear |\n|---|---|---|---|---|");
for (const [name, target, task] of TASKS) {
  const text = name === "friedman" ? friedman(4000) : await Deno.readTextFile(`${folder}/${name}.csv`);
  const [head, ...lines] = text.trimEnd().split("\n"), scores: number[][] = [[], [], []];
  for (const seed of [0, 1, 2]) {
    const order = permutation(lines.length, generator(seed)), held = Math.round(lines.length / 5);
    const write = async (part: string, indices: Uint32Array) => {
      const path = `${scratch}/${part}.csv`;
      await Deno.writeTextFile(path, [head, ...Array.from(indices, (i) => lines[i]!)].join("\n") + "\n");
      return path;
    };
    const val = await write("val", order.subarray(0, held)), file = await write("train", order.subarray(held));
    const options = { file, val, target, onBroken: "skip", batchSize: name === "friedman" ? 128 : 32 } as const;
    const quiet = runner({ seed, log: { write: () => {} } });
    const optimizer = adamw({ lr: cosine(1e-2, 0), weightDecay: 1e-2 }), network = { hidden: [64, 32], dropout: 0.1 };
    const length = { epochs: 40, valEvery: 40 };
    if (task === "regression") {
      const data = await table({ ...options, task });
      const made = await quiet.model(tabular({ ...data.sizes, ...network })).data(data).evaluator(r2())
        .optimizer(optimizer).train(length);
      scores[0]!.push(made.scores!.r2);
    } else {
      const data = await table({ ...options, task });
      const made = await quiet.model(tabular({ ...data.sizes, ...network })).data(data).evaluator(accuracy())
        .optimizer(optimizer).train(length);
      scores[0]!.push(made.scores!.accuracy);
    }
    const args = ["bench/tables.py", file, val, target, task];
    const { stdout, stderr, success } = await new Deno.Command(python(), { args }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const { trees, line } = JSON.parse(new TextDecoder().decode(stdout)), unit = task === "regression" ? 1 : 100;
    scores[1]!.push(unit * trees);
    scores[2]!.push(unit * line);
  }
  const digits = task === "regression" ? 3 : 1;
  const shown = scores.map((each) =>
    `${(each.reduce((sum, score) => sum + score, 0) / 3).toFixed(digits)} (${
      each.map((score) => score.toFixed(digits)).join(", ")
    })`
  );
  console.log(`| ${name} | ${target} | ${shown.join(" | ")} |`);
}
await Deno.remove(scratch, { recursive: true });
