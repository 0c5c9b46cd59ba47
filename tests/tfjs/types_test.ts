/**
 * Every operation on whole numbers and truth values: an engine answers what tfjs's plain JavaScript does, and writes nowhere else. A
 * truth value has one byte, where kernels that were made for numbers write four.
 */
import { assertEquals } from "@std/assert";
import { cpu } from "../../src/engines/cpu.ts";
import { native } from "../../src/engines/native.ts";
import { wasm } from "../../src/engines/wasm.ts";
import { tf } from "../../src/tf.ts";
import { needLibrary } from "../engines/native/need_library.ts";

// Which shapes an operation wants is its row's business.
// deno-lint-ignore no-explicit-any
type Any = any;
type Make = (shape: readonly number[], phase?: number) => Any;
type Rows = Readonly<Record<string, (m: Make) => tf.Tensor | tf.Tensor[]>>;

const maker = (dtype: tf.DataType): Make => (shape, phase = 1) => {
  const of = (i: number) => dtype === "bool" ? Number((i * 7 + phase) % 3 === 0) : (i * 7 + phase) % 11 - 3;
  return tf.tensor(Array.from({ length: tf.util.sizeFromShape([...shape]) }, (_, i) => of(i)), [...shape], dtype);
};
const places = (...values: number[]) => tf.tensor1d(values, "int32");

const singles = [
  ...["abs", "acos", "acosh", "asin", "asinh", "atan", "atanh", "expm1", "isFinite", "isInf", "isNaN", "leakyRelu"],
  ...["log1p", "neg", "reciprocal", "relu", "relu6", "round", "selu", "sign", "sinh", "softplus", "square", "step"],
];
const pairs = [
  ...["add", "sub", "mul", "div", "divNoNan", "mod", "squaredDifference", "atan2", "maximum", "minimum"],
  ...["greater", "greaterEqual", "less", "lessEqual", "equal", "notEqual"],
];
const reductions = ["sum", "prod", "max", "min", "mean", "argMax", "argMin"];
const of = tf as Any;

const rows: Rows = {
  ...Object.fromEntries(singles.map((name) => [name, (m: Make) => of[name](m([37]))])),
  ...Object.fromEntries(pairs.map((name) => [name, (m: Make) => of[name](m([5, 7]), m([7], 2))])),
  ...Object.fromEntries(reductions.map((name) => [name, (m: Make) => of[name](m([5, 7]), 1)])),
  "addN": (m) => tf.addN([m([37]), m([37], 2)]),
  "batchToSpaceND": (m) => tf.batchToSpaceND(m([4, 2, 2, 3]), [2, 2], [[0, 0], [0, 0]]),
  "bincount by weights": (m) => tf.bincount(places(1, 2, 2, 5), m([4]), 6),
  "broadcastTo": (m) => tf.broadcastTo(m([1, 7]), [5, 7]),
  "cast to float32": (m) => tf.cast(m([37]), "float32"),
  "cast to bool": (m) => tf.cast(m([37]), "bool"),
  "concat": (m) => tf.concat([m([3, 5]), m([3, 7], 2)], 1),
  "cumsum": (m) => tf.cumsum(m([5, 7]), 1),
  "diag": (m) => tf.diag(m([5])),
  "gather": (m) => tf.gather(m([5, 7]), places(3, 1, 1), 1),
  "gatherND": (m) => tf.gatherND(m([5, 7]), tf.tensor2d([[1, 2], [4, 6]], [2, 2], "int32")),
  "mirrorPad": (m) => tf.mirrorPad(m([5, 7]), [[1, 2], [0, 3]], "reflect"),
  "onesLike": (m) => tf.onesLike(m([7, 9])),
  "pad": (m) => tf.pad(m([5, 7]), [[1, 2], [0, 3]]),
  "reverse": (m) => tf.reverse(m([5, 7])),
  "scatterND": (m) => tf.scatterND(tf.tensor2d([[1], [4]], [2, 1], "int32"), m([2, 7]), [6, 7]),
  "slice of five axes": (m) => tf.slice(m([2, 3, 2, 3, 5]), [0, 1, 0, 1, 1], [2, 2, 1, 2, 3]),
  "spaceToBatchND": (m) => tf.spaceToBatchND(m([1, 4, 4, 3]), [2, 2], [[0, 0], [0, 0]]),
  "split": (m) => tf.split(m([5, 6]), [1, 5], 1),
  "stack": (m) => tf.stack([m([3, 5]), m([3, 5], 2)], 1),
  "stridedSlice": (m) => tf.stridedSlice(m([9, 7]), [0, 1], [9, 7], [2, 3]),
  "tensorScatterUpdate": (m) =>
    tf.tensorScatterUpdate(m([6, 7]), tf.tensor2d([[1], [4]], [2, 1], "int32"), m([2, 7], 3)),
  "tile": (m) => tf.tile(m([5, 7]), [2, 3]),
  "topk": (m) => Object.values(tf.topk(m([5, 7]), 2)),
  "transpose": (m) => tf.transpose(m([5, 7, 3]), [2, 0, 1]),
  "unstack": (m) => tf.unstack(m([3, 5, 7]), 1),
  "where": (m) => tf.where(maker("bool")([5, 7], 2), m([5, 7]), m([5, 7], 4)),
  "where, with real numbers": (m) => tf.where(maker("bool")([5, 7], 2), m([5, 7]), maker("float32")([5, 7])),
  "resizeNearestNeighbor": (m) => tf.image.resizeNearestNeighbor(tf.cast(m([1, 4, 5, 3]), "int32"), [7, 3]),
};

/** A line an operation: types, shapes and numbers of what it answers, or what it was refused by. */
function answers(dtype: tf.DataType): string[] {
  return Object.entries(rows).map(([name, run]) => {
    try {
      const told = tf.tidy(() => {
        return [run(maker(dtype))].flat().map((y) => `${y.dtype} [${y.shape}] ${[...y.dataSync()].map(rounded)}`);
      });
      return `${name} of ${dtype}: ${told.join("; ")}`;
    } catch (error) {
      return `${name} of ${dtype}: ${(error as Error).message}`;
    }
  });
}

/** The processors disagree about the last digits, and neither about which zero it is nor about how a NaN is written. */
const rounded = (value: number) => Number.isFinite(value) ? Number(value.toPrecision(5)) + 0 : value;

await cpu().open();
const right = [...answers("int32"), ...answers("bool")];

for (
  const [engine, needed] of [[wasm({ threads: 2 }), {}], [native(), await needLibrary()]] as const
) {
  Deno.test({
    name: `${engine.name}() answers what the reference does, whatever the type of elements`,
    ...needed,
    fn: async () => {
      await engine.open();
      // What lies around an answer in memory.
      const around = Array.from({ length: 200 }, (_, i) => tf.fill([1 + i * 13 % 50], i));
      const told = [...answers("int32"), ...answers("bool")];
      assertEquals(told.filter((line) => !right.includes(line)), []);
      around.forEach((tensor, i) => assertEquals(new Set(tensor.dataSync()), new Set([i]), "what lies around"));
      tf.dispose(around);
    },
  });
}
