/** The largest of windows; tfjs's program begins at -1e20, and answers that where all are below. */
import type { PoolAttributes } from "../../tensors/repairs/pools.ts";
import { tf } from "../../tf.ts";
import type { Card } from "./card.ts";
import type { Kernels } from "./kernel.ts";
import { type Element, elementFor, type Program, THREADS, widthOf } from "./program.ts";

/** The kernel `MaxPool` of float32, which passes over what is not a number. */
export function maxPoolKernels(card: Card): Kernels {
  const programs = { "f32": programOn("f32"), "vec4<f32>": programOn("vec4<f32>") };
  return {
    MaxPool({ x }, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) {
      const shape = x!.shape as [number, number, number, number], element = elementFor(shape[3]);
      const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
      const y = card.output(info.outShape), count = tf.util.sizeFromShape(info.outShape) / widthOf(element);
      const sizes = {
        ...{ count, channels: shape[3] / widthOf(element), height: info.inHeight, width: info.inWidth },
        ...{ rows: info.outHeight, columns: info.outWidth, tall: info.filterHeight, wide: info.filterWidth },
        ...{ down: info.strideHeight, right: info.strideWidth, top: info.padInfo.top, left: info.padInfo.left },
      };
      card.run(programs[element], { x: x!, y }, { ...sizes, least: -Infinity }, Math.ceil(count / THREADS));
      return y;
    },
  };
}

const programOn = (element: Element): Program => ({
  name: "MaxPool",
  reads: { x: element },
  writes: { y: element },
  integers: [
    ...["count", "channels", "height", "width", "rows", "columns"],
    ...["tall", "wide", "down", "right", "top", "left"],
  ],
  floats: ["least"],
  code: `
fn run(group: u32, lane: u32) {
  let i = group * ${THREADS}u + lane;
  if (i >= numbers.count) { return; }
  let channel = i % numbers.channels;
  let column = i / numbers.channels % numbers.columns;
  let row = i / (numbers.channels * numbers.columns) % numbers.rows;
  let image = i / (numbers.channels * numbers.columns * numbers.rows);
  var most = ${element}(numbers.least);
  for (var h = 0u; h < numbers.tall; h++) {
    // What is above the image is far below it, as these are no numbers below 0.
    let at = row * numbers.down + h - numbers.top;
    if (at >= numbers.height) { continue; }
    for (var w = 0u; w < numbers.wide; w++) {
      let along = column * numbers.right + w - numbers.left;
      if (along >= numbers.width) { continue; }
      let value = x[((image * numbers.height + at) * numbers.width + along) * numbers.channels + channel];
      most = select(most, value, value > most);
    }
  }
  y[i] = most;
}`,
});
