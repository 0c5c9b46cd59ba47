import { assertEquals, assertThrows } from "@std/assert";
import { grayscale } from "../../src/transforms/grayscale.ts";

Deno.test("grayscale() refuses images of other channels than one or three", () => {
  const x = { dtype: "uint8", shape: [1, 1, 2], data: new Uint8Array(2) };
  assertEquals(
    assertThrows(() => grayscale()({ x, y: 0 }, () => 0), RangeError).message,
    "Cannot use grayscale as images must be grey or of red, green and blue: got 2 channels. " +
      "Take other transforms for such images.",
  );
});

Deno.test("grayscale() leaves grey images as they are", () => {
  const x = { dtype: "uint8", shape: [1, 2, 1], data: Uint8Array.of(3, 200) };
  assertEquals(grayscale()({ x, y: 0 }, () => 0).x.data, Uint8Array.of(3, 200));
});
