import { assertEquals, assertRejects } from "@std/assert";
import {
  accuracy,
  arrays,
  cpu,
  dump,
  type Engine,
  evaluateFile,
  f1,
  logLoss,
  mlp,
  native,
  rocAuc,
  runner,
  tf,
  wasm,
} from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";

const needed = await needLibrary();
const metrics = [accuracy(), f1({ classes: 3, perClass: ["a", "b", "c"] }), rocAuc(), logLoss()] as const;
const x = Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]), y = x.map((_, i) => i % 3);
const engines: Engine[] = [cpu(), wasm(), native()];

for (const engine of engines) {
  for (const kind of ["jsonl", "parquet"]) {
    Deno.test({
      name: `evaluateFile() says of ${kind} what the run has said, to the last digit, on ${engine.name}`,
      ...engine.name === "native" ? needed : {},
      async fn() {
        const path = await Deno.makeTempFile({ suffix: `.${kind}` });
        // The last of the batches is smaller.
        const sentence = runner({ log: false, interrupt: false }).model(() => mlp({ sizes: [2, 5, 3] }))
          .data(arrays({ x, y, valX: x, valY: y, classes: 3, batchSize: 16 })).evaluator(...metrics).engine(engine);
        const { scores, model } = await sentence.hook(dump(path)).train({ epochs: 2 });
        const before = tf.memory().numTensors;
        const again = await evaluateFile(path, metrics, { engine });
        assertEquals(again, scores);
        assertEquals(again.f1_b, scores!.f1_b);
        assertEquals(tf.memory().numTensors, before);
        tf.dispose(model.params);
        await Deno.remove(path);
      },
    });
  }
}

Deno.test("evaluateFile() refuses a file without batches, and an option that it does not know", async () => {
  const path = await Deno.makeTempFile({ suffix: ".jsonl" });
  await assertRejects(() => evaluateFile(path, [accuracy()]), RangeError, "as there must be a batch: got none");
  await assertRejects(
    () => evaluateFile(path, [accuracy()], { engines: cpu() } as never),
    TypeError,
    `Cannot evaluate ${path} as its options are engine: got engines. Did you mean engine?`,
  );
  await Deno.remove(path);
});
