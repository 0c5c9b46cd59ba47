/** Who makes and who reads the results of a trace. */
import type { Operation, Ref, Trace } from "../records.ts";

/** The links between the operations of a trace. */
export interface Links {
  /** Who makes a result; undefined for a slot. */
  producer(ref: Ref): Operation | undefined;
  /** Who reads a result within the step. */
  readers(ref: Ref): readonly Operation[];
  /** Who alone reads a result, which does not outlive the step. */
  onlyReader(ref: Ref): Operation | undefined;
  /** Whether a result outlives the step. */
  outlives(ref: Ref): boolean;
  /** The shape of a result or of a slot, where it is known. */
  shape(ref: Ref): readonly number[] | undefined;
}

/** Finds the links in a trace. */
export function linksOf({ operations, slots, outputs, reads }: Trace): Links {
  const producers = new Map<Ref, Operation>(), readers = new Map<Ref, Operation[]>();
  for (const operation of operations) {
    for (const i of operation.results.keys()) producers.set(operation.first + i, operation);
    for (const ref of operation.inputs) {
      const list = readers.get(ref);
      if (list === undefined) readers.set(ref, [operation]);
      else list.push(operation);
    }
  }
  const left = new Set([...outputs, ...reads.map(([result]) => result)]);
  return {
    producer: (ref) => producers.get(ref),
    readers: (ref) => readers.get(ref) ?? [],
    outlives: (ref) => left.has(ref),
    onlyReader: (ref) => left.has(ref) || readers.get(ref)?.length !== 1 ? undefined : readers.get(ref)![0],
    shape(ref) {
      if (ref < 0) return slots[-1 - ref]!.shape;
      const made = producers.get(ref)!;
      return made.results[ref - made.first]!.shape;
    },
  };
}
