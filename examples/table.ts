/**
 * A network learns a table: any file of CSV, TSV or JSON lines, of which one column is told from the others. Without one it draws
 * birds of three kinds. It ends by checking its own target: classes are told with at most a fifth of the mistakes that are made
 * by always saying the most frequent one, of numbers half of the variance is explained; or what `--at-least` says.
 *
 *     deno run -A examples/table.ts [--csv FILE --target COLUMN] [--at-least SCORE] [--epochs N] [--work-dir DIR]
 */
import { accuracy, adamw, columnsOf, cosine, type Dataset, mae, r2, runner, table, tabular, tf } from "../mod.ts";
import { readFlags } from "./flags/read_flags.ts";
import { drawBirds } from "./table/draw_birds.ts";

const flags = readFlags("table.ts [--csv FILE --target COLUMN] [--at-least SCORE] [--epochs N] [--work-dir DIR]", {
  ...{ texts: ["csv", "target", "work-dir"], counts: ["epochs"], numbers: ["at-least"] },
});
const { csv, target = csv === undefined ? "kind" : undefined, epochs = 40, "work-dir": workDir } = flags;
if (target === undefined) throw new TypeError("Cannot learn a table as --target must name a column: got none.");
const rows = drawBirds(300, 0), columns = await columnsOf(csv ?? rows), facts = columns[target];
// A column that is none is refused by table().
const isNumber = facts?.kind === "number" && !(facts.whole && facts.distinct <= 20);
const from = { ...csv === undefined ? { rows } : { file: csv }, target, onBroken: "skip" } as const;
const run = runner({ workDir: workDir ?? "work_dirs/table" }), network = { hidden: [64, 32], dropout: 0.1 };
const optimizer = adamw({ lr: cosine(1e-2, 0), weightDecay: 1e-2 });

if (isNumber) {
  const data = await table({ ...from, task: "regression" });
  const { scores } = await run.model(tabular({ ...data.sizes, ...network })).data(data).evaluator(mae(), r2())
    .optimizer(optimizer).train({ epochs });
  check(scores!.r2, flags["at-least"] ?? 0.5, `of the variance of ${target} is explained`);
} else {
  const data = await table(from);
  const { scores } = await run.model(tabular({ ...data.sizes, ...network })).data(data).evaluator(accuracy())
    .optimizer(optimizer).train({ epochs });
  const most = 100 * await mostFrequent(data);
  check(scores!.accuracy, flags["at-least"] ?? 100 - (100 - most) / 5, `% of ${target} are right`);
}

/** What the most frequent class is right in, of the rows to be judged on. */
async function mostFrequent(data: Dataset<unknown, tf.Tensor1D>): Promise<number> {
  const counts = new Map<number, number>();
  for await (const { x, y } of data.val!()) {
    for (const label of await y.array()) counts.set(label, (counts.get(label) ?? 0) + 1);
    tf.dispose([x as tf.Tensor, y]);
  }
  return Math.max(...counts.values()) / data.samples!.val!;
}

function check(score: number, least: number, what: string): void {
  console.log(`${score.toFixed(3)} ${what}.`);
  if (!(score >= least)) {
    throw new Error(`Cannot be content as it should be ${least.toFixed(3)} at least: got ${score}.`);
  }
}
