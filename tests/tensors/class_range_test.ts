import { assertEquals, assertThrows } from "@std/assert";
import { cpu, tf } from "../../mod.ts";
import { areClasses, classesAmong, noteLabels, trustingLabels } from "../../src/tensors/class_range.ts";

await cpu().open();

function noted(...labels: readonly number[]): tf.Tensor1D {
  const numbers = Int32Array.from(labels), tensor = tf.tensor1d(numbers, "int32");
  noteLabels(tensor, numbers);
  return tensor;
}

Deno.test("classesAmong() is of all labels of a target, and of none that the host has not seen", () => {
  const [few, many, negative, unseen] = [noted(0, 3), noted(9, 2), noted(4, -1), tf.tensor1d([1], "int32")];
  assertEquals([few, many, negative, unseen].map(classesAmong), [4, 10, undefined, undefined]);
  assertEquals(classesAmong({ target: few, weight: tf.tensor1d([0.5, 1]) }), 4);
  assertEquals([classesAmong({ few, many }), classesAmong({ few, unseen })], [10, undefined]);
  assertEquals(classesAmong(tf.tensor1d([0.5])), 0);
  // The same labels in another shape, and others.
  assertEquals([classesAmong(tf.reshape(many, [2, 1])), classesAmong(tf.add(few, tf.scalar(1, "int32")))], [
    10,
    undefined,
  ]);
});

Deno.test("areClasses() is true where somebody hears of it, of labels that are known to be below", () => {
  const labels = noted(0, 9), asked: number[] = [];
  assertEquals(areClasses(labels, 10), false);
  const answers = trustingLabels(
    () => [10, 11, 9].map((classes) => areClasses(labels, classes)),
    (classes) => asked.push(classes),
  );
  assertEquals([answers, asked], [[true, true, false], [10, 11]]);
  assertThrows(() =>
    trustingLabels(() => {
      throw new Error("no");
    }, () => {}), Error);
  assertEquals(areClasses(labels, 10), false);
});
