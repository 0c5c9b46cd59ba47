import { assertEquals, assertThrows } from "@std/assert";
import { meets, windowOf } from "../../../src/engines/wasm/window.ts";

Deno.test("windowOf() says where its taps lie, dilated and padded", () => {
  const window = windowOf([1, 5, 4, 2], [2, 2, 2, 5], { strides: 1, pad: 1, dilations: 2 });
  assertEquals(window.taps, [[-1, -1], [-1, 1], [1, -1], [1, 1]]);
  assertEquals([window.input, window.output, window.isPoint], [[5, 4], [5, 4], false]);
});

Deno.test("windowOf() knows a plain product of matrices", () => {
  const isPoint = (size: number, k: number, strides: number, pad: number) =>
    windowOf([2, size, size, 3], [k, k, 3, 4], { strides, pad }).isPoint;
  assertEquals([isPoint(4, 1, 1, 0), isPoint(1, 1, 2, 0)], [true, true]);
  assertEquals([isPoint(4, 1, 2, 0), isPoint(4, 1, 1, 1), isPoint(4, 3, 1, 1)], [false, false, false]);
});

Deno.test("meets() counts the places that see pixels", () => {
  for (let offset = -5; offset < 8; offset++) {
    for (const step of [1, 2, 3]) {
      for (const places of [1, 2, 5]) {
        for (const input of [1, 2, 4]) {
          const seen = Array.from({ length: places }, (_, at) => at).filter((at) =>
            offset + at * step >= 0 && offset + at * step < input
          );
          const [first, count] = meets(offset, step, places, input);
          assertEquals(count, seen.length, `offset ${offset}, step ${step}, ${places} places, ${input} pixels`);
          if (count > 0) assertEquals(first, seen[0]);
        }
      }
    }
  }
});

Deno.test("windowOf() refuses images with the channels first", () => {
  assertThrows(
    () => windowOf([1, 2, 4, 4], [3, 3, 2, 5], { strides: 1, pad: 1, dataFormat: "NCHW" }),
    RangeError,
    "Cannot convolve as this engine wants the channels last: got data format NCHW\nTranspose the images",
  );
});
