/**
 * Takes a product and a sum by channel, as batch normalisation is where it predicts, into the convolution before them: what
 * multiplies a channel of the output may as well multiply the filter, and what is added becomes a bias, which TensorFlow does
 * with the rectifier after it in one go. (Jacob et al., 2018, section 3.2.) It is worth it where the filter is no larger
 * than the output, and where the filter and the factors last, as then they are multiplied once and not in each step.
 */
import { ON_FLOATS } from "../../binding/attributes.ts";
import { FLOAT } from "../../binding/dtypes.ts";
import type { Operation, Trace } from "../records.ts";
import { lastingRefs } from "./divide.ts";
import { linksOf } from "./links.ts";
import { rewriting } from "./rewriting.ts";

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
  const folds = findFolds(trace), { shape } = linksOf(trace);
  const later = new Set([...folds.values()].flatMap((it) => [it.convolution, ...it.reshapes, it.product]));
  const gone = new Set([...folds.values()].map(({ rectifier }) => rectifier));
  const { at, write, place, keep, end } = rewriting(trace);
  for (const operation of trace.operations) {
    if (later.has(operation)) continue;
    const fold = folds.get(operation);
    if (gone.has(operation)) place(operation, at(operation.inputs[0]!));
    else if (fold === undefined) keep(operation);
    else {
      const { convolution, reshapes, product, rectifier } = fold;
      const [x, filter, slope, offset] = [...convolution.inputs, product.inputs[1]!, operation.inputs[1]!].map(at);
      const scaled = write({
        ...{ name: "Mul", attributes: ON_FLOATS, inputs: [filter!, slope!] },
        results: [{ shape: shape(convolution.inputs[1]!), dtype: FLOAT }],
      });
      let y = write({ ...convolution, inputs: [x!, scaled] });
      y = write({ ...operation, inputs: [y, offset!], results: convolution.results });
      if (rectifier !== undefined) y = write({ ...rectifier, inputs: [y], results: convolution.results });
      for (const reshape of reshapes) y = write({ ...reshape, inputs: [y, at(reshape.inputs[1]!)] });
      place(operation, y);
    }
  }
  return end();
}

/** By the sum. */
function findFolds(trace: Trace): Map<Operation, Fold> {
  const { producer, onlyReader, shape } = linksOf(trace), lasting = lastingRefs(trace);
  const folds = new Map<Operation, Fold>();
  for (const sum of trace.operations) {
    const product = producer(sum.inputs[0]!);
    if (sum.name !== "BiasAdd" || product?.name !== "Mul" || onlyReader(product.first) !== sum) continue;
    const [y, slope] = product.inputs, slopes = shape(slope!);
    if (slopes?.length !== 1 || slopes[0] !== sum.results[0]!.shape?.at(-1)) continue;
    const reshapes: Operation[] = [];
    let convolution = producer(y!), reader = product;
    while (
      convolution?.name === "Reshape" && convolution.results[0]!.shape?.at(-1) === slopes[0] &&
      onlyReader(convolution.first) === reader
    ) {
      reshapes.unshift(convolution);
      [reader, convolution] = [convolution, producer(convolution.inputs[0]!)];
    }
    if (convolution === undefined || !isConvolution(convolution) || onlyReader(convolution.first) !== reader) continue;
    const filter = convolution.inputs[1]!, [size, made] = [shape(filter), convolution.results[0]!.shape];
    if (size === undefined || made === undefined) continue;
    if (!(lasting.has(filter) && lasting.has(slope!)) && sizeOf(size) > sizeOf(made)) continue;
    const next = onlyReader(sum.first), rectifier = next?.name === "Relu" ? next : undefined;
    folds.set(sum, { convolution, reshapes, product, rectifier });
  }
  return folds;
}

function isConvolution({ name, attributes }: Operation): boolean {
  if (name === "Conv2D") return true;
  return name === "MatMul" && attributes.every(({ name, value }) => !name.startsWith("transpose") || value === false);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
