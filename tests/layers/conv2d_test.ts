import { assertEquals, assertThrows } from "@std/assert";
import { conv2d } from "../../src/layers/conv2d.ts";
import { tf } from "../../src/tf.ts";

const predict = { training: false, seed: 0 };

// An image of 1 to 16 and a kernel of ones: each output is the sum of its window.
const image = tf.tensor4d(Array.from({ length: 16 }, (_, i) => i + 1), [1, 4, 4, 1]);
const sums = [
  { stride: 1, padding: 0, wanted: [54, 63, 90, 99] },
  { stride: 1, padding: 1, wanted: [14, 24, 30, 22, 33, 54, 63, 45, 57, 90, 99, 69, 46, 72, 78, 54] },
  { stride: 2, padding: 1, wanted: [14, 30, 57, 99] },
  // TensorFlow pads the far sides alone here.
  { stride: 2, padding: "same", wanted: [54, 45, 72, 54] },
  { stride: 2, padding: "valid", wanted: [54] },
] as const;

for (const { stride, padding, wanted } of sums) {
  Deno.test(`conv2d() sums windows at stride ${stride} with padding ${padding}`, () => {
    const layer = conv2d({ channels: 1, filters: 1, kernelSize: 3, stride, padding, bias: false });
    layer.params.kernel!.assign(tf.ones([3, 3, 1, 1]));
    assertEquals(Array.from(layer.forward(image, predict).dataSync()), [...wanted]);
  });
}

const SIDES = [[[3, 1], [1, 1]], [[2, 3], [1, 1]], [[3, 3], [2, 1]], [[1, 3], [1, 2]], [[3, 2], [3, 2]]] as const;
for (const [kernelSize, stride] of SIDES) {
  for (const padding of [0, 1, 2]) {
    Deno.test(`conv2d() of ${kernelSize} by ${stride} with ${padding} around goes over each side by itself`, () => {
      const layer = conv2d({
        channels: 1,
        filters: 1,
        kernelSize: [...kernelSize],
        stride: [...stride],
        padding,
        bias: false,
      });
      layer.params.kernel!.assign(tf.ones([...kernelSize, 1, 1]));
      // Of ones each output is how many pixels its window has in the image.
      const [down, right] = [7, 9].map((side, i) => {
        const count = Math.floor((side + 2 * padding - kernelSize[i]!) / stride[i]!) + 1;
        return Array.from({ length: count }, (_, at) => {
          const start = at * stride[i]! - padding;
          return Math.max(0, Math.min(side, start + kernelSize[i]!) - Math.max(0, start));
        });
      });
      const y = layer.forward(tf.ones([1, 7, 9, 1]), predict);
      assertEquals(y.shape, [1, down!.length, right!.length, 1]);
      assertEquals([...y.dataSync()], down!.flatMap((height) => right!.map((width) => height * width)));
    });
  }
}

Deno.test("conv2d() refuses images that do not fit", () => {
  const layer = conv2d({ channels: 3, filters: 1, kernelSize: 5, padding: 1 });
  const rule = "Cannot run conv2d as it takes [batch, height, width, 3] of at least 3 pixels a side";
  assertThrows(() => layer.forward(tf.zeros([1, 8, 8, 1]), predict), RangeError, `${rule}: got [1, 8, 8, 1].`);
  assertThrows(() => layer.forward(tf.zeros([1, 2, 8, 3]), predict), RangeError, `${rule}: got [1, 2, 8, 3].`);
});

Deno.test("conv2d() refuses options out of range", () => {
  assertThrows(
    () => conv2d({ channels: 1.5, filters: 1, kernelSize: 3 }),
    RangeError,
    "Cannot make conv2d as channels must be a whole number of at least 1: got 1.5.",
  );
  assertThrows(
    () => conv2d({ channels: 1, filters: 1, kernelSize: 3, padding: -1 }),
    RangeError,
    'Cannot make conv2d as padding must be "same", "valid" or a whole number of pixels: got -1.',
  );
});

Deno.test("conv2d() refuses groups that do not divide, and lists of another length", () => {
  const make = (more: object) => () => conv2d({ channels: 4, filters: 6, kernelSize: 3, ...more });
  assertThrows(
    make({ groups: 4 }),
    RangeError,
    "groups must divide channels and filters: got 4 groups of 4 channels and 6",
  );
  const sides = "stride must be one number, or one for each of 2 sides: got [1, 2, 3].";
  assertThrows(make({ stride: [1, 2, 3] }), RangeError, sides);
  const rule = "Cannot run conv2d as it takes [batch, height, width, 4] of at least 7 pixels a side";
  assertThrows(() => make({ dilation: 3 })().forward(tf.zeros([1, 6, 9, 4]), predict), RangeError, rule);
});

Deno.test("conv2d() with a stride beside dilation keeps TensorFlow's padding for same", () => {
  const layer = conv2d({
    channels: 1,
    filters: 1,
    kernelSize: 2,
    stride: 2,
    dilation: 2,
    padding: "same",
    bias: false,
  });
  layer.params.kernel!.assign(tf.ones([2, 2, 1, 1]));
  // Of 4 places 2 come out, and they reach over 5: one is put after them.
  assertEquals([...layer.forward(image, predict).dataSync()], [1 + 3 + 9 + 11, 3 + 11, 9 + 11, 11]);
});
