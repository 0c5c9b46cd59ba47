/**
 * Guards before tfjs's own kernels of this backend, which look at neither types nor bounds: what one of them would compute wrongly, or
 * read and write past the end for, goes to the reference.
 */
import { byReference, referenceKernels } from "../../tensors/by_reference.ts";
import { tf } from "../../tf.ts";
import type { Heap, Info } from "./heap.ts";

type Attributes = Readonly<Record<string, unknown>>;
type Inputs = Readonly<Record<string, Info>>;
/** Whether tfjs's own kernel is right. */
type Fits = (inputs: Inputs, attributes: Attributes) => boolean;

/** The most axes that tfjs's kernels go along. */
const mostAxes = 6;

/** Types that this backend has no room for. */
const refused = ["Complex", "Real", "Imag", "ComplexAbs", "FFT", "IFFT"];

/** Puts a guard before every kernel of tfjs, and has the reference compute where there is none. */
export function guard(heap: Heap): void {
  const rules = rulesFor(heap);
  for (const kernelName of referenceKernels()) {
    const shipped = tf.getKernel(kernelName, "wasm");
    const reference = refused.includes(kernelName) ? refuse : byReference(kernelName);
    if (shipped === undefined) {
      tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc: reference });
      continue;
    }
    const fits = rules[kernelName];
    tf.unregisterKernel(kernelName, "wasm");
    const { kernelFunc } = shipped;
    tf.registerKernel({
      ...shipped,
      kernelFunc: (given) => {
        const { inputs, attrs = {} } = given as unknown as { readonly inputs: Inputs; readonly attrs: Attributes };
        const isRight = isOfNumbers(inputs, attrs) && (fits === undefined || fits(inputs, attrs));
        return (isRight ? kernelFunc : reference)(given);
      },
    });
  }
}

function refuse(): never {
  throw new TypeError(
    "Cannot compute with complex numbers as the wasm engine has none: got dtype complex64\n" +
      "Keep real and imaginary parts in tensors of their own, or use the native engine.",
  );
}

function isOfNumbers(inputs: Inputs, { dtype }: Attributes): boolean {
  if (dtype === "complex64") refuse();
  if (dtype === "string") return false;
  for (const name in inputs) if (inputs[name]?.dtype === "string") return false;
  return true;
}

const isFloat: Fits = ({ x }) => x!.dtype === "float32";
const isNumeric = (dtype: string) => dtype === "float32" || dtype === "int32";
const isShallow = (...tensors: readonly (Info | undefined)[]) => tensors.every((one) => one!.shape.length <= mostAxes);
const isArithmetic: Fits = ({ a, b }) => isNumeric(a!.dtype) && a!.dtype === b!.dtype && isShallow(a, b);
const isComparison: Fits = ({ a, b }) => a!.dtype === b!.dtype && isShallow(a, b);
const isRoundedDown: Fits = (_, { dimRoundingMode }) => dimRoundingMode === undefined || dimRoundingMode === "floor";
type Shape = [number, number, number, number];
/** Whether a window finds a place to stand. */
const isRoom = ({ outShape }: { readonly outShape: readonly number[] }) => outShape.every((size) => size > 0);
const isSome: Fits = ({ x }) => tf.util.sizeFromShape(x!.shape) > 0;

/** Kernels that read four bytes a number, and take them for real ones. */
const FLOAT_KERNELS = [
  "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Expm1 Floor IsFinite IsInf IsNan",
  "LeakyRelu Log Log1p Neg Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt",
  "Square Step Tan Tanh ClipByValue AvgPool3D MaxPool MaxPool3D",
].flatMap((line) => line.split(" "));

function rulesFor(heap: Heap): Readonly<Record<string, Fits>> {
  /** Whether rows of numbers name places within the first axes of a shape. */
  const areWithin = (indices: Info, shape: readonly number[]): boolean => {
    if (indices.dtype !== "int32") return false;
    const width = indices.shape.length > 1 ? indices.shape.at(-1)! : 1;
    return heap.ints(indices).every((place, i) => place >= 0 && place < shape[i % width]!);
  };
  const each = (names: readonly string[], fits: Fits) => Object.fromEntries(names.map((name) => [name, fits]));
  return {
    ...each(FLOAT_KERNELS, isFloat),
    // A window of one number is refused by what they call, and nobody looks.
    // They reckon with sizes that are rounded down.
    ...each(["FusedDepthwiseConv2D", "FusedConv2D"], isRoundedDown),
    // With steps longer than the filter it answers zeros, and it writes past results of no size.
    DepthwiseConv2dNative: (inputs, attributes) => {
      const { strides, dilations } = attributes as { strides: [number, number]; dilations: [number, number] };
      const [x, filter] = [inputs.x!.shape, inputs.filter!.shape] as Shape[];
      const steps = [strides].flat(), isStepped = steps.some((step) => step > Math.min(filter![0], filter![1]));
      const { computeConv2DInfo } = tf.backend_util, pad = attributes.pad as number;
      return !isStepped && isRoundedDown(inputs, attributes) &&
        isRoom(computeConv2DInfo(x!, filter!, strides, dilations ?? 1, pad, "floor", true));
    },
    // One whose sides differ writes past its end where it meets padding, and one that finds no room as well.
    AvgPool: (inputs, attributes) => {
      const [down, across = down] = [attributes.filterSize].flat() as number[];
      return isFloat(inputs, attributes) && isRoundedDown(inputs, attributes) && Math.max(down!, across!) > 1 &&
        (down === across || attributes.pad === "valid") &&
        isRoom(tf.backend_util.computePool2DInfo(
          inputs.x!.shape as Shape,
          [down!, across!],
          attributes.strides as number,
          1,
          attributes.pad as number,
        ));
    },
    ...each(["Add", "Sub", "Multiply", "Maximum", "Minimum"], isArithmetic),
    // 0 to a power below 0 is beyond all whole numbers.
    Pow: (inputs, attributes) => isArithmetic(inputs, attributes) && inputs.a!.dtype === "float32",
    // By a whole number that is 0, one of them ends the program and the others answer what lies beyond all numbers.
    ...each(
      ["RealDiv", "FloorDiv", "Mod"],
      ({ a, b }) => isArithmetic({ a: a!, b: b! }, {}) && (b!.dtype !== "int32" || !heap.ints(b!).includes(0)),
    ),
    ...each(["SquaredDifference", "Atan2"], isArithmetic),
    ...each(["Equal", "NotEqual", "Greater", "GreaterEqual", "Less", "LessEqual"], isComparison),
    ...each(["All", "Any", "ArgMax", "ArgMin", "Max", "Min", "Prod", "Sum", "Mean"], isSome),
    // They copy four bytes a number, and a truth value has one.
    ...each(["MirrorPad", "PadV2", "Reverse", "Tile", "Transpose"], ({ x }) => isNumeric(x!.dtype) && isShallow(x)),
    // Any number but 0 is true, which a byte of it may not be.
    Cast: ({ x }, { dtype }) => dtype !== "bool" || x!.dtype === "bool",
    GatherNd: ({ params, indices }) => isNumeric(params!.dtype) && areWithin(indices!, params!.shape),
    ScatterNd: ({ indices, updates }, { shape }) => isNumeric(updates!.dtype) && areWithin(indices!, shape as number[]),
    SparseToDense: ({ sparseIndices, sparseValues }, { outputShape }) =>
      isNumeric(sparseValues!.dtype) && areWithin(sparseIndices!, outputShape as number[]),
    TensorScatterUpdate: ({ tensor, indices }) => isNumeric(tensor!.dtype) && areWithin(indices!, tensor!.shape),
    CropAndResize: ({ image, boxInd }) => areWithin(boxInd!, [image!.shape[0]!]),
    // They make real numbers of whole ones, or read four bytes of each truth value.
    ...each(["StridedSlice", "ResizeNearestNeighbor"], (inputs) => (inputs.x ?? inputs.images)!.dtype === "float32"),
    // They divide by the length of rows.
    ...each(
      ["Cumsum", "Cumprod", "TopK"],
      (inputs, attributes) => isNumeric(inputs.x!.dtype) && isSome(inputs, attributes),
    ),
    FusedBatchNorm: (inputs) => Object.values(inputs).every((one) => (one?.dtype ?? "float32") === "float32"),
    DepthToSpace: ({ x }) => isNumeric(x!.dtype),
    // It reads both sides as numbers of the first one's type.
    Select: ({ t, e }) => isNumeric(t!.dtype) && t!.dtype === e!.dtype,
    AddN: (inputs) => Object.values(inputs).every(({ dtype }) => isNumeric(dtype)),
    // It writes whole numbers, whatever is asked for.
    OneHot: (_, { dtype }) => dtype === "int32",
    Bincount: ({ x, weights }) =>
      x!.shape.length === 1 && isNumeric(weights!.dtype) && heap.ints(x!).every((value) => value >= 0),
    DenseBincount: ({ weights }) => isNumeric(weights!.dtype),
    Slice: ({ x }, { begin, size }) => {
      const box = tf.slice_util.parseSliceParams(x as tf.Tensor, begin as number[], size as number[]);
      tf.slice_util.assertParamsValid(x!, ...(box as [number[], number[]]));
      return true;
    },
    // Only where each row has as many numbers as there are rows is it right.
    GatherV2: () => false,
    // Some of their loops begin at the wrong end, others at the smallest positive number.
    ...each(["Conv3DBackpropFilterV2", "Conv3DBackpropInputV2", "MaxPool3DGrad", "Dilation2D"], () => false),
    ...each(["Dilation2DBackpropFilter", "Dilation2DBackpropInput"], () => false),
    // It repeats the slopes along the last axes.
    Prelu: ({ x, alpha }) => {
      const { shape } = alpha!,
        start = shape.findIndex((size) => size !== 1),
        own = start < 0 ? [] : shape.slice(start);
      const rest = x!.shape.slice(x!.shape.length - own.length);
      return isSome({ x: x! }, {}) && x!.dtype === "float32" && shape.length <= x!.shape.length &&
        own.every((size, i) => size === rest[i]);
    },
  };
}
