/**
 * The smallest run: a line through points that are off by a little. It ends by checking its own target.
 *
 *     deno run -A examples/line.ts
 */
import { arrays, dense, meanSquaredError, runner, sgd } from "../mod.ts";
import { sayPlainly } from "./flags/say_plainly.ts";

sayPlainly();

const x = Array.from({ length: 200 }, (_, i) => [i / 100 - 1]);
const y = x.map(([place], i) => [3 * place! - 2 + 0.1 * Math.sin(37 * i)]);

const line = dense({ inputs: 1, units: 1 });
await runner({ workDir: "work_dirs/line" })
  .model(line)
  .data(arrays({ x, y }))
  .loss(meanSquaredError())
  .optimizer(sgd({ lr: 0.1 }))
  .train({ epochs: 20 });

const [[slope], [offset]] = await Promise.all([line.params.kernel!.data(), line.params.bias!.data()]);
console.log(`y = ${slope!.toFixed(2)} x + ${offset!.toFixed(2)}; it is 3 x - 2.`);
if (!(Math.abs(slope! - 3) < 0.05 && Math.abs(offset! + 2) < 0.05)) {
  throw new Error(`Cannot be content as the line should be 3 x - 2 to 0.05: got ${slope} x + ${offset}.`);
}
