/**
 * Leaves out the reshapes that change nothing, and goes past those that only lead to others: tfjs makes images of what are
 * images already, and TensorFlow makes one operation of two only where nothing lies between them.
 */
import type { Ref, Trace } from "../records.ts";
import { sameNumbers } from "../trace.ts";
import { linksOf } from "./links.ts";
import { rewriting } from "./rewriting.ts";

const RESHAPE = "Reshape";

/** The same trace without needless reshapes. */
export function spareReshapes(trace: Trace): Trace {
  const { producer, outlives, shape } = linksOf(trace), { at, write, place, keep, end } = rewriting(trace);
  // What a reshape leads from, past those before it.
  const source = (ref: Ref): Ref => {
    const made = producer(ref);
    return made?.name === RESHAPE ? source(made.inputs[0]!) : ref;
  };
  for (const operation of trace.operations) {
    if (operation.name !== RESHAPE) keep(operation);
    else {
      const from = source(operation.first), [before, after] = [shape(from), operation.results[0]!.shape];
      const same = before !== undefined && after !== undefined && sameNumbers(before, after);
      if (same && !outlives(operation.first)) place(operation, at(from));
      else place(operation, write({ ...operation, inputs: [at(from), at(operation.inputs[1]!)] }));
    }
  }
  return end();
}
