import { assertEquals, assertThrows } from "@std/assert";
import { f1, precision, recall } from "../../src/metrics/precision_recall.ts";
import { tf } from "../../src/tf.ts";

for (const make of [precision, recall, f1]) {
  Deno.test(`${make.name}() counts 0 for a class that never occurs`, () => {
    const metric = make({ classes: 4 });
    const state = metric.update(metric.init(), tf.tensor2d([[1, 0, 0, 0], [0, 1, 0, 0]]), tf.tensor1d([0, 1], "int32"));
    assertEquals([metric.name, metric.compute(state).dataSync()[0]], [make.name as typeof metric.name, 50]);
  });

  Deno.test(`${make.name}() refuses one class, and logits of other classes`, () => {
    assertEquals(
      assertThrows(() => make({ classes: 1 }), RangeError).message,
      `Cannot make ${make.name} as classes must be a whole number of at least 2: got 1.`,
    );
    const metric = make({ classes: 2 });
    assertEquals(
      assertThrows(() => metric.update(metric.init(), tf.zeros([1, 3]), tf.zeros([1], "int32")), RangeError).message,
      `Cannot judge by ${make.name} as it was made for 2 classes: got logits of 3.`,
    );
  });
}
