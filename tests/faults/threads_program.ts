/** A run of 100 batches an epoch whose samples fail: `threads_program.ts WORKDIR PLAN`, a plan of {@linkcode Failing}. */
import { adam, cpu, crossEntropy, dataset, mlp, runner } from "../../mod.ts";
import { type Failing, failingSource } from "./failing_source.ts";

const [workDir, text] = Deno.args as [string, string];
const { workers, resume, ...failing }: Failing & { workers: number; resume: boolean } = JSON.parse(text);
const data = dataset({ train: failingSource(failing), batchSize: 4, workers });
const { steps, stopped } = await runner({ workDir, seed: 5, log: { interval: 10, progress: false } })
  .model(mlp({ sizes: [8, 2] })).data(data as never).loss(crossEntropy() as never).optimizer(adam({ lr: 0.01 })).engine(
    cpu(),
  ).train({
    epochs: 2,
    resume,
  });
console.log("DONE", JSON.stringify({ steps, stopped }));
