import { assertEquals, assertThrows } from "@std/assert";
import { checkPadding, padImage, tooSmall } from "../../src/tensors/padding.ts";
import { tf } from "../../src/tf.ts";

const image = tf.ones([1, 2, 3, 1]) as tf.Tensor4D;

Deno.test("padImage() puts the border on every side", () => {
  const wide = padImage(image, 1, 7);
  assertEquals(tf.squeeze(wide).arraySync(), [[7, 7, 7, 7, 7], [7, 1, 1, 1, 7], [7, 1, 1, 1, 7], [7, 7, 7, 7, 7]]);
  assertEquals(padImage(image, "same", 7), image);
});

Deno.test("tooSmall() judges the shorter side, with its border", () => {
  assertEquals([tooSmall(image, 3, 0), tooSmall(image, 3, "same"), tooSmall(image, 4, 1)], [true, false, false]);
});

Deno.test("checkPadding() refuses half pixels", () => {
  assertThrows(() => checkPadding("maxPool", 0.5), RangeError, "Cannot make maxPool as padding must be");
});
