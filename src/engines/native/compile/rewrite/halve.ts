/**
 * A step in two halves of its batch, side by side. TensorFlow does several operations at once, but in most networks each
 * waits for the one before: in halves there are always two that can be done. So threads meet less
 * often, and what a half holds lies nearer to its processor. The sums that end in a weight's gradient
 * are those of the halves, so results differ from those of the step as a whole by rounding alone.
 */
import { int, type } from "../../binding/attributes.ts";
import { INT } from "../../binding/dtypes.ts";
import type { Operation, Ref, Slot, Trace } from "../records.ts";
import { isConstant } from "../trace.ts";
import { type Halving, halving } from "./halving.ts";
import { linksOf } from "./links.ts";
import { rewriting } from "./rewriting.ts";

/** Weights that do not stay near a core, so that each half would fetch them anew; of few rows that is most of the work. */
const HEAVY = 2 ** 19, FEW = 100;
/** Multiplications from which on halves are worth it, in all and for each number that is copied because of them. */
const LEAST = 2 ** 20, LEAST_EACH = 400;

interface Halves {
  readonly axis: number;
  readonly refs: readonly [Ref, Ref];
}

/** The same trace with its batch in two halves; undefined where that is not worth it. */
export function halve(trace: Trace): Trace | undefined {
  const { shape } = linksOf(trace), slots: Slot[] = [...trace.slots], seeds = batchOf(trace);
  const { at, write, place, keep, end } = rewriting(trace);
  const halves = new Map<Ref, Halves>(), split = new Map<string, Halves>(), numbers = new Map<string, Ref>();
  const dtypes = new Map<Ref, number>(), joined = new Set<Ref>();
  let products = 0, copied = 0;
  for (const { first, results } of trace.operations) {
    for (const [i, { dtype }] of results.entries()) dtypes.set(first + i, dtype);
  }
  const dtypeOf = (ref: Ref) => ref < 0 ? slots[-1 - ref]!.dtype : dtypes.get(ref)!;
  const constant = (dtype: number, shape: readonly number[], values: readonly number[]): Ref => {
    const key = `${dtype} ${shape} ${values}`, there = numbers.get(key) ?? -slots.push({ dtype, shape, values });
    numbers.set(key, there);
    return there;
  };
  /** All of a result. */
  const whole = (ref: Ref): Ref => {
    const parts = halves.get(ref);
    if (parts === undefined || joined.has(ref) || ref < 0) return at(ref);
    joined.add(ref);
    copied += sizeOf(shape(ref)!);
    const attributes = [int("N", 2), type("T", dtypeOf(ref)), type("Tidx", INT)];
    const results = [{ dtype: dtypeOf(ref), shape: shape(ref) }];
    const made = write({
      name: "ConcatV2",
      attributes,
      inputs: [...parts.refs, constant(INT, [], [parts.axis])],
      results,
    });
    place({ first: ref, results } as unknown as Operation, made);
    return made;
  };
  /** Both halves of a result or slot. */
  const halvesOf = (ref: Ref, axis: number): readonly [Ref, Ref] => {
    const known = halves.get(ref), key = `${ref} ${axis}`, there = known?.axis === axis ? known : split.get(key);
    if (there !== undefined && there.refs.length === 2) return there.refs;
    const all = whole(ref),
      length = shape(ref)!,
      half = { dtype: dtypeOf(ref), shape: length.with(axis, length[axis]! / 2) };
    if (axis > 0) copied += sizeOf(length);
    const attributes = [int("num_split", 2), type("T", half.dtype)];
    const made = write({ name: "Split", attributes, inputs: [constant(INT, [], [axis]), all], results: [half, half] });
    const refs = [made, made + 1] as const;
    split.set(key, { axis, refs });
    return refs;
  };
  const axisOf = (ref: Ref) => ref < 0 && seeds.has(-1 - ref) ? 0 : halves.get(ref)?.axis;

  for (const operation of trace.operations) {
    const { inputs, results, first } = operation, shapes = inputs.map(shape), made = results[0]?.shape;
    const known = made !== undefined && shapes.every((it) => it !== undefined);
    const plan = known
      ? halving({
        ...{ ...operation, shapes: shapes as number[][], axes: inputs.map(axisOf), shape: made },
        values: (input) => valuesOf(trace, inputs[input]!),
      })
      : undefined;
    if (plan === undefined || isHeavy(plan, shapes as number[][]) || !isEven(plan.inputs, shapes as number[][])) {
      inputs.forEach(whole);
      keep(operation);
      continue;
    }
    products += plan.products ?? 0;
    const parts = inputs.map((ref, i) => {
      const axis = plan.inputs[i], [place, values] = plan.numbers ?? [];
      if (place === i) return Array<Ref>(2).fill(constant(INT, shapes[i]!, values!));
      return axis === undefined ? Array<Ref>(2).fill(whole(ref)) : halvesOf(ref, axis);
    });
    const adds = typeof plan.results === "string", axis = plan.results as number;
    const each = results.map(({ dtype, shape }) => ({
      dtype,
      shape: adds ? shape : shape!.with(axis, shape![axis]! / 2),
    }));
    const [one, other] = [0, 1].map((half) =>
      write({ ...operation, inputs: parts.map((of) => of[half]!), results: each })
    );
    if (!adds) {
      for (const i of results.keys()) halves.set(first + i, { axis, refs: [one! + i, other! + i] });
      continue;
    }
    const dtype = results[0]!.dtype, attributes = [type("T", dtype)];
    let sum = write({ name: "AddV2", attributes, inputs: [one!, other!], results });
    if (plan.results === "mean") {
      sum = write({ name: "Mul", attributes, inputs: [sum, constant(dtype, [], [0.5])], results });
    }
    place(operation, sum);
  }
  trace.outputs.forEach(whole);
  return products < LEAST || products < LEAST_EACH * copied ? undefined : { ...end(), slots };
}

/** The slots that hold the batch: what is other in each step and as long as the largest of it. */
function batchOf({ slots, varying }: Trace): ReadonlySet<number> {
  const given = [...varying].filter((slot) => slots[slot]!.shape.length > 0 && slots[slot]!.variable === undefined);
  const largest = given.toSorted((a, b) => sizeOf(slots[b]!.shape) - sizeOf(slots[a]!.shape))[0];
  const length = largest === undefined ? 1 : slots[largest]!.shape[0]!;
  return new Set(length % 2 === 1 ? [] : given.filter((slot) => slots[slot]!.shape[0] === length));
}

/** Whether few rows of the batch are multiplied by heavy weights. */
function isHeavy({ products, inputs }: Halving, shapes: readonly (readonly number[])[]): boolean {
  if (products === undefined || inputs[0] === undefined || inputs[1] !== undefined) return false;
  const weights = sizeOf(shapes[1]!);
  return weights >= HEAVY && products < FEW * weights;
}

function isEven(axes: readonly (number | undefined)[], shapes: readonly (readonly number[])[]): boolean {
  return axes.every((axis, i) =>
    axis === undefined || (axis >= 0 && shapes[i]![axis]! > 0 && shapes[i]![axis]! % 2 === 0)
  );
}

function valuesOf(trace: Trace, ref: Ref): readonly number[] | undefined {
  return ref < 0 && isConstant(trace, -1 - ref) ? trace.slots[-1 - ref]!.values : undefined;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
