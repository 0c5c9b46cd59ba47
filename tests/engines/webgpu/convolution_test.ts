import { assertEquals } from "@std/assert";
import { cpu } from "../../../src/engines/cpu.ts";
import { webgpu } from "../../../src/engines/webgpu.ts";
import { tf } from "../../../src/tf.ts";
import { agrees } from "../operation.ts";
import { anyAdapter, numbersOf, openAny } from "./any_adapter.ts";

type Tensor4 = tf.Tensor4D;
const ones = (...shape: [number, number, number, number]) => tf.ones(shape) as Tensor4;

Deno.test({
  name: "convolutionKernels() give each tap and each pixel what it met",
  ...anyAdapter,
  async fn() {
    await openAny();
    const [counts, taps, lone, pixels] = await numbersOf(() => {
      const byFilter = (x: Tensor4) => tf.grad((f) => tf.conv2d(x, f as Tensor4, 1, 1))(ones(3, 3, 1, 1));
      return [
        tf.conv2d(ones(1, 3, 3, 1), ones(3, 3, 1, 1), 1, 1),
        byFilter(tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1])),
        byFilter(tf.tensor4d([5], [1, 1, 1, 1])),
        tf.grad((x) => tf.conv2d(x as Tensor4, ones(1, 1, 1, 1), 2, "valid"))(ones(1, 3, 3, 1)),
      ];
    });
    assertEquals(counts, [4, 6, 4, 6, 9, 6, 4, 6, 4]);
    assertEquals(taps, [1, 3, 2, 4, 10, 6, 3, 7, 4]);
    // Taps that only ever meet padding get nothing, and so do pixels that are stepped over.
    assertEquals(lone, [0, 0, 0, 0, 5, 0, 0, 0, 0]);
    assertEquals(pixels, [1, 0, 1, 0, 0, 0, 1, 0, 1]);
  },
});

/** Larger than a tile, by four and not, with sums that are cut into slices: [n, h, w, ci], [k, co], stride, padding. */
const large = [
  [[2, 9, 9, 8], [3, 12], 1, 1],
  [[1, 17, 16, 4], [3, 8], 2, "same"],
  [[4, 16, 16, 5], [3, 7], 2, 1],
  [[2, 5, 5, 68], [1, 72], 1, "valid"],
  [[2, 6, 6, 36], [1, 33], 2, "valid"],
  [[3, 2, 2, 160], [3, 40], 1, 1],
  [[5, 1, 1, 8], [3, 12], 1, 1],
  [[2, 12, 12, 3], [7, 64], 2, 3],
] as const;

for (const [image, [k, co], stride, pad] of large) {
  Deno.test({
    name: `convolutionKernels() agree with cpu on ${image} by ${k}x${k} to ${co} with stride ${stride}, pad ${pad}`,
    ...anyAdapter,
    fn: () =>
      agrees(webgpu({ allowFallback: true }), cpu(), {
        name: `convolution of ${image} by ${k} to ${co}`,
        shapes: [image, [k, k, image[3], co]],
        run: (x, filter) => tf.conv2d(x as Tensor4, filter as Tensor4, stride, pad),
        gradient: "smooth",
      }),
  });
}

Deno.test({
  name: "convolutionKernels() spread the taps of a dilated filter",
  ...anyAdapter,
  fn: () =>
    agrees(webgpu({ allowFallback: true }), cpu(), {
      name: "dilated convolution",
      shapes: [[2, 9, 8, 4], [3, 3, 4, 4]],
      run: (x, filter) => tf.conv2d(x as Tensor4, filter as Tensor4, 1, "same", "NHWC", 2),
      gradient: "none",
    }),
});

Deno.test({
  name: "convolutionKernels() take channels that come first, too",
  ...anyAdapter,
  fn: () =>
    agrees(webgpu({ allowFallback: true }), cpu(), {
      name: "convolution with channels first",
      shapes: [[2, 4, 5, 6], [3, 3, 4, 4]],
      run: (x, filter) => tf.conv2d(x as Tensor4, filter as Tensor4, 1, "same", "NCHW"),
      gradient: "smooth",
    }),
});
