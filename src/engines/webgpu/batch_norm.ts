/** Batch normalisation and its gradient, in two programs each: sums down the columns, then all the rest. */
import { tf } from "../../tf.ts";
import type { Card } from "./card.ts";
import { columnSums, CUT, cut, declareSums, forEachRow, PLACE, TOTALS } from "./column_sums.ts";
import type { Kernels } from "./kernel.ts";
import { type Element, elementFor, type Program } from "./program.ts";

/**
 * The kernels `BatchNormTrain` and `BatchNormTrainGrad`, as src/tensors/batch_norm.ts describes them.
 *
 * What the gradient wants is one tensor, a row of means above a row of inverse deviations: with one array more its
 * program would have nine, and a device need not take more than eight.
 */
export function batchNormKernels(card: Card): Kernels {
  // Of distances from the first row, as float32 would lose the digits of a channel that is far from zero.
  const statistics = columnSums(card, {
    name: "BatchNormStatistics",
    reads: ["x"],
    before: "let pivot = x[column];",
    terms: ["x[at] - pivot", "(x[at] - pivot) * (x[at] - pivot)"],
  });
  const slopes = columnSums(card, {
    name: "BatchNormSlopes",
    reads: ["dy", "x", "kept"],
    before: "let middle = kept[column];",
    terms: ["dy[at]", "dy[at] * (x[at] - middle)"],
  });
  const normalise = both(normaliseOn), gradient = both(gradientOn);

  return {
    BatchNormTrain({ x, scale, offset }, { epsilon }: { readonly epsilon: number }) {
      const channels = x!.shape.at(-1)!, rows = tf.util.sizeFromShape(x!.shape) / channels, area = cut(rows, channels);
      const partial = statistics({ x: x! }, channels, area);
      const y = card.output(x!.shape);
      const [mean, variance, kept] = [card.output([channels]), card.output([channels]), card.output([2, channels])];
      const tensors = { x: x!, scale: scale!, offset: offset!, partial, y, mean, variance, kept };
      card.run(normalise[elementFor(channels)], tensors, { ...area, epsilon }, area.blocks * area.slices);
      card.release(partial);
      return [y, mean, variance, kept];
    },

    BatchNormTrainGrad({ dy, x, scale, saved0: kept }) {
      const channels = x!.shape.at(-1)!, rows = tf.util.sizeFromShape(x!.shape) / channels, area = cut(rows, channels);
      const partial = slopes({ dy: dy!, x: x!, kept: kept! }, channels, area);
      const [dx, dscale, doffset] = [card.output(x!.shape), card.output([channels]), card.output([channels])];
      const tensors = { dy: dy!, x: x!, scale: scale!, kept: kept!, partial, dx, dscale, doffset };
      card.run(gradient[elementFor(channels)], tensors, area, area.blocks * area.slices);
      card.release(partial);
      return [dx, dscale, doffset];
    },
  };
}

const both = (on: (element: Element) => Program) => ({ "f32": on("f32"), "vec4<f32>": on("vec4<f32>") });

const named = (element: Element, ...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, element]));

const normaliseOn = (element: Element): Program => ({
  name: "BatchNormTrain",
  reads: named(element, "x", "scale", "offset", "partial"),
  writes: named(element, "y", "mean", "variance", "kept"),
  integers: CUT,
  floats: ["epsilon"],
  code: `
${declareSums(element)}
fn run(group: u32, lane: u32) {
  ${PLACE}
  ${TOTALS}
  if (!isInside) { return; }
  let count = f32(numbers.rows);
  let away = first / count;
  let middle = x[column] + away;
  let spread = max(second / count - away * away, T());
  let steep = inverseSqrt(spread + T(numbers.epsilon));
  let slope = steep * scale[column];
  let shift = offset[column];
  if (slice == 0u && down == 0u) {
    mean[column] = middle;
    variance[column] = spread * (count / max(count - 1.0, 1.0));
    kept[column] = middle;
    kept[numbers.columns + column] = steep;
  }
  ${forEachRow("y[at] = (x[at] - middle) * slope + shift;")}
}`,
});

const gradientOn = (element: Element): Program => ({
  name: "BatchNormTrainGrad",
  reads: named(element, "dy", "x", "scale", "kept", "partial"),
  writes: named(element, "dx", "dscale", "doffset"),
  integers: CUT,
  code: `
${declareSums(element)}
fn run(group: u32, lane: u32) {
  ${PLACE}
  ${TOTALS}
  if (!isInside) { return; }
  let count = f32(numbers.rows);
  let middle = kept[column];
  let steep = kept[numbers.columns + column];
  let slope = scale[column] * steep;
  let pull = second * steep * steep / count;
  let level = first / count;
  if (slice == 0u && down == 0u) {
    dscale[column] = second * steep;
    doffset[column] = first;
  }
  ${forEachRow("dx[at] = slope * (dy[at] - level - (x[at] - middle) * pull);")}
}`,
});
