/** Traces for tests of what is done to them. */
import type { Attribute } from "../../../../src/engines/native/binding/attributes.ts";
import type { Operation, Slot, Trace } from "../../../../src/engines/native/compile/records.ts";

/** Name, inputs and shape of an operation; without a shape it has no result. A convolution pads nothing. */
export type Line = readonly [name: string, inputs: readonly number[], shape?: readonly number[]];

const VALID: readonly Attribute[] = [{ name: "padding", type: 0, value: "VALID" }];

/** A trace of float tensors; what the step is given varies. */
export function traceOf(
  slots: readonly (Partial<Slot> & Pick<Slot, "shape">)[],
  lines: readonly Line[],
  { outputs = [lines.length - 1], given = [0] }: { outputs?: readonly number[]; given?: readonly number[] } = {},
): Trace {
  let first = 0;
  const operations = lines.map(([name, inputs, shape]): Operation => {
    const results = shape === undefined ? [] : [{ shape, dtype: 1 }];
    const attributes = name === "Conv2D" ? VALID : [];
    const operation = { name, attributes, inputs, slots: slots.length, first, results };
    first += results.length;
    return operation;
  });
  return {
    ...{ operations, slots: slots.map((slot) => ({ dtype: 1, ...slot })), varying: new Set(given), outputs, reads: [] },
  };
}

/** The operations of a trace, as lines. */
export function linesOf({ operations }: Trace): Line[] {
  return operations.map(({ name, inputs, results }) =>
    results[0]?.shape === undefined ? [name, inputs] : [name, inputs, results[0].shape]
  );
}
