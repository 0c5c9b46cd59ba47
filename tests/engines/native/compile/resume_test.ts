import { assertEquals } from "@std/assert";
import {
  accuracy,
  adam,
  batchNorm,
  conv2d,
  dense,
  flatten,
  maxPool,
  mixedPrecision,
  native,
  on,
  relu,
  runner,
  sequential,
  synthetic,
} from "../../../../mod.ts";
import { stateOf } from "../../../state_of.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

/** Two epochs of seven batches, the last one of each smaller. */
const network = () =>
  sequential(
    conv2d({ channels: 3, filters: 8, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    batchNorm({ channels: 8 }),
    relu(),
    maxPool({ size: 3, stride: 2, padding: 1 }),
    conv2d({ channels: 8, filters: 16, kernelSize: 1, stride: 2 }),
    flatten(),
    dense({ inputs: 16 * 4 * 4, units: 10 }),
  );

for (const [name, engine] of Object.entries({ native: native(), mixedPrecision: mixedPrecision(native()) })) {
  Deno.test({
    name: `a run on ${name} that was cut in mid-epoch ends with the state of the straight one, to the last bit`,
    ...needed,
    async fn() {
      const states: unknown[] = [];
      for (const cut of [undefined, 4]) {
        const workDir = await Deno.makeTempDir();
        const run = runner({ workDir, seed: 3, log: { write: () => {}, progress: false } })
          .model(network())
          .data(synthetic({ trainSamples: 200, valSamples: 8, batchSize: 32 })).evaluator(accuracy())
          .optimizer(adam({ lr: 1e-3 }))
          .engine(engine);
        if (cut !== undefined) {
          await run.hook(on("step", ({ step }) => step === cut ? { stop: "cut" } : undefined)).train({ epochs: 2 });
          assertEquals(
            (await Deno.readTextFile(`${workDir}/last_checkpoint`)).trim().endsWith("step_4.safetensors"),
            true,
          );
        }
        await run.model(network()).train({ epochs: 2, resume: cut !== undefined });
        states.push(await stateOf(`${workDir}/epoch_2.safetensors`));
        await Deno.remove(workDir, { recursive: true });
      }
      assertEquals(states[1], states[0]);
    },
  });
}
