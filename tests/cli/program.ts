/** A run that loses a rank the first time, and lasts until it is stopped the second time. */
import { arrays, cpu, group, type Hook, meanSquaredError, mlp, runner, sgd } from "../../mod.ts";

const [workDir] = Deno.args, { rank, size } = await group(), goes = Deno.env.get("RAPTOR_RESUME") === "1";
if (rank === 0) console.log(`ranks ${size} ${goes ? "goes on" : "begins"}`);
const waits: Hook = async (event) => {
  if (event.type !== "step") return;
  if (!goes && event.step === 6) Deno.exit(9);
  if (size === 1) console.log(`step ${event.step}`);
  if (size === 1) await new Promise((resolve) => setTimeout(resolve, 100));
};
const x = [[0], [1], [2], [3]];
await runner({ workDir: workDir!, log: false, checkpoint: { every: 5, keep: 1 } })
  .model(mlp({ sizes: [1, 1] })).data(arrays({ x, y: x, batchSize: 4 })).loss(meanSquaredError()).optimizer(
    sgd({ lr: 0.01 }),
  )
  .engine(cpu()).hook(waits).train({ epochs: 120 });
