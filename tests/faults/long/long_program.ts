/** CIFAR-10 with all hooks that there are, to be disturbed: `long_program.ts FOLDER PLAN`. Each SIGUSR1 has a hook throw. */
import {
  accuracy,
  adam,
  batchNorm,
  cifar10,
  conv2d,
  csv,
  dense,
  dropout,
  dump,
  earlyStopping,
  globalAvgPool,
  maxPool,
  native,
  on,
  predictions,
  profiler,
  relu,
  runner,
  sequential,
  sink,
  statistics,
  stopWhen,
  tensorboard,
  throughput,
  timer,
} from "../../../mod.ts";

/** What is learnt, and how long. */
export interface LongPlan {
  /** Where CIFAR-10 is. */
  readonly dataDir: string;
  /** How many of its images are learnt from. */
  readonly samples: number;
  /** How many it is judged on. */
  readonly judged: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
  /** Seconds between checkpoints, besides those of epochs. Those of epochs alone, and all of them, are kept where it is left out. */
  readonly every?: number;
}

/** The score that a run cannot come to: what listens for it goes on to the end. */
const NEVER = 101;

if (import.meta.main) {
  const [workDir, text] = Deno.args as [string, string];
  const { dataDir, samples, judged, epochs, every }: LongPlan = JSON.parse(text);
  let failing = false;
  Deno.addSignalListener("SIGUSR1", () => void (failing = true));
  await Deno.mkdir(workDir, { recursive: true });
  const block = (channels: number, filters: number) => [
    conv2d({ channels, filters, kernelSize: 3, padding: 1, bias: false }),
    batchNorm({ channels: filters }),
    relu(),
    maxPool({ size: 2 }),
  ];
  const checkpoint = every === undefined ? {} : { every: 1, everyMinutes: every / 60, keep: 3 };
  const { stopped } = await runner({
    ...{ workDir, seed: 11, log: { interval: 20, progress: false } },
    checkpoint: { ...checkpoint, best: "accuracy" },
  })
    .model(sequential(
      ...block(3, 16),
      ...block(16, 32),
      ...block(32, 64),
      globalAvgPool(),
      dropout({ rate: 0.1 }),
      dense({ inputs: 64, units: 10 }),
    ))
    .data(cifar10({ dataDir, batchSize: 64, trainSamples: samples, valSamples: judged, download: false }))
    .evaluator(accuracy())
    .optimizer(adam({ lr: 1e-3 }))
    .engine(native())
    .hook(
      csv(`${workDir}/table.csv`),
      tensorboard(`${workDir}/events`),
      sink(({ task }) => void task),
      statistics({ every: 100 }),
      throughput(),
      timer(),
      profiler(`${workDir}/trace.json`),
      predictions(),
      dump(`${workDir}/predictions.jsonl`),
      earlyStopping("accuracy", { patience: 1e6 }),
      stopWhen("accuracy", NEVER),
      on("step", () => {
        if (failing) throw new Error("a hook was told to throw");
      }),
    )
    .train({ epochs });
  console.log("DONE", JSON.stringify({ stopped }));
}
