/** Operations that work element by element, in whichever order of axes their inputs are there. */
import type { Operation, Value } from "../../../graph/graph.ts";
import type { Emitter, Order } from "./emitter.ts";
import { ELEMENT, type OnnxAttribute } from "./model.ts";

/** Writes an operation. */
export type Writer = (operation: Operation, emitter: Emitter) => void;

/** Computes one name of others. */
type Compute = (names: readonly string[], emitter: Emitter, operation: Operation) => string;

/** The order in which values are combined: with channels first where one is only there so and none forbids it. */
export function commonOrder(values: readonly Value[], rank: number, emitter: Emitter): Order {
  const fits = (value: Value) => value.shape.length === rank || value.shape.length === 0 || emitter.constant(value);
  return rank > 2 && values.some(emitter.isFirst) && values.every(fits) ? "first" : "last";
}

function elementwise(compute: Compute): Writer {
  return (operation, emitter) => {
    const values = Object.values(operation.inputs), output = operation.outputs[0]!, rank = output.shape.length;
    const order = commonOrder(values, rank, emitter);
    const names = values.map((value) => emitter.beside(value, rank, order));
    emitter.set(output, compute(names, emitter, operation), order);
  };
}

const plain = (type: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): Writer =>
  elementwise((names, { node }) => node(type, names, attributes));

const SAME = [
  "Abs Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Elu Erf Exp Floor Log Neg Reciprocal Relu Round",
  "Selu Sigmoid Sign Sin Sinh Softplus Sqrt Tan Tanh Add Sub Pow Equal Greater Less",
].flatMap((line) => line.split(" "));
const OTHERS: Readonly<Record<string, string>> = {
  Multiply: "Mul",
  Maximum: "Max",
  Minimum: "Min",
  AddN: "Sum",
  GreaterEqual: "GreaterOrEqual",
  LessEqual: "LessOrEqual",
  LogicalAnd: "And",
  LogicalOr: "Or",
  LogicalNot: "Not",
  Prelu: "PRelu",
  IsNan: "IsNaN",
  IsInf: "IsInf",
  Select: "Where",
};

const isWhole = ({ outputs }: Operation) => outputs[0]!.dtype === "int32";

/** By the kernels' names. */
export const pointwise: Readonly<Record<string, Writer>> = {
  ...Object.fromEntries(SAME.map((type) => [type, plain(type)])),
  ...Object.fromEntries(Object.entries(OTHERS).map(([kernel, type]) => [kernel, plain(type)])),
  Rsqrt: elementwise((x, { node }) => node("Reciprocal", [node("Sqrt", x)])),
  Square: elementwise(([x], { node }) => node("Mul", [x!, x!])),
  Expm1: elementwise((x, { node, scalar }) => node("Sub", [node("Exp", x), scalar(1)])),
  Log1p: elementwise(([x], { node, scalar }) => node("Log", [node("Add", [x!, scalar(1)])])),
  NotEqual: elementwise((both, { node }) => node("Not", [node("Equal", both)])),
  SquaredDifference: elementwise((both, { node }) => {
    const difference = node("Sub", both);
    return node("Mul", [difference, difference]);
  }),
  // Whole numbers are divided as real ones: ONNX would cut off, not round down.
  RealDiv: elementwise((both, { node }) => node("Div", both)),
  FloorDiv: elementwise(floorDiv),
  Mod: elementwise(([a, b], emitter, operation) => {
    if (isWhole(operation)) return emitter.node("Mod", [a!, b!]);
    return emitter.node("Sub", [a!, emitter.node("Mul", [floorDiv([a!, b!], emitter, operation), b!])]);
  }),
  Relu6: elementwise(([x], { node, scalar }) => node("Clip", [x!, scalar(0), scalar(6)])),
  ClipByValue: elementwise(([x], { node, scalar }, operation) => {
    const { settings: { clipValueMin, clipValueMax }, outputs: [{ dtype }] } = operation as Operation & {
      readonly outputs: readonly [Value];
    };
    return node("Clip", [x!, scalar(clipValueMin as number, dtype), scalar(clipValueMax as number, dtype)]);
  }),
  LeakyRelu: elementwise((x, { node }, { settings: { alpha } }) =>
    node("LeakyRelu", x, { alpha: { float: alpha as number } })
  ),
  Step: elementwise(([x], { node, scalar }, { settings: { alpha = 0 } }) =>
    node("Where", [node("Greater", [x!, scalar(0)]), scalar(1), scalar(alpha as number)])
  ),
  Cast: elementwise((x, { node }, { outputs }) => node("Cast", x, { to: ELEMENT[outputs[0]!.dtype] })),
  ZerosLike: elementwise(([x], { node, scalar }, { outputs }) =>
    node("Expand", [scalar(0, outputs[0]!.dtype), node("Shape", [x!])])
  ),
  OnesLike: elementwise(([x], { node, scalar }, { outputs }) =>
    node("Expand", [scalar(1, outputs[0]!.dtype), node("Shape", [x!])])
  ),
};

function floorDiv(both: readonly string[], { node }: Emitter, operation: Operation): string {
  if (!isWhole(operation)) return node("Floor", [node("Div", both)]);
  const real = both.map((name) => node("Cast", [name], { to: ELEMENT.float32 }));
  return node("Cast", [node("Floor", [node("Div", real)])], { to: ELEMENT.int32 });
}
