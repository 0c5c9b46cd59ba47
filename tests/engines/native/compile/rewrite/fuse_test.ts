import { assert, assertEquals } from "@std/assert";
import { generator, native, normals, tf } from "../../../../../mod.ts";
import { fuse } from "../../../../../src/engines/native/compile/rewrite/fuse.ts";
import type { Trace } from "../../../../../src/engines/native/compile/records.ts";
import { needLibrary } from "../../need_library.ts";
import { type Line, linesOf, traceOf } from "../trace_of.ts";

const [x, filter, bias, pads, other] = [-1, -2, -3, -4, -5];
const image = [2, 4, 4, 5];
const slots = [
  { shape: [2, 3, 3, 5] },
  { shape: [2, 2, 5, 5] },
  { shape: [5] },
  { shape: [4, 2], dtype: 3, values: [0, 0, 1, 1, 1, 1, 0, 0] },
  { shape: image },
];
const whole: readonly Line[] = [
  ["Pad", [x, pads], [2, 5, 5, 5]],
  ["Conv2D", [0, filter], image],
  ["BiasAdd", [1, bias], image],
  ["Add", [other, 2], image],
  ["Relu", [3], image],
  ["Conv2D", [4, filter], image],
];
const FUSED = "_MklNativeFusedConv2D";
const known = { knows: () => true };

function attributesOf({ operations }: Trace): Record<string, unknown> {
  const { attributes } = operations.find(({ name }) => name === FUSED)!;
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value]));
}

Deno.test("fuse() makes one operation of padding, convolution, bias, sum and rectifier", () => {
  const fused = fuse(traceOf(slots, whole), known);
  assertEquals(linesOf(fused), [[FUSED, [x, filter, bias, other], image], ["Conv2D", [0, filter], image]]);
  assertEquals(fused.outputs, [1]);
  assertEquals(attributesOf(fused), {
    ...{ padding: "EXPLICIT", explicit_paddings: [0, 0, 1, 1, 1, 1, 0, 0] },
    ...{ num_args: 2, TArgs: [1, 1], fused_ops: ["BiasAdd", "Add", "LeakyRelu"] },
    leakyrelu_alpha: 2 ** -126,
    ...{ is_filter_const: false, _kernel: "MklNameChangeOp" },
  });
});

Deno.test("fuse() has a filter kept whose slot is among those that last", () => {
  const kept = (frozenFrom: number) =>
    attributesOf(fuse(traceOf(slots, whole), { ...known, frozenFrom })).is_filter_const;
  assertEquals([kept(1), kept(2)], [true, false]);
});

Deno.test("fuse() takes as much as is there", () => {
  const conv: readonly Line[] = [["Conv2D", [x, filter], image], ["BiasAdd", [0, bias], image]];
  const names = (lines: readonly Line[]) => {
    const { fused_ops, padding } = attributesOf(fuse(traceOf(slots, lines), known));
    return [fused_ops, padding];
  };
  assertEquals(names(conv), [["BiasAdd"], "VALID"]);
  const rectified: readonly Line[] = [...conv, ["Relu", [1], image]];
  assertEquals(names([...rectified, ["Conv2D", [2, filter], image]]), [["BiasAdd", "LeakyRelu"], "VALID"]);
  assertEquals(names([["Conv2D", [x, filter], image], ["Add", [bias, 0], image]]), [["BiasAdd"], "VALID"]);
  // What leaves the step, or goes on to a root, is no less than 0.
  assertEquals(names(rectified), [["BiasAdd"], "VALID"]);
  assertEquals(names([...rectified, ["Sqrt", [2], image]]), [["BiasAdd"], "VALID"]);
  // The bias alone, as a row is added and not an image.
  assertEquals(names([...conv, ["Add", [1, bias], image], ["Relu", [2], image]]), [["BiasAdd"], "VALID"]);
  assertEquals(names([...conv, ["Relu", [1], image], ["Add", [1, 2], image]]), [["BiasAdd"], "VALID"]);
});

Deno.test("fuse() gives a sum to one of its two convolutions, and leaves a padded image that is read elsewhere", () => {
  const lines: readonly Line[] = [
    ...[["Pad", [x, pads], [2, 5, 5, 5]], ["Conv2D", [0, filter], image], ["BiasAdd", [1, bias], image]] as const,
    ...[["Conv2D", [x, filter], image], ["BiasAdd", [3, bias], image], ["Add", [2, 4], image]] as const,
    ["Neg", [0], [2, 5, 5, 5]],
  ];
  assertEquals(linesOf(fuse(traceOf(slots, lines, { outputs: [5, 6] }), known)), [
    ["Pad", [x, pads], [2, 5, 5, 5]],
    [FUSED, [x, filter, bias], image],
    [FUSED, [x, filter, bias, 1], image],
    ["Neg", [0], [2, 5, 5, 5]],
  ]);
});

Deno.test("fuse() leaves padding to itself before a convolution that pads on its own", () => {
  const trace = traceOf(slots, whole);
  const operations = trace.operations.map((operation) =>
    operation.name === "Conv2D"
      ? { ...operation, attributes: [{ name: "padding", type: 0, value: "SAME" }] }
      : operation
  );
  const fused = fuse({ ...trace, operations }, known);
  assertEquals(linesOf(fused).map(([name, inputs]) => [name, inputs]), [
    ["Pad", [x, pads]],
    [FUSED, [0, filter, bias, other]],
    ["Conv2D", [1, filter]],
  ]);
  assertEquals(attributesOf(fused).padding, "SAME");
});

Deno.test("fuse() leaves a trace alone without biases, and where TensorFlow does not know oneDNN's operation", () => {
  const trace = traceOf(slots, whole);
  assertEquals(fuse(trace, { knows: () => false }), trace);
  const plain = traceOf(slots, [["Conv2D", [x, filter], image], ["Relu", [0], image]]);
  assertEquals(fuse(plain, known), plain);
});

Deno.test({
  name: "a compiled prediction hides no NaN of a filter, a bias or an image, and makes 0 of what is below",
  ...await needLibrary(),
  async fn() {
    const engine = await native().open(), random = generator(1);
    const drawn = (...shape: number[]) => tf.tensor(normals(tf.util.sizeFromShape(shape), random), shape);
    const spoilt = (tensor: tf.Tensor) => tf.tensor([NaN, ...tensor.dataSync().slice(1)], tensor.shape);
    const images = drawn(2, 8, 8, 4), filter = drawn(3, 3, 4, 8), bias = drawn(8), last = drawn(8, 3);
    const cases = [[images, filter, bias], [spoilt(images), filter, bias], [images, spoilt(filter), bias], [
      images,
      filter,
      spoilt(bias),
    ]] as [tf.Tensor, tf.Tensor, tf.Tensor][];
    const ends = [(made: tf.Tensor) => tf.matMul(tf.reshape(made, [-1, 8]), last), (made: tf.Tensor) => tf.sqrt(made)];
    for (const end of ends) {
      for (const [x, filter, bias] of cases) {
        const step = (x: tf.Tensor) =>
          tf.tidy(() => end(tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same"), bias))));
        const compiled = engine.compile!(step), expected = step(x).dataSync();
        // The fourth call knows that the filter lasts.
        for (let call = 0; call < 4; call++) {
          const made = compiled(x.clone()).dataSync();
          for (const [i, value] of expected.entries()) {
            if (Number.isNaN(value)) assert(Number.isNaN(made[i]), `number ${i} is ${made[i]}`);
            else assert(Math.abs(made[i]! - value) < 1e-4, `number ${i} is ${made[i]}, and not ${value}`);
          }
        }
        compiled.release?.();
      }
    }
  },
});
