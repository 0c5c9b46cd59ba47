/**
 * Takes a product and a sum by channel, as batch normalisation is where it predicts, into the convolution before them: what
 * multiplies a channel of the output may as well multiply the filter, and what is added becomes a bias, which TensorFlow does
 * with the rectifier after it in one go. (Jacob et al., 2018, section 3.2.) It is worth it where the filter is no larger
 * than the output, and where the filter and the factors last, as then they are multiplied once and not in each step.
 */
import { type Attribute, attributeTypes } from "./attributes.ts";
import { dtypes } from "./binding.ts";
import { lastingRefs } from "./divide.ts";
import type { Operation, Ref, Trace } from "./trace.ts";

const OF_FLOATS: readonly Attribute[] = [{ name: "T", type: attributeTypes.TF_ATTR_TYPE, value: dtypes.TF_FLOAT }];

/** A product and a sum that go into the convolution before them. */
interface Fold {
  readonly convolution: Operation;
  /** What is between the convolution and the product. */
  readonly reshapes: readonly Operation[];
  readonly product: Operation;
  /** The rectifier that follows. */
  readonly rectifier: Operation | undefined;
}

/** The same trace with its normalisations in its convolutions. */
export function foldNorms(trace: Trace): Trace {
  const folds = findFolds(trace);
  if (folds.size === 0) return trace;
  const later = new Set([...folds.values()].flatMap((it) => [it.convolution, ...it.reshapes, it.product]));
  const gone = new Set([...folds.values()].map(({ rectifier }) => rectifier));
  const operations: Operation[] = [], places = new Map<Ref, Ref>();
  let results = 0;
  const at = (ref: Ref): Ref => ref < 0 ? ref : places.get(ref)!;
  const emit = (operation: Omit<Operation, "slots" | "first">): Ref => {
    operations.push({ ...operation, slots: trace.slots.length, first: results });
    results += operation.results.length;
    return results - operation.results.length;
  };

  for (const operation of trace.operations) {
    if (later.has(operation)) continue;
    const fold = folds.get(operation);
    if (gone.has(operation)) places.set(operation.first, at(operation.inputs[0]!));
    else if (fold === undefined) {
      const first = emit({ ...operation, inputs: operation.inputs.map(at) });
      for (const i of operation.results.keys()) places.set(operation.first + i, first + i);
    } else {
      const { convolution, reshapes, product, rectifier } = fold;
      const [x, filter] = convolution.inputs as [Ref, Ref], made = convolution.results;
      const shape = [...shapeOf(trace, filter)];
      const scaled = emit({
        ...{ name: "Mul", attributes: OF_FLOATS, inputs: [at(filter), at(product.inputs[1]!)] },
        results: [{ shape, dtype: dtypes.TF_FLOAT }],
      });
      let y = emit({ ...convolution, inputs: [at(x), scaled] });
      y = emit({ ...operation, inputs: [y, at(operation.inputs[1]!)], results: made });
      if (rectifier !== undefined) y = emit({ ...rectifier, inputs: [y], results: made });
      for (const reshape of reshapes) y = emit({ ...reshape, inputs: [y, at(reshape.inputs[1]!)] });
      places.set(operation.first, y);
    }
  }
  return { ...trace, operations, outputs: trace.outputs.map(at), reads: trace.reads.map(([r, v]) => [at(r), v]) };
}

/** By the sum. */
function findFolds(trace: Trace): Map<Operation, Fold> {
  const producers = new Map<Ref, Operation>(), readers = new Map<Ref, Operation[]>();
  for (const operation of trace.operations) {
    for (const i of operation.results.keys()) producers.set(operation.first + i, operation);
    for (const ref of operation.inputs) {
      const list = readers.get(ref);
      if (list === undefined) readers.set(ref, [operation]);
      else list.push(operation);
    }
  }
  const kept = new Set([...trace.outputs, ...trace.reads.map(([result]) => result)]);
  const onlyReader = (ref: Ref) => kept.has(ref) || readers.get(ref)?.length !== 1 ? undefined : readers.get(ref)![0];
  const folds = new Map<Operation, Fold>(), lasting = lastingRefs(trace);
  for (const sum of trace.operations) {
    const product = producers.get(sum.inputs[0]!);
    if (sum.name !== "BiasAdd" || product?.name !== "Mul" || onlyReader(product.first) !== sum) continue;
    const [y, slope] = product.inputs as [Ref, Ref], slopes = shapeOf(trace, slope);
    if (slopes.length !== 1 || slopes[0] !== sum.results[0]!.shape?.at(-1)) continue;
    const reshapes: Operation[] = [];
    let convolution = producers.get(y), reader = product;
    while (
      convolution?.name === "Reshape" && convolution.results[0]!.shape?.at(-1) === slopes[0] &&
      onlyReader(convolution.first) === reader
    ) {
      reshapes.unshift(convolution);
      [reader, convolution] = [convolution, producers.get(convolution.inputs[0]!)];
    }
    if (convolution === undefined || !isConvolution(convolution) || onlyReader(convolution.first) !== reader) continue;
    const filter = convolution.inputs[1]!, lasts = lasting.has(filter) && lasting.has(slope);
    if (!lasts && sizeOf(shapeOf(trace, filter)) > sizeOf(convolution.results[0]!.shape!)) continue;
    const next = onlyReader(sum.first), rectifier = next?.name === "Relu" ? next : undefined;
    folds.set(sum, { convolution, reshapes, product, rectifier });
  }
  return folds;
}

function isConvolution({ name, attributes }: Operation): boolean {
  if (name === "Conv2D") return true;
  return name === "MatMul" && attributes.every(({ name, value }) => !name.startsWith("transpose") || value === false);
}

function shapeOf({ slots, operations }: Trace, ref: Ref): readonly number[] {
  if (ref < 0) return slots[-1 - ref]!.shape;
  const { first, results } = operations.findLast(({ first, results }) => first <= ref && results.length > 0)!;
  return results[ref - first]!.shape!;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
