import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cpu, native, wasm } from "../../mod.ts";
import type { AnyMetric } from "../../src/metric.ts";
import { judgeBy } from "../judge_by.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { f1, precision, recall } from "../../src/metrics/precision_recall.ts";
import { topK } from "../../src/metrics/top_k.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

Deno.test("accuracy() is in percent and counts the first of equal logits", () => {
  const metric = accuracy();
  const logits = tf.tensor2d([[1, 1], [1, 1], [0, 1], [-1, -2]]);
  const state = metric.update(metric.init(), logits, tf.tensor1d([0, 1, 1, 0], "int32"));
  assertEquals([metric.name, metric.better, metric.compute(state).dataSync()[0]], ["accuracy", "higher", 75]);
});

const needed = await needLibrary();
for (const engine of [cpu(), wasm(), native()]) {
  Deno.test({
    name: `accuracy(), topK() and those of classes count no answer with a NaN in it as right on ${engine.name}`,
    ...engine.name === "native" ? needed : {},
    async fn() {
      await engine.open();
      const judge = async (metric: AnyMetric<string, tf.Tensor, tf.Tensor>, logits: number[][], labels: number[]) => {
        const given = [tf.tensor2d(logits), tf.tensor1d(labels, "int32")] as const;
        const scores = await judgeBy([metric], ...given, [labels.length]);
        tf.dispose([...given]);
        return Object.values(scores)[0]!;
      };
      const nowhere = Array(4).fill([NaN, NaN, NaN]);
      for (
        const metric of [
          accuracy(),
          topK(1),
          topK(2),
          precision({ classes: 3 }),
          recall({ classes: 3 }),
          f1({ classes: 3 }),
        ]
      ) {
        assertEquals(await judge(metric, nowhere, [0, 0, 0, 2]), 0);
      }
      const some = [[NaN, 1, 0], [NaN, 1, 0], [1, NaN, 0], [0, 1, 2], [2, -Infinity, 0]];
      assertEquals(await judge(accuracy(), some, [0, 1, 0, 2, 0]), 40);
      // Of scikit-learn 1.x: y_true = [0, 0, 0, 2, 1, 0], y_pred = [-1, 0, -1, 2, 0, 0] with -1 for a row with a NaN,
      // labels=[0, 1, 2], average="macro", zero_division=0.
      const rows = [[NaN, 1, 0], [2, 0, 1], [0, 1, NaN], [0, 1, 2], [9, 1, 0], [1, 0, 0]];
      const labels = [0, 0, 0, 2, 1, 0];
      assertAlmostEquals(await judge(precision({ classes: 3 }), rows, labels), 55.5555556, 1e-4);
      assertAlmostEquals(await judge(recall({ classes: 3 }), rows, labels), 50, 1e-4);
      assertAlmostEquals(await judge(f1({ classes: 3 }), rows, labels), 52.3809524, 1e-4);
      // A label that is no class makes the score NaN.
      for (
        const metric of [accuracy(), topK(1), precision({ classes: 3 }), recall({ classes: 3 }), f1({ classes: 3 })]
      ) {
        assertEquals(await judge(metric, [[0, 1, 2], [0, 1, 2]], [2, 3]), NaN, metric.name);
      }
    },
  });
}
