/**
 * Every metric gives the same scores for one batch, for halves and for ragged batches, and they are those of scikit-learn, of
 * pycocotools or of a plain formula, on every engine. What they are on random data is in `golden/`, with the programs that
 * worked it out.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, native, tf, wasm } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { judgeBy } from "../judge_by.ts";
import { ROWS } from "./metrics.ts";
import { WEIGHED } from "./weighed_metrics.ts";

const needed = await needLibrary();
const ENGINES = [cpu(), wasm(), native({ compile: false }), native()];

for (const [i, engine] of ENGINES.entries()) {
  const where = i < 3 ? engine.name : `${engine.name}, compiled`;
  for (const [row, { metric, given, scores, within = 1e-6 }] of [...ROWS, ...i % 3 === 0 ? WEIGHED : []].entries()) {
    const label = `${metric.name} ${JSON.stringify(metric.settings)}${row < ROWS.length ? "" : " of weights"}`;
    Deno.test({
      name: `${label} is the same for one batch and for parts, and leaves no tensors, on ${where}`,
      ...i < 2 ? {} : needed,
      async fn() {
        const opened = await engine.open();
        const before = tf.memory().numTensors;
        const { prediction, target, size } = given();
        const half = Math.floor(size / 2), sizes = [[size], [half, size - half], [...ragged(size)]];
        for (const parts of sizes) {
          const got = await judgeBy([metric], prediction, target, parts, opened);
          assertEquals(Object.keys(got), Object.keys(scores));
          for (const [name, wanted] of Object.entries(scores)) {
            const why = `${name} by batches of ${parts}`;
            if (!Number.isFinite(wanted)) assertEquals(got[name], wanted, why);
            else assertAlmostEquals(got[name]!, wanted, within * Math.max(1, Math.abs(wanted)), why);
          }
        }
        tf.dispose([prediction, target] as tf.TensorContainer);
        assertEquals(tf.memory().numTensors, before);
        assert(Object.isFrozen(metric));
      },
    });
  }
}

/** Batches of 1, 4, 2, 7, 1, 4, ... samples. */
function* ragged(size: number): Generator<number> {
  for (let from = 0, i = 0; from < size; i++) {
    const part = Math.min([1, 4, 2, 7][i % 4]!, size - from);
    yield part;
    from += part;
  }
}
