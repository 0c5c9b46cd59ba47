import { assertEquals } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../../../mod.ts";
import { withoutTwins } from "../../../../../src/engines/native/compile/rewrite/without_twins.ts";
import { needLibrary } from "../../need_library.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const needed = await needLibrary();
const [x, y] = [-1, -2];

Deno.test("withoutTwins() does once what is done twice, and what is done with that", () => {
  const trace = traceOf([{ shape: [2, 2] }, { shape: [2, 2] }], [
    ["MatMul", [x, y], [2, 2]],
    ["MatMul", [x, y], [2, 2]],
    ["MatMul", [y, x], [2, 2]],
    ["Relu", [0], [2, 2]],
    ["Relu", [1], [2, 2]],
    ["Add", [3, 4], [2, 2]],
  ], { outputs: [3, 4, 5] });
  const single = withoutTwins(trace);
  assertEquals(linesOf(single), [
    ["MatMul", [x, y], [2, 2]],
    ["MatMul", [y, x], [2, 2]],
    ["Relu", [0], [2, 2]],
    ["Add", [2, 2], [2, 2]],
  ]);
  assertEquals(single.outputs, [2, 2, 3]);
});

Deno.test("withoutTwins() takes constants of the same numbers for one, and no others", () => {
  const constant = (values: number[]) => ({ shape: [1], dtype: 3, values });
  const trace = traceOf([{ shape: [2] }, constant([1]), constant([1]), constant([2])], [
    ["Pad", [x, -2], [2]],
    ["Pad", [x, -3], [2]],
    ["Pad", [x, -4], [2]],
  ], { outputs: [0, 1, 2] });
  assertEquals(withoutTwins(trace).outputs, [0, 0, 1]);
  const given = { ...trace, varying: new Set([0, 1, 2]) };
  assertEquals(withoutTwins(given).outputs, [0, 1, 2]);
});

Deno.test("withoutTwins() draws as often as it is told to, and leaves results of other types", () => {
  const trace = traceOf([{ shape: [1] }], [
    ["RandomUniform", [x], [4]],
    ["RandomUniform", [x], [4]],
    ["Cast", [x], [1]],
    ["Cast", [x], [1]],
  ], { outputs: [0, 1, 2, 3] });
  const [one, other, ...casts] = trace.operations;
  const unlike = casts.map((cast, i) => ({ ...cast, results: [{ shape: [1], dtype: i + 1 }] }));
  assertEquals(withoutTwins({ ...trace, operations: [one!, other!, ...unlike] }).operations.length, 4);
});

Deno.test({
  name: "a step in float16 may call a network twice on the same images",
  ...needed,
  async fn() {
    const { compile } = await mixedPrecision(native(), { dtype: "float16" }).open();
    const [images, filter, bias, dy] = [[4, 6, 6, 3], [3, 3, 3, 5], [5], [4, 6, 6, 5]].map((shape) => tf.ones(shape));
    const network = (x: tf.Tensor) =>
      tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"), bias!)) as tf.Tensor4D;
    const step = compile!((x: tf.Tensor, dy: tf.Tensor) => tf.tidy(() => [network(x), tf.grad(network)(x, dy)]));
    // The second step like the first is compiled, if not the first.
    tf.dispose([step(images!, dy!), step(images!, dy!)]);
    const made = step(images!, dy!), [y, dx] = made.map((tensor) => tensor.dataSync());
    // In a corner 4 of 9 taps of 3 channels see the image, and 4 outputs of 5 filters see a corner.
    assertEquals([y![0], y![7 * 5], dx![0], dx![7 * 3]], [13, 28, 20, 45]);
    tf.dispose([images!, filter!, bias!, dy!, made]);
  },
});
