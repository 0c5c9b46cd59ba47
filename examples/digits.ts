/**
 * A perceptron reads handwritten digits of 8x8 pixels. It draws them, or takes a file in the form of scikit-learn's `digits`
 * (64 numbers from 0 to 16 and the digit a line, below a line of names). It ends by checking its own target.
 *
 *     deno run -A examples/digits.ts [--csv FILE] [--epochs N]
 */
import { accuracy, adam, arrays, mlp, runner } from "../mod.ts";
import { drawDigits, parseDigits } from "./digits/digits.ts";
import { readFlags } from "./flags/read_flags.ts";

const { csv, epochs = 20 } = readFlags("digits.ts [--csv FILE] [--epochs N]", { texts: ["csv"], counts: ["epochs"] });
const { x, y } = csv === undefined ? drawDigits(1500, 0) : parseDigits(
  await Deno.readTextFile(csv).catch((cause) => {
    throw new Error(`Cannot read digits as --csv must be a file that may be read: got ${csv}.`, { cause });
  }),
);
// Each fifth is judged on.
const part = <T>(all: readonly T[], judged: boolean) => all.filter((_, i) => (i % 50 < 10) === judged);

const { scores } = await runner({ workDir: "work_dirs/digits" })
  .model(mlp({ sizes: [64, 64, 10] }))
  .data(arrays({
    ...{ x: part(x, false), y: part(y, false), valX: part(x, true), valY: part(y, true) },
    classes: 10,
  }))
  .evaluator(accuracy())
  .optimizer(adam({ lr: 3e-3 }))
  .train({ epochs });

console.log(`${scores!.accuracy.toFixed(1)} % of the digits are read.`);
if (!(scores!.accuracy >= 95)) throw new Error(`Cannot be content as 95 % should be right: got ${scores!.accuracy}.`);
