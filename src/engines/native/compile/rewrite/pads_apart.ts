/**
 * Keeps padding apart from the convolution after it. Of `Pad` TensorFlow (2.21) makes one operation with that, of oneDNN: its last digits are
 * not those of the two, as which a step is done that is not compiled, and where several run at once they write into memory that is
 * not theirs. `PadV2` it leaves as it is.
 */
import { FLOAT } from "../../binding/dtypes.ts";
import type { Ref, Trace } from "../records.ts";
import { rewriting } from "./rewriting.ts";

/** The same trace with padding of its own. */
export function padsApart(trace: Trace): Trace {
  if (!trace.operations.some(({ name }) => name === "Pad")) return trace;
  const slots = [...trace.slots], zero: Ref = -slots.push({ dtype: FLOAT, shape: [], values: [0] });
  const { at, write, place, keep, end } = rewriting(trace);
  for (const operation of trace.operations) {
    if (operation.name !== "Pad") keep(operation);
    else place(operation, write({ ...operation, name: "PadV2", inputs: [...operation.inputs.map(at), zero] }));
  }
  return { ...end(), slots };
}
