/**
 * A repair of tfjs: what a reduction of no numbers is. Its kernels answer 0, or NaN, whatever they compute; here it is what leaves
 * any other number as it is, as in TensorFlow, a mean is NaN, and there is no place of a largest number.
 */
import { tf } from "../../tf.ts";
import { replaceKernel, type Replacement } from "./replace_kernel.ts";

/**
 * Has the reductions of a backend answer for axes of no length: `mean` NaN, `max` and `min` the infinity that any number
 * beats (of whole numbers the least and the largest), `prod` 1, `all` true, `any` false; `argMax` and `argMin` are refused.
 *
 * @param backendName The backend; a second call does nothing.
 */
export function repairEmptyReductions(backendName: string): void {
  for (const [name, replacement] of Object.entries(replacements)) replaceKernel(name, backendName, replacement);
}

interface Attributes {
  readonly axis?: number | number[] | null;
  /** What `Max` calls its axis. */
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
}

/** @param answer What the reduction of no numbers of a type is. */
const reduced =
  (answer: (dtype: tf.DataType) => { value: number; dtype: tf.DataType }): Replacement => (shipped) => (given) => {
    const x = given.inputs.x!;
    if (!x.shape.includes(0)) return shipped(given);
    const { axis, reductionIndices, keepDims } = given.attrs as unknown as Attributes;
    const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, x.shape);
    const shape = x.shape.map((size, i) => axes.includes(i) ? 1 : size);
    if (shape.includes(0)) return shipped(given);
    const { value, dtype } = answer(x.dtype);
    return tf.fill(keepDims ? shape : shape.filter((_, i) => !axes.includes(i)), value, dtype as "float32");
  };

const always = (value: number) => reduced((dtype) => ({ value, dtype }));
const worst = (sign: 1 | -1) =>
  reduced((dtype) => ({ value: dtype === "int32" ? (sign > 0 ? MOST : -MOST - 1) : sign * Infinity, dtype }));
/** Of whole numbers. */
const MOST = 2 ** 31 - 1;

const placed = (what: string): Replacement => (shipped) => (given) => {
  const { shape } = given.inputs.x!, { axis } = given.attrs as unknown as Attributes;
  const [along] = tf.util.parseAxisParam(axis!, shape) as [number];
  if (shape[along] !== 0 || shape.some((size, i) => size === 0 && i !== along)) return shipped(given);
  throw new RangeError(
    `Cannot tell the place of the ${what} number as there is none along axis ${along}: got [${shape}]\n` +
      `Leave out what is empty before it gets here.`,
  );
};

const replacements: Readonly<Record<string, Replacement>> = {
  Mean: reduced(() => ({ value: NaN, dtype: "float32" })),
  Max: worst(-1),
  Min: worst(1),
  Prod: always(1),
  All: always(1),
  Any: always(0),
  ArgMax: placed("largest"),
  ArgMin: placed("smallest"),
};
