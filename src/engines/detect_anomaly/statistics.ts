/** What an error says of the numbers of a tensor. */
import type { tf } from "../../tf.ts";

/** The numbers of a tensor in short. */
export interface Statistics {
  readonly shape: readonly number[];
  readonly size: number;
  readonly nan: number;
  readonly infinite: number;
  /** Of the finite numbers; NaN where there are none. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/** Reads a tensor of numbers. */
export function statisticsOf(tensor: tf.Tensor): Statistics {
  let nan = 0, infinite = 0, min = Infinity, max = -Infinity, sum = 0;
  for (const value of tensor.dataSync()) {
    if (Number.isNaN(value)) nan++;
    else if (!Number.isFinite(value)) infinite++;
    else min = Math.min(min, value), max = Math.max(max, value), sum += value;
  }
  const { shape, size } = tensor, finite = size - nan - infinite;
  if (finite === 0) return { shape, size, nan, infinite, min: NaN, max: NaN, mean: NaN };
  return { shape, size, nan, infinite, min, max, mean: sum / finite };
}

/** As words, such as `[2, 3] from -1 to 2, mean 0.25, with 1 NaN`. */
export function inWords({ shape, size, nan, infinite, min, max, mean }: Statistics): string {
  const number = (value: number) => String(Number(value.toPrecision(6)));
  const odd = [...nan > 0 ? [`${nan} NaN`] : [], ...infinite > 0 ? [`${infinite} Infinity`] : []].join(" and ");
  const finite = size > nan + infinite ? ` from ${number(min)} to ${number(max)}, mean ${number(mean)}` : "";
  return `[${shape.join(", ")}]${finite}${odd === "" ? "" : `${finite === "" ? "" : ","} with ${odd}`}`;
}
