import { assertEquals, assertThrows } from "@std/assert";
import { tf } from "../../src/tf.ts";
import { totalLoss } from "../../src/training/total_loss.ts";

await tf.setBackend("cpu");
const read = (answer: unknown, penalty?: tf.Scalar) => {
  const { total, parts } = totalLoss(answer, penalty);
  return [
    total.dataSync()[0],
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.dataSync()[0]])),
  ];
};

Deno.test("totalLoss() sums the parts whose name holds loss and logs the others, as MMEngine's parse_losses", () => {
  const parts = { loss_a: tf.scalar(2), loss_list: tf.scalar(3), acc: tf.scalar(9) };
  assertEquals(read(parts), [5, { loss_a: 2, loss_list: 3, acc: 9 }]);
});

Deno.test("totalLoss() takes a part called loss as the total where it is the whole of it, and logs it once", () => {
  assertEquals(read({ loss: tf.scalar(2), aux: tf.scalar(3) }), [2, { aux: 3 }]);
  assertEquals(read(tf.scalar(2)), [2, {}]);
});

Deno.test("totalLoss() adds the model's penalty, and logs it", () => {
  assertEquals(read(tf.scalar(2), tf.scalar(0.5)), [2.5, { loss_penalty: 0.5 }]);
  assertEquals(read({ loss_a: tf.scalar(2), acc: tf.scalar(9) }, tf.scalar(0.5)), [
    2.5,
    { loss_a: 2, acc: 9, loss_penalty: 0.5 },
  ]);
});

Deno.test("totalLoss() refuses what hides the total, minimises nothing, or is no scalar", async () => {
  const one = tf.scalar(1);
  const cases: readonly (readonly [unknown, string, tf.Scalar?])[] = [
    [
      { loss: one, loss_b: one },
      'Cannot name a part "loss" as that is the total of all whose name holds it: got loss, loss_b. Rename it, such as ' +
      "loss_main.",
    ],
    [
      { near: one, far: one },
      'Cannot train as a part of the loss must have "loss" in its name, and those are summed: got near, far. Rename what ' +
      "is to be made smaller, such as loss_a.",
    ],
    [
      {},
      'Cannot train as a part of the loss must have "loss" in its name, and those are summed: got no parts. Rename what ' +
      "is to be made smaller, such as loss_a.",
    ],
    [
      tf.zeros([32, 10]),
      "Cannot train as the loss must be a scalar: got a tensor of shape [32, 10]. Take its mean or its sum.",
    ],
    [
      { loss_a: one, loss_b: tf.zeros([3]) },
      'Cannot train as the part "loss_b" must be a scalar: got a tensor of shape [3]. Take its mean or its sum.',
    ],
    [
      { loss_a: one, acc: 9 },
      'Cannot train as the part "acc" must be a scalar: got 9. Compute it by operations of tf, without reading values.',
    ],
    [
      3,
      "Cannot train as a loss must answer a scalar, or scalars by name: got 3. Compute it by operations of tf, without " +
      "waiting for values.",
    ],
    [
      Promise.resolve(one),
      "Cannot train as a loss must answer a scalar, or scalars by name: got a promise. Compute it by operations of tf, " +
      "without waiting for values.",
    ],
    [
      { loss_penalty: one },
      'Cannot name a part of the loss "loss_penalty" as that is the model\'s: got both. Rename it.',
      one,
    ],
  ];
  for (const [answer, text, penalty] of cases) {
    assertEquals(assertThrows(() => totalLoss(answer, penalty), TypeError).message, text);
  }
  await cases[7]![0];
});
