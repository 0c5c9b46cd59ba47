/**
 * Does once what a step does twice, as where it calls a network twice on the same batch. TensorFlow would by itself, but of twins that
 * it turns into float16 for a processor it loses one (2.21: `terminate called` by an absent key), and the process with it.
 */
import type { Operation, Ref, Trace } from "../records.ts";
import { isConstant, sameAttributes, sameNumbers, writes } from "../trace.ts";
import { rewriting } from "./rewriting.ts";

/** What gives something else each time. */
const DRAWS = /^(Random|Truncated|Multinomial|ReadVariable)/;

/** The same trace without operations that do what another one did. */
export function withoutTwins(trace: Trace): Trace {
  const { at, write, place, end } = rewriting(trace);
  const constants = new Map<string, Ref>();
  /** One of the constants that are the same. */
  const one = (ref: Ref): Ref => {
    if (ref >= 0) return at(ref);
    const { dtype, shape, values } = trace.slots[-1 - ref]!;
    if (values === undefined || !isConstant(trace, -1 - ref)) return ref;
    const key = `${dtype} ${shape} ${values}`, first = constants.get(key) ?? ref;
    constants.set(key, first);
    return first;
  };
  const known = new Map<string, { readonly operation: Operation; readonly first: Ref }[]>();
  for (const operation of trace.operations) {
    const { name, attributes, results } = operation, inputs = operation.inputs.map(one);
    const mayGo = results.length > 0 && !DRAWS.test(name) && !writes(operation, trace.slots);
    const key = `${name} ${inputs}`, like = known.get(key) ?? [];
    const twin = mayGo
      ? like.find(({ operation }) =>
        sameResults(operation, results) && sameAttributes(operation.attributes, attributes)
      )
      : undefined;
    const made = twin?.first ?? write({ ...operation, inputs });
    place(operation, made);
    if (mayGo && twin === undefined) known.set(key, [...like, { operation, first: made }]);
  }
  return end();
}

function sameResults({ results }: Operation, others: Operation["results"]): boolean {
  return results.length === others.length && results.every(({ dtype, shape }, i) => {
    const other = others[i]!;
    return dtype === other.dtype && sameNumbers(shape ?? [], other.shape ?? []);
  });
}
