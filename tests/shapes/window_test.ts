import { assertEquals, assertThrows } from "@std/assert";
import { windowOf } from "../../src/shapes/window.ts";

Deno.test("windowOf() keeps every tap that meets a pixel", () => {
  const window = windowOf([1, 4, 4, 2], [3, 3, 2, 5], { strides: 1, pad: 1 });
  assertEquals([window.taps, window.first, window.pad], [[3, 3], [0, 0], [1, 1, 1, 1]]);
  assertEquals([window.isTrimmed, window.isPoint, window.output], [false, false, [4, 4]]);
});

Deno.test("windowOf() cuts the taps that only ever meet padding", () => {
  // On one pixel, only the middle of a 3 by 3 filter counts.
  const point = windowOf([1, 1, 1, 2], [3, 3, 2, 5], { strides: 1, pad: 1 });
  assertEquals([point.taps, point.first, point.pad, point.isPoint], [[1, 1], [1, 1], [0, 0, 0, 0], true]);
  // On two by two pixels with stride 2, the first row and column meet padding only.
  const corner = windowOf([1, 2, 2, 2], [3, 3, 2, 5], { strides: 2, pad: 1 });
  assertEquals([corner.taps, corner.first, corner.pad, corner.output], [[2, 2], [1, 1], [0, 0, 0, 0], [1, 1]]);
});

Deno.test("windowOf() never asks for padding that would make another output", () => {
  for (const size of [1, 2, 3, 4, 5, 8, 9]) {
    for (const k of [1, 2, 3, 5, 7]) {
      for (const strides of [1, 2, 3]) {
        for (const pad of ["same", "valid", 0, 1, 2, 3] as const) {
          if (typeof pad === "number" ? size + 2 * pad < k || pad >= k : pad === "valid" && size < k) continue;
          const { input, output, taps, pad: [top, right, bottom, left], stride } = windowOf(
            [1, size, size + 1, 1],
            [k, k, 1, 1],
            { strides, pad },
          );
          const rows = Math.floor((input[0] + top + bottom - taps[0]) / stride[0]) + 1;
          const columns = Math.floor((input[1] + left + right - taps[1]) / stride[1]) + 1;
          assertEquals([rows, columns], [...output], `size ${size}, kernel ${k}, stride ${strides}, pad ${pad}`);
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
