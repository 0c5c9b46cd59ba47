import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { bool, type } from "../../../../src/engines/native/binding/attributes.ts";
import { dtypes, FLOAT } from "../../../../src/engines/native/binding/dtypes.ts";
import { asCalled, asOneDnn, asOneDnnInBfloat16 } from "../../../../src/engines/native/binding/one_dnn.ts";
import { mixedPrecision, native, tf } from "../../../../mod.ts";
import { deno } from "../../../program.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

Deno.test("asOneDnn() names operations on float32 that oneDNN has, keeps a frozen list's own, and leaves others alone", () => {
  const named = asOneDnn(), list = Object.freeze([type("T", FLOAT), bool("use_cudnn_on_gpu", true)]);
  const [name, attributes] = named("Conv2D", list);
  assertEquals([name, attributes.map(({ name }) => name)], ["_MklNativeConv2D", ["T", "_kernel"]]);
  assert(named("Conv2D", list)[1] === attributes);
  for (const [name, dtype] of [["MatMul", dtypes.TF_INT32], ["Relu", FLOAT]] as const) {
    const given = [type("T", dtype)];
    assertEquals(named(name, given), asCalled(name, given));
  }
});

/** Losses of a small network, eager and compiled, and whose kernels computed them. */
const PROGRAM = `
import { conv2d, batchNorm, crossEntropy, dense, flatten, initialize, makeStep, native, relu, sequential, sgd, tf } from "./mod.ts";
const losses = {};
let kernels;
for (const compile of [false, true]) {
  const engine = await native({ compile, threads: 1 }).open();
  kernels = engine.kernels;
  const model = sequential(
    conv2d({ channels: 3, filters: 8, kernelSize: 3, padding: 1 }), batchNorm({ channels: 8 }), relu(),
    conv2d({ channels: 8, filters: 16, kernelSize: 3, stride: 2, padding: 1 }), relu(), flatten(), dense({ inputs: 256, units: 4 }),
  );
  initialize(model, 1);
  const optimizer = sgd({ lr: 0.05, momentum: 0.9 }), slots = optimizer.init(model.params);
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine });
  losses[compile] = [];
  for (let i = 0; i < 8; i++) {
    const x = tf.randomNormal([6, 8, 8, 3], 0, 1, "float32", i + 1), y = tf.tensor1d([0, 1, 2, 3, 0, 1], "int32");
    const said = step({ x, y, size: 6 }, { step: i, steps: 8, stepsPerEpoch: 8 }, i);
    losses[compile].push(said.loss.dataSync()[0]);
  }
}
console.log(JSON.stringify({ kernels, eager: losses.false, compiled: losses.true }));
`;

interface Told {
  readonly kernels: string;
  readonly eager: number[];
  readonly compiled: number[];
}

/** What the program tells where TensorFlow does not take oneDNN by itself, or does. */
async function told(value: string, ...flags: string[]): Promise<Told> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const root = new URL("../../../../", import.meta.url).href;
    await Deno.writeTextFile(path, PROGRAM.replace("./mod.ts", `${root}mod.ts`));
    const env = { TF_ENABLE_ONEDNN_OPTS: value };
    const { code, stdout, stderr } = await deno(["run", "-A", "--no-check", ...flags, path], { env });
    assertEquals(code, 0, stderr);
    return JSON.parse(stdout);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test({
  name:
    "native() computes the same with oneDNN named, taken by TensorFlow and left out, and says which; compiled to the last digit",
  ...needed,
  async fn() {
    // What may not be read does not count: so the variable makes TensorFlow leave oneDNN out, and oneDNN is named.
    const [named, off, itself] = [
      await told("0", "--deny-env=TF_ENABLE_ONEDNN_OPTS"),
      await told("0"),
      await told("1"),
    ];
    assertEquals(
      [named.kernels, off.kernels, itself.kernels],
      ["oneDNN for convolutions and products", "without oneDNN", "oneDNN"],
    );
    for (const { eager, compiled } of [named, off, itself]) {
      assertEquals(eager, compiled);
      eager.forEach((loss, i) => assertAlmostEquals(loss, off.eager[i]!, 1e-4));
    }
  },
});

Deno.test("asOneDnnInBfloat16() has convolutions by channel stay in float32, and nothing else", () => {
  const named = asOneDnnInBfloat16(), list = [type("T", FLOAT)];
  assertEquals(named("DepthwiseConv2dNative", list)[0], "_MklNativeDepthwiseConv2dNative");
  assertEquals(named("Conv2D", list), asCalled("Conv2D", list));
});

Deno.test({
  name: "convolutions by channel in mixed precision are those of float32: several filters a channel, and longer steps",
  ...needed,
  async fn() {
    const { compile } = await mixedPrecision(native()).open();
    for (const [channels, filters, stride] of [[16, 2, 1], [5, 3, 2], [24, 1, 2]] as const) {
      const convolve = (x: tf.Tensor, w: tf.Tensor) =>
        tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same") as tf.Tensor;
      const step = (x: tf.Tensor, w: tf.Tensor, dy: tf.Tensor) =>
        tf.tidy(() => [tf.neg(convolve(x, w)), ...tf.grads(convolve)([x, w], dy)]);
      const out = [2, Math.ceil(7 / stride), 6 / stride, channels * filters];
      const inputs = [[2, 7, 6, channels], [3, 3, channels, filters], out].map((shape, i) =>
        tf.randomNormal(shape as [number, number, number, number], 0, 1, "float32", i + 1)
      ) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const compiled = compile!(step);
      // The second step like the first is compiled, if not the first.
      tf.dispose([compiled(...inputs), compiled(...inputs)]);
      const [mixed, plain] = [compiled(...inputs), step(...inputs)];
      for (const [i, right] of plain.entries()) {
        const [error, size] = [tf.norm(tf.sub(mixed[i]!, right)), tf.norm(right)].map((norm) => norm.dataSync()[0]!);
        assert(error! < 0.02 * size!, `off by ${error} of ${size}`);
      }
      tf.dispose([inputs, mixed, plain]);
    }
  },
});
