import { assertEquals, assertThrows } from "@std/assert";
import { aroundOf, bordered, isTooSmall, leastOf, sidesOf, widthsOf } from "../../src/tensors/padding.ts";
import { tf } from "../../src/tf.ts";

const image = tf.ones([1, 2, 3, 1]) as tf.Tensor4D;

Deno.test("bordered() puts the border on every side, and gives back what has none", () => {
  const wide = bordered(image, [[1, 1], [1, 1]], 7);
  assertEquals(tf.squeeze(wide).arraySync(), [[7, 7, 7, 7, 7], [7, 1, 1, 1, 7], [7, 1, 1, 1, 7], [7, 7, 7, 7, 7]]);
  assertEquals(bordered(image, [[0, 0], [0, 0]], 7), image);
});

Deno.test("isTooSmall() judges each side with its border", () => {
  const judge = (reach: number, around: Parameters<typeof isTooSmall>[2]) =>
    isTooSmall(image.shape, [reach, reach], around);
  assertEquals([judge(3, "valid"), judge(3, "same"), judge(4, [[1, 1], [1, 1]])], [true, false, false]);
});

Deno.test("widthsOf() pads as TensorFlow does for same: the far side more", () => {
  assertEquals(widthsOf([1, 5, 4, 1], "same", [4, 3], [1, 2]), [[1, 2], [0, 1]]);
  assertEquals(widthsOf([1, 5, 4, 1], "valid", [4, 3], [1, 2]), [[0, 0], [0, 0]]);
});

Deno.test("leastOf() says what a window needs", () => {
  const around = [[1, 1], [0, 0]] as const;
  assertEquals(
    [leastOf([5, 3], around, "pixels"), leastOf([5, 2], around, "pixels"), leastOf([3], "valid", "places")],
    [
      ...["3 pixels a side", "3x2 pixels", "3 places"],
    ],
  );
});

Deno.test("aroundOf() refuses half pixels, and a list of another length", () => {
  assertThrows(() => aroundOf("maxPool", 2, 0.5), RangeError, "Cannot make maxPool as padding must be");
  const rule = "Cannot make conv3d as padding must be one number, or one for each of 3 sides: got [1, 2].";
  assertThrows(() => aroundOf("conv3d", 3, [1, 2]), RangeError, rule);
});

Deno.test("sidesOf() takes one number for all sides, or a list, of 0 where that makes sense", () => {
  assertEquals(sidesOf("pad", 2, 0, { padding: 0, more: [1, 2] }), [[0, 0], [1, 2]]);
});

Deno.test("sidesOf() refuses numbers out of range and lists of another length, and names the option", () => {
  const make = (stride: number | readonly number[]) => () => sidesOf("conv2d", 2, 1, { stride });
  assertThrows(make(1.5), RangeError, "Cannot make conv2d as stride must be a whole number of at least 1: got 1.5.");
  assertThrows(make([1, 0]), RangeError, "stride[1] must be a whole number of at least 1: got 0.");
  assertThrows(make([1]), RangeError, "stride must be one number, or one for each of 2 sides: got [1].");
});
