/**
 * Leaves out the reshapes that change nothing, and goes past those that only lead to others: tfjs makes images of what are
 * images already, and TensorFlow makes one operation of two only where nothing lies between them.
 */
import { type Operation, type Ref, sameNumbers, type Trace } from "./trace.ts";

const RESHAPE = "Reshape";

/** The same trace without needless reshapes. */
export function spareReshapes(trace: Trace): Trace {
  const { slots, outputs, reads } = trace;
  const left = new Set([...outputs, ...reads.map(([result]) => result)]);
  const operations: Operation[] = [], places = new Map<Ref, Ref>();
  // By their new numbers: the shapes of results, and what a reshape's result is in another shape.
  const shapes = new Map<Ref, readonly number[] | undefined>(), sources = new Map<Ref, Ref>();
  let results = 0;
  const at = (ref: Ref): Ref => ref < 0 ? ref : places.get(ref)!;
  const shapeOf = (ref: Ref) => ref < 0 ? slots[-1 - ref]!.shape : shapes.get(ref);

  for (const operation of trace.operations) {
    const inputs = operation.inputs.map(at), shape = operation.results[0]?.shape;
    if (operation.name === RESHAPE) {
      const source = inputs[0] = sources.get(inputs[0]!) ?? inputs[0]!, before = shapeOf(source);
      if (shape !== undefined && before !== undefined && sameNumbers(shape, before) && !left.has(operation.first)) {
        places.set(operation.first, source);
        continue;
      }
      sources.set(results, source);
    }
    operations.push({ ...operation, first: results, inputs });
    for (const [i, { shape }] of operation.results.entries()) {
      places.set(operation.first + i, results);
      shapes.set(results++, shape);
    }
  }
  return { ...trace, operations, outputs: outputs.map(at), reads: reads.map(([result, slot]) => [at(result), slot]) };
}
