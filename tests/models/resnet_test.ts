import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { resnet101, resnet152, resnet18, resnet34, resnet50 } from "../../src/models/resnet.ts";
import { initialize } from "../../src/tensors/weight.ts";
import { tf } from "../../src/tf.ts";
import { cpu } from "../../src/engines/cpu.ts";

await cpu().open();

Deno.test("resnet18() to resnet152() have as many trainable numbers as torchvision's", () => {
  const trainable = [resnet18, resnet34, resnet50, resnet101, resnet152].map((make) => {
    const weights = Object.values(make().params);
    const count = weights.filter(({ trainable }) => trainable).reduce((sum, { size }) => sum + size, 0);
    tf.dispose(weights);
    return count;
  });
  assertEquals(trainable, [11_689_512, 21_797_672, 25_557_032, 44_549_160, 60_192_808]);
});

Deno.test("resnet18() turns images of any size into logits and leaves no tensor behind", () => {
  const model = resnet18({ classes: 4 });
  initialize(model, 1);
  const before = tf.memory().numTensors;
  for (const size of [1, 9]) {
    tf.tidy(() => {
      const logits = model.forward(tf.zeros([1, size, size, 3]), { training: false, seed: 0 });
      assertEquals(logits.shape, [1, 4]);
    });
  }
  assertEquals(tf.memory().numTensors, before);
  tf.dispose(Object.values(model.params));
});

Deno.test("resnet18() draws kernels by He's method over the outputs", () => {
  const model = resnet18({ classes: 4 });
  initialize(model, 1);
  const kernel = model.params["layer4/1/conv2/kernel"]!;
  const deviation = tf.tidy(() => tf.sqrt(tf.mean(tf.square(kernel))).dataSync()[0]!);
  assertAlmostEquals(deviation / Math.sqrt(2 / (9 * 512)), 1, 0.01);
  tf.dispose(Object.values(model.params));
});

Deno.test("resnet18() refuses images of other channels", () => {
  const model = resnet18({ classes: 4 });
  assertThrows(
    () => model.forward(tf.zeros([2, 8, 8, 1]), { training: false, seed: 0 }),
    RangeError,
    "Cannot run resnet18 as it takes images [batch, height, width, 3]: got [2, 8, 8, 1].",
  );
  assertThrows(
    () => resnet18({ classes: 0 }),
    RangeError,
    "Cannot make resnet18 as classes must be a whole number of at least 1: got 0.",
  );
  tf.dispose(Object.values(model.params));
});
