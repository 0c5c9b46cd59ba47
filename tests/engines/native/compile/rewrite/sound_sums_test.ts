import { assert, assertEquals } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../../../mod.ts";
import { soundSums } from "../../../../../src/engines/native/compile/rewrite/sound_sums.ts";
import { int, text } from "../../../../../src/engines/native/binding/attributes.ts";
import { assertConvolves, type Convolution } from "../../convolution_by_hand.ts";
import { needLibrary } from "../../need_library.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const needed = await needLibrary();
const [x, filter, dy, sizes] = [-1, -2, -3, -4];

/** A convolution, and the gradient of its images. */
const trace = (channels: number, filters: number) =>
  traceOf([
    { shape: [2, 4, 4, channels] },
    { shape: [3, 3, channels, filters] },
    { shape: [2, 2, 2, filters] },
    { shape: [4], dtype: 3, values: [2, 4, 4, channels] },
  ], [
    ["Conv2D", [x, filter], [2, 2, 2, filters]],
    ["Conv2DBackpropInput", [sizes, filter, dy], [2, 4, 4, channels]],
  ], { outputs: [0, 1] });

Deno.test("soundSums() widens what is summed over by a channel of zeros", () => {
  const even = soundSums(trace(3, 5));
  assertEquals(linesOf(even), [
    ["PadV2", [x, -5, -6], [2, 4, 4, 4]],
    ["PadV2", [filter, -7, -8], [3, 3, 4, 5]],
    ["Conv2D", [0, 1], [2, 2, 2, 5]],
    ["PadV2", [dy, -9, -10], [2, 2, 2, 6]],
    ["PadV2", [filter, -11, -12], [3, 3, 3, 6]],
    ["Conv2DBackpropInput", [sizes, 4, 3], [2, 4, 4, 3]],
  ]);
  assertEquals(even.slots.slice(4, 8).map(({ values }) => values), [
    [0, 0, 0, 0, 0, 0, 0, 1],
    [0],
    [0, 0, 0, 0, 0, 1, 0, 0],
    [0],
  ]);
  assertEquals(even.outputs, [2, 5]);
});

Deno.test("soundSums() leaves an even number of channels", () => {
  assertEquals(linesOf(soundSums(trace(2, 4))), linesOf(trace(2, 4)));
});

/** One of steps of 4 by 4. */
const patches = (side: number, channels: number, padding: "SAME" | "VALID") => {
  const steps = traceOf([{ shape: [2, 4 * side, 4 * side, channels] }, { shape: [4, 4, channels, 5] }], [
    ["Conv2D", [x, filter], [2, side, side, 5]],
  ]);
  const [operation] = steps.operations;
  const attributes = [int("strides", [1, 4, 4, 1]), text("padding", padding), int("dilations", [1, 1, 1, 1])];
  return { ...steps, operations: [{ ...operation!, attributes }] };
};

for (const padding of ["SAME", "VALID"] as const) {
  Deno.test(`soundSums() has no row of the filter end where a tile of AMX does, padding ${padding}`, () => {
    const sound = soundSums(patches(3, 16, padding));
    assertEquals(linesOf(sound), [
      ["PadV2", [x, -3, -4], [2, 12, 13, 16]],
      ["PadV2", [filter, -5, -6], [4, 5, 16, 5]],
      ["Conv2D", [0, 1], [2, 3, 3, 5]],
    ]);
    assertEquals(sound.operations.at(-1)!.attributes.find(({ name }) => name === "padding")!.value, "VALID");
  });
}

Deno.test("soundSums() leaves rows of one tile, of no whole ones, and of many channels", () => {
  for (const channels of [8, 12, 32]) {
    assertEquals(linesOf(soundSums(patches(3, channels, "VALID"))), linesOf(patches(3, channels, "VALID")));
  }
});

Deno.test("soundSums() has a product that stands alone in more than three axes stand in three", () => {
  const products = traceOf([{ shape: [1, 1, 8, 64] }, { shape: [1, 1, 52, 64] }, { shape: [2, 1, 8, 64] }], [
    ["BatchMatMulV2", [-1, -2], [1, 1, 8, 52]],
    ["BatchMatMulV2", [-3, -2], [2, 1, 8, 52]],
    ["Relu", [0], [1, 1, 8, 52]],
  ], { outputs: [1, 2] });
  assertEquals(linesOf(soundSums(products)), [
    ["Reshape", [-1, -4], [1, 8, 64]],
    ["Reshape", [-2, -5], [1, 52, 64]],
    ["BatchMatMulV2", [0, 1], [1, 8, 52]],
    ["Reshape", [2, -6], [1, 1, 8, 52]],
    ["BatchMatMulV2", [-3, -2], [2, 1, 8, 52]],
    ["Relu", [3], [1, 1, 8, 52]],
  ]);
});

Deno.test({
  name: "one head of two sequences in mixed precision is right, where a step is in halves too",
  ...needed,
  async fn() {
    const [batch, queries, keys, units] = [2, 8, 52, 64] as const;
    const { compile } = await mixedPrecision(native()).open();
    const [x, others, weights] = [[batch, queries, units], [batch, keys, units], [units, units]].map((shape, i) =>
      tf.randomNormal([...shape] as [number, number, number], 0, i === 2 ? 1 / 8 : 1, "float32", i + 1)
    ) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const step = (x: tf.Tensor, others: tf.Tensor, weights: tf.Tensor) =>
      tf.tidy(() => {
        const w = weights as tf.Tensor2D;
        let deep = tf.reshape(others, [batch * keys, units]) as tf.Tensor2D;
        // So much that halves are worth it.
        for (let i = 0; i < 15; i++) deep = tf.tanh(tf.matMul(deep, w));
        const query = tf.reshape(tf.matMul(tf.reshape(x, [batch * queries, units]) as tf.Tensor2D, w), [
          batch,
          1,
          queries,
          units,
        ]);
        const key = tf.reshape(deep, [batch, 1, keys, units]);
        return tf.reshape(tf.matMul(tf.tanh(tf.matMul(query, key, false, true)), key), [batch * queries, units]);
      });
    const compiled = compile!(step);
    // The second step like the first is compiled, if not the first.
    tf.dispose([compiled(x, others, weights), compiled(x, others, weights)]);
    const [mixed, plain] = [compiled, step].map((step) => step(x, others, weights));
    const [error, size] = [tf.norm(tf.sub(mixed!, plain!)), tf.norm(plain!)].map((norm) => norm.dataSync()[0]!);
    assert(error! < 0.03 * size!, `off by ${error} of ${size}`);
    tf.dispose([x, others, weights, mixed!, plain!]);
  },
});

const rows: readonly Convolution[] = [
  { batch: 2, input: [48, 48], size: [16, 16], strides: [16, 16], pad: "valid", channels: 3, filters: 8 },
  { batch: 2, input: [16, 18], size: [4, 4], strides: [4, 4], pad: "same", channels: 15, filters: 8 },
  { batch: 2, input: [5, 19], size: [1, 8], strides: [2, 3], pad: "same", channels: 16, filters: 4 },
  { batch: 2, input: [1, 30], size: [1, 16], strides: [1, 1], pad: "valid", channels: 10, filters: 3 },
  { batch: 1, input: [3, 8, 12], size: [2, 4, 4], strides: [1, 4, 4], pad: "same", channels: 24, filters: 5 },
  // Filters that are deeper or taller than what they see.
  { batch: 3, input: [2, 4, 5], size: [4, 4, 1], strides: [1, 1, 1], pad: "same", channels: 33, filters: 33 },
  { batch: 2, input: [3, 4, 3], size: [4, 3, 2], strides: [1, 1, 1], pad: "same", channels: 8, filters: 16 },
  { batch: 1, input: [3, 2, 5], size: [2, 4, 4], strides: [2, 3, 1], pad: "same", channels: 1, filters: 33 },
];

for (const asked of rows) {
  const { input, size, strides, pad, channels } = asked;
  Deno.test({
    name: `a convolution in mixed precision is that of its definition: ${input.join(" x ")} by ${
      size.join(" x ")
    } in steps of ${strides}, ${pad}, ${channels} channels`,
    ...needed,
    fn: () => assertConvolves(asked, { mixed: true }),
  });
}

/** Convolutions with padding over images, and over volumes. */
const kinds = {
  conv2d: {
    sides: [9, 9],
    conv: (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"),
  },
  conv3d: {
    sides: [5, 5, 5],
    conv: (x: tf.Tensor, filter: tf.Tensor) => tf.conv3d(x as never, filter as never, 1, "same"),
  },
};

for (const [kind, { sides, conv }] of Object.entries(kinds)) {
  for (const [channels, filters] of [[1, 8], [3, 16], [8, 1], [5, 3], [4, 6]] as const) {
    Deno.test({
      name: `${kind} in mixed precision is right, and so are its gradients: ${channels} channels, ${filters} filters`,
      ...needed,
      async fn() {
        const { compile } = await mixedPrecision(native()).open();
        const window = sides.map(() => 3);
        const inputs = [[2, ...sides, channels], [...window, channels, filters], [2, ...sides, filters]];
        const [x, filter, dy] = inputs.map((shape, i) => tf.randomNormal(shape, 0, 1, "float32", i + 1));
        const step = (x: tf.Tensor, filter: tf.Tensor, dy: tf.Tensor) =>
          tf.tidy(() => [conv(x, filter), ...tf.grads(conv)([x, filter], dy)]);
        const compiled = compile!(step);
        // The second step like the first is compiled, if not the first.
        tf.dispose([compiled(x!, filter!, dy!), compiled(x!, filter!, dy!)]);
        const [mixed, plain] = [compiled, step].map((step) => step(x!, filter!, dy!));
        for (const [i, values] of mixed!.entries()) {
          const largest = tf.tidy(() => tf.max(tf.abs(plain![i]!)).dataSync()[0]!);
          const error = tf.tidy(() => tf.max(tf.abs(tf.sub(values, plain![i]!))).dataSync()[0]!);
          assert(error < 0.02 * largest, `result ${i} is off by ${error} of ${largest}`);
        }
        tf.dispose([x!, filter!, dy!, mixed!, plain!]);
      },
    });
  }
}
