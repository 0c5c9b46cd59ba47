/** A long time in one process: `memory_program.ts FOLDER PLAN`. Ten times on the way it tells how many tensors there are, and how much memory. */
import { accuracy, adam, arrays, cpu, type Event, mlp, native, runner, tf, wasm, webgpu } from "../../mod.ts";
import { samples } from "./sentence.ts";

/** What is done, on which engine, and how often. */
export interface Lasting {
  readonly what: "steps" | "validations" | "runs";
  readonly engine: "cpu" | "wasm" | "native" | "webgpu";
  readonly times: number;
}

if (import.meta.main) {
  const { what, engine, times }: Lasting = JSON.parse(Deno.args[1]!);
  const engines = {
    cpu: () => cpu(),
    wasm: () => wasm({ threads: 1 }),
    native: () => native({ threads: 1 }),
    webgpu: () => webgpu({ allowFallback: true }),
  };
  const { x, y } = samples(), marks: [tensors: number, megabytes: number][] = [];
  const mark = () => {
    const [tensors, megabytes] = [tf.memory().numTensors, Math.round(Deno.memoryUsage().rss / 2 ** 20)];
    marks.push([tensors, megabytes]);
    // What is cut short has told how far it came.
    console.error(`${marks.length} tenths: ${tensors} tensors, ${megabytes} MiB`);
  };
  // A Vulkan in software takes a third of a millisecond for each operation, whatever its size.
  const sizes = engine === "webgpu" ? [8, 2] as const : [8, 16, 2] as const;
  let count = 0;
  const counting = (event: Event) => {
    const counts = what === "steps" ? event.type === "step" : what === "validations" && event.type === "scores";
    if (counts && ++count % (times / 10) === 0) mark();
  };
  const sentence = () =>
    runner({ seed: 5, log: { interval: 100, write: () => {} } }).model(() => mlp({ sizes }))
      .data(arrays({ x, y, valX: x, valY: y, classes: 2, batchSize: 16 })).evaluator(accuracy())
      .optimizer(adam({ lr: 0.01 })).engine(engines[engine]()).hook(counting);
  if (what === "runs") {
    for (let i = 1; i <= times; i++) {
      const { model } = await sentence().train({ epochs: 2 });
      tf.dispose(model.params);
      if (i % (times / 10) === 0) mark();
    }
  } else await sentence().train({ steps: times, valEvery: what === "steps" ? times : 1 });
  console.log(JSON.stringify({ marks }));
}
