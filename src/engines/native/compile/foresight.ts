/** Tells what operations will give before they are done, so that a step can be put off which was never done before. */
import type { Binding, Known } from "../binding/binding.ts";
import { dtypes } from "../binding/dtypes.ts";
import type { Foresight, Operation, Slot } from "./records.ts";
import { READ } from "./trace.ts";

/**
 * Looks ahead in one step.
 *
 * @param infer Of the binding.
 * @param operations The operations that the step has asked for; they become more.
 * @param slots Its slots; they become more.
 */
export function foresee(
  infer: Binding["infer"],
  operations: readonly Operation[],
  slots: readonly Slot[],
): Foresight {
  const known: Known[] = [];
  let described = 0;
  // A network asks for the same again and again.
  const told = new Map<string, readonly Known[] | undefined>();
  return {
    resultsOf({ name, attributes, inputs }, outputs) {
      if (outputs === 0) return [];
      while (described < operations.length) known.push(...operations[described++]!.results);
      const from = inputs.map((ref) => ref < 0 ? slots[-1 - ref]! : known[ref]!);
      // A variable's handle does not say what it holds.
      if (name === READ) return [{ dtype: dtypes.TF_FLOAT, shape: from[0]!.shape }];
      const key = JSON.stringify([name, attributes, outputs, from.map((it) => [it.dtype, it.shape, it.values])]);
      if (!told.has(key)) told.set(key, infer(name, attributes, from, outputs));
      return told.get(key);
    },
  };
}
