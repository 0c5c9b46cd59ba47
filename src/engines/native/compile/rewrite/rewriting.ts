/** A trace that is written anew: operation by operation, with its results numbered as they come. */
import type { Operation, Ref, Trace } from "../records.ts";

/** What is needed of an operation to write it. */
export type Written = Omit<Operation, "slots" | "first">;

/** A trace on its way to another one. */
export interface Rewriting {
  /** Where what the old trace calls so is in the new one. */
  at(ref: Ref): Ref;
  /** Writes an operation, whose inputs are named as in the new trace; answers where its first result is. */
  write(operation: Written): Ref;
  /** Says where the results of an old operation are. */
  place(operation: Operation, first: Ref): void;
  /** Writes an old operation as it is. */
  keep(operation: Operation): void;
  /** The new trace. */
  end(): Trace;
}

/** Starts to write a trace anew. */
export function rewriting(trace: Trace): Rewriting {
  const operations: Operation[] = [], places = new Map<Ref, Ref>();
  let results = 0;
  const at = (ref: Ref): Ref => ref < 0 ? ref : places.get(ref)!;
  const write = (operation: Written): Ref => {
    operations.push({ ...operation, slots: trace.slots.length, first: results });
    results += operation.results.length;
    return results - operation.results.length;
  };
  const place = (operation: Operation, first: Ref): void => {
    for (const i of operation.results.keys()) places.set(operation.first + i, first + i);
  };
  return {
    ...{ at, write, place },
    keep: (operation) => place(operation, write({ ...operation, inputs: operation.inputs.map(at) })),
    end: () => ({
      ...trace,
      ...{ operations, outputs: trace.outputs.map(at), reads: trace.reads.map(([result, slot]) => [at(result), slot]) },
    }),
  };
}
