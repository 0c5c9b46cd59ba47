/** The numbers beside torchvision's are held in tests/models/fcos_test.ts. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { fcosLoss } from "../../src/losses/fcos_loss.ts";
import { tf } from "../../src/tf.ts";

await tf.setBackend("cpu");

/** Places of two maps over an image of 32 x 32, all of which say the same. */
function said(classes = 2) {
  const places = [];
  for (const stride of [8, 16]) {
    for (let y = 0; y < 32; y += stride) for (let x = 0; x < 32; x += stride) places.push(x, y, stride);
  }
  return {
    ...{ logits: tf.zeros([1, 20, classes]) as tf.Tensor3D, sides: tf.ones([1, 20, 4]) as tf.Tensor3D },
    ...{ centers: tf.zeros([1, 20]) as tf.Tensor2D, places: tf.tensor2d(places, [20, 3]) },
  };
}

const losses = (boxes: number[][], labels: number[]) => {
  const there = { boxes: tf.tensor3d([boxes]), labels: tf.tensor2d([labels], [1, labels.length], "int32") };
  return Object.values(fcosLoss({ gamma: 0, alpha: 0.5 })(said(), there) as Record<string, tf.Scalar>).map((loss) =>
    loss.dataSync()[0]!
  );
};

Deno.test("fcosLoss() of an image without objects is that of the classes alone", () => {
  const [classes, boxes, centers] = losses([[0, 0, 0, 0]], [-1]);
  assertAlmostEquals(classes!, 40 * 0.5 * Math.log(2), 1e-4);
  assertEquals([boxes, centers], [0, 0]);
});

Deno.test("fcosLoss() has the smallest object told where several lie over each other", () => {
  // Around (16, 16): only that place of the finer map is within the smaller one, and near its middle.
  const small = [12, 12, 20, 20], alone = losses([small], [1]), both = losses([small, [0, 0, 32, 32]], [1, 0]);
  assertAlmostEquals(alone[1]!, 1 - 64 / 256, 1e-5);
  assertAlmostEquals(alone[2]!, Math.log(2), 1e-5);
  // The larger one has the eight places around that one told, by which all is divided.
  assertAlmostEquals(both[0]!, alone[0]! / 9, 1e-5);
});

Deno.test("fcosLoss() is moved by what is said of places that tell an object alone", () => {
  const { logits, sides, centers, places } = said();
  const there = { boxes: tf.tensor3d([[[12, 12, 20, 20]]]), labels: tf.tensor2d([[1]], [1, 1], "int32") };
  const moved = tf.grad((sides: tf.Tensor) =>
    (fcosLoss()({ logits, sides: sides as tf.Tensor3D, centers, places }, there) as Record<string, tf.Scalar>)
      .loss_boxes!
  )(sides);
  const each = tf.sum(tf.abs(moved), 2).dataSync();
  assertEquals([...each.keys()].filter((i) => each[i] !== 0), [2 * 4 + 2]);
});

Deno.test("fcosLoss() refuses objects that do not go together", () => {
  const there = { boxes: tf.zeros([1, 2, 4]), labels: tf.zeros([1, 3], "int32") };
  assertThrows(() => fcosLoss()(said(), there), TypeError, "got [1, 2, 4] and [1, 3] for 1 images");
  assertThrows(() => fcosLoss({ radius: 0 }), RangeError, "radius must be a finite number above 0");
});
