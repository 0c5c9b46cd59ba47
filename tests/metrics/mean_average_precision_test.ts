import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanAveragePrecision, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");
const found = (boxes: number[][][], scores: number[][], labels: number[][]) => ({
  ...{ boxes: tf.tensor3d(boxes), scores: tf.tensor2d(scores), labels: tf.tensor2d(labels, undefined, "int32") },
});
const there = (boxes: number[][][], labels: number[][]) => ({
  ...{ boxes: tf.tensor3d(boxes), labels: tf.tensor2d(labels, undefined, "int32") },
});

Deno.test("meanAveragePrecision() takes corners or sizes, and leaves out boxes that fill an image up", async () => {
  const empty = [0, 0, 0, 0];
  for (const [boxes, box] of [["xyxy", [10, 10, 30, 40]], ["xywh", [10, 10, 20, 30]]] as const) {
    const metric = meanAveragePrecision({ classes: 2, boxes });
    const scores = await judgeBy(
      [metric],
      found([[box as never, empty]], [[0.9, 1]], [[1, -1]]),
      there([[box as never, empty, empty]], [[1, -1, -1]]),
      [1],
    );
    assertAlmostEquals(scores.mAP, 1, 1e-9);
    assertAlmostEquals(scores.AR_1, 1, 1e-9);
    // 600 square pixels are small.
    assertEquals([scores.mAP_m, scores.mAP_l, Math.round(scores.mAP_s)], [NaN, NaN, 1]);
  }
});

Deno.test("meanAveragePrecision() is NaN where the score of a box is, but for boxes that fill an image up", async () => {
  const metric = meanAveragePrecision({ classes: 1 }), box = [0, 0, 10, 10];
  const judge = async (label: number) => {
    const two = found([[box, box]], [[0.9, NaN]], [[0, label]]);
    const { mAP, AR_100 } = await judgeBy([metric], two, there([[box]], [[0]]), [1]);
    return [mAP, AR_100].map((score) => Math.round(score * 1e6) / 1e6);
  };
  assertEquals([await judge(0), await judge(-1)], [[NaN, NaN], [1, 1]]);
});

Deno.test("meanAveragePrecision() is NaN where a label that is there is beyond the classes, and a number where one was found", async () => {
  const metric = meanAveragePrecision({ classes: 2 }), box = [0, 0, 10, 10];
  const judge = async (said: number, label: number) => {
    const { mAP } = await judgeBy([metric], found([[box]], [[0.9]], [[said]]), there([[box, box]], [[label, 1]]), [1]);
    return mAP;
  };
  assertEquals([await judge(1, 2), await judge(2, 0)], [NaN, 0]);
});

Deno.test("meanAveragePrecision() refuses what does not go together, and too few names", () => {
  const metric = meanAveragePrecision({ classes: 1 });
  const wrong = { ...found([[[0, 0, 1, 1]]], [[1]], [[0]]), scores: tf.zeros([1, 2]) };
  assertThrows(
    () => metric.update(metric.init(), wrong, there([[[0, 0, 1, 1]]], [[0]])),
    TypeError,
    "needs boxes [batch, boxes, 4], and of all else [batch, boxes]: got [1, 1, 4], [1, 1], [1, 2].",
  );
  assertThrows(
    () => meanAveragePrecision({ classes: 2, perClass: ["a"] }),
    RangeError,
    "perClass must be a list of 2 names: got 1.",
  );
  assertThrows(() => meanAveragePrecision({ classes: 0 }), RangeError, "classes must be a whole number of at least 1");
});
