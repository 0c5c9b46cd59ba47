import { assert, assertEquals } from "@std/assert";
import { native, tf } from "../../../../mod.ts";
import { softmaxCrossEntropy } from "../../../../src/tensors/softmax.ts";
import { needLibrary } from "../need_library.ts";
import { farthest } from "./trained.ts";

const needed = await needLibrary(), ROWS = 1050, CLASSES = 1000;

/** Rows of scores, some of them hard, and their labels. */
function given(): { readonly logits: Float32Array; readonly labels: Int32Array } {
  const logits = Float32Array.from(tf.tidy(() => tf.randomNormal([ROWS * CLASSES], 0, 3, "float32", 1).dataSync()));
  const row = (i: number) => logits.subarray(i * CLASSES, (i + 1) * CLASSES);
  const labels = Int32Array.from({ length: ROWS }, (_, i) => (i * 7) % CLASSES);
  row(1).fill(0);
  row(2).fill(-1e4)[labels[2]!] = 1e4;
  row(3).fill(1e4)[labels[3]!] = -1e4;
  row(4).fill(-Infinity, 0, 500)[labels[4]!] = 1;
  row(5).fill(-Infinity, labels[5]!, labels[5]! + 1);
  row(6)[3] = NaN;
  row(7)[3] = Infinity;
  return { logits, labels };
}

/** Loss and slopes by the formula, in float64. */
function byFormula(row: Float32Array, label: number): [loss: number, slopes: number[]] {
  const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
  const parts = Array.from(row, (value) => Math.exp(value - top)), sum = parts.reduce((all, part) => all + part, 0);
  return [top + Math.log(sum) - row[label]!, parts.map((part, i) => part / sum - (i === label ? 1 : 0))];
}

for (const within of [true, false]) {
  Deno.test({
    name: `cross-entropy of many numbers is as by the formula, in hard rows too${
      within ? "" : "; NaN where a label is no class"
    }`,
    ...needed,
    async fn() {
      await native().open();
      const { logits, labels } = given(), told = labels.slice();
      if (!within) [told[8], told[9]] = [-1, CLASSES];
      const [losses, slopes] = tf.tidy(() => {
        const y = tf.tensor1d(told, "int32");
        const loss = (x: tf.Tensor) => softmaxCrossEntropy(x as tf.Tensor2D, y, { smoothing: 0, within });
        const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d(logits, [ROWS, CLASSES]), tf.ones([ROWS]));
        return [value.dataSync(), grad.dataSync()];
      });
      for (let i = 0; i < ROWS; i++) {
        const [loss, slope] = byFormula(logits.subarray(i * CLASSES, (i + 1) * CLASSES), labels[i]!);
        if (i === 6 || i === 7 || !within && (i === 8 || i === 9)) assertEquals(losses![i], NaN);
        else if (i === 5) assertEquals(losses![i], Infinity);
        else {
          assert(Math.abs(losses![i]! - loss) <= 2e-6 * Math.max(1, loss), `${i}: ${losses![i]} for ${loss}`);
          assert(farthest(slopes!.subarray(i * CLASSES, (i + 1) * CLASSES), slope) < 1e-6, `${i}`);
        }
      }
      assertEquals(tf.memory().numTensors, 0);
    },
  });
}
