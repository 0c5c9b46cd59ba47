import { assertEquals, assertThrows } from "@std/assert";
import { squeezeExcite, tf } from "../../mod.ts";

const predict = { training: false, seed: 0 };

Deno.test("squeezeExcite() weighs channels by the mean of the image", () => {
  const layer = squeezeExcite({ channels: 2, squeezed: 1 });
  layer.params["fc1/kernel"]!.assign(tf.tensor4d([1, 1], [1, 1, 2, 1]));
  layer.params["fc1/bias"]!.assign(tf.tensor1d([-3]));
  layer.params["fc2/kernel"]!.assign(tf.tensor4d([100, -100], [1, 1, 1, 2]));
  layer.params["fc2/bias"]!.assign(tf.tensor1d([0, 0]));
  const y = layer.forward(tf.tensor4d([2, 5, 4, 7], [1, 1, 2, 2]), predict);
  assertEquals(Array.from(y.dataSync()), [2, 0, 4, 0]);
});

Deno.test("squeezeExcite() refuses options out of range, and images that do not fit", () => {
  assertThrows(
    () => squeezeExcite({ channels: 2, squeezed: 0 }),
    RangeError,
    "squeezed must be a whole number of at least 1",
  );
  const layer = squeezeExcite({ channels: 2, squeezed: 1 });
  assertThrows(
    () => layer.forward(tf.zeros([1, 2, 2, 3]), predict),
    RangeError,
    "as it takes [batch, height, width, 2]",
  );
});
