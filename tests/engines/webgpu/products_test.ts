import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import {
  arrays,
  type Engine,
  lossScale,
  mixedPrecision,
  mlp,
  type Optimizer,
  runner,
  sgd,
  tf,
  webgpu,
} from "../../../mod.ts";
import { adapter, anyAdapter, numbersOf } from "./any_adapter.ts";
import { need } from "../../needs.ts";

const inHalf = {
  ...anyAdapter,
  ...await need(
    "a WebGPU adapter that knows shader-f16",
    "such as Mesa's, in software",
    () => adapter?.features.has("shader-f16") === true,
  ),
};
const open = () => mixedPrecision(webgpu({ allowFallback: true }), { dtype: "float16" }).open();
const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, "float32", seed);
/** To the nearest number of 11 bits. */
const rounded = (value: number) => {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 10);
  const below = Math.floor(value / unit), rest = value / unit - below;
  return unit * (rest < 0.5 || rest === 0.5 && below % 2 === 0 ? below : below + 1);
};

Deno.test({
  ...{ name: "productKernels() multiply in 16 bits and sum in 32, whichever way the factors lie", ...inHalf },
  async fn() {
    const { compile } = await open();
    const rows = [
      // By one, both turned; then by four, in batches.
      [[], [], 5, 7, 3, true, true],
      [[2, 3], [2, 3], 8, 16, 12, false, false],
      [[2, 3], [2, 3], 8, 16, 12, true, false],
      [[4], [1], 8, 16, 12, false, true],
    ] as const;
    for (const [outerA, outerB, m, k, n, transposeA, transposeB] of rows) {
      const a = random([...outerA, ...transposeA ? [k, m] : [m, k]], 1);
      const b = random([...outerB, ...transposeB ? [n, k] : [k, n]], 2);
      const product = compile!((a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB));
      const [got] = await numbersOf(() => product(a, b));
      const [x, y] = await Promise.all([a.data(), b.data()]),
        batches = outerA.reduce<number>((all, side) => all * side, 1);
      const batchesOfB = outerB.reduce<number>((all, side) => all * side, 1);
      for (let at = 0; at < got!.length; at++) {
        const batch = Math.floor(at / (m * n)), i = Math.floor(at / n) % m, j = at % n;
        let sum = 0;
        for (let l = 0; l < k; l++) {
          const of = batch % batchesOfB;
          const left = x[transposeA ? (batch * k + l) * m + i : (batch * m + i) * k + l]!;
          sum += rounded(left) * rounded(y[transposeB ? (of * n + j) * k + l : (of * k + l) * n + j]!);
        }
        // The sum may lie just beside the border between two numbers of 11 bits.
        assertAlmostEquals(got![at]!, rounded(sum), Math.abs(sum) * 2 ** -10 + 1e-5);
        assertEquals(got![at], rounded(got![at]!) || 0);
      }
      assertEquals(got!.length, batches * m * n);
      tf.dispose([a, b]);
    }
  },
});

Deno.test({
  ...{
    name: "productKernels() leave what is outside of a step in 32 bits, and what is too large for 16 infinite",
    ...inHalf,
  },
  async fn() {
    const { compile, version } = await open();
    assertMatch(version, /float16$/);
    const x = tf.fill([4, 4], 1 + 2 ** -12) as tf.Tensor2D,
      one = tf.eye(4),
      image = tf.ones([1, 4, 4, 4]) as tf.Tensor4D;
    const [outside] = await numbersOf(() => tf.matMul(x, one));
    assertEquals(outside![0], 1 + 2 ** -12);
    const large = compile!(() => tf.matMul(tf.mul(x, 6e4), tf.mul(one, 2)));
    const [got] = await numbersOf(() => large());
    assertEquals(got![0], Infinity);
    const filter = tf.fill([3, 3, 4, 8], 1 + 2 ** -12) as tf.Tensor4D;
    const convolved = compile!(() => tf.conv2d(image, filter, 1, "valid"));
    assertEquals((await numbersOf(() => convolved()))[0]![0], 36);
    assertAlmostEquals(
      (await numbersOf(() => tf.conv2d(image, filter, 1, "valid")))[0]![0]!,
      36 * (1 + 2 ** -12),
      1e-5,
    );
    tf.dispose([x, one, image, filter]);
  },
});

Deno.test({
  ...{
    name:
      "webgpu() trains in float16 as in float32 but for rounding, and leaves out steps while the scale is too large",
    ...inHalf,
  },
  async fn() {
    const x = Array.from({ length: 60 }, (_, i) => [Math.sin(3 * i), Math.sin(5 * i), 1]);
    const data = arrays({ x, y: x.map(([first, second]) => first! > second! ? 1 : 0), classes: 2, batchSize: 10 });
    const plain = webgpu({ allowFallback: true }), half = mixedPrecision(plain, { dtype: "float16" });
    const run = async (engine: Engine, optimizer: Optimizer) => {
      const lines: string[] = [],
        log = { interval: 1, progress: false, write: (line: string) => void lines.push(line) };
      const { history } = await runner({ log, interrupt: false }).engine(engine).model(() => mlp({ sizes: [3, 8, 2] }))
        .data(data).optimizer(optimizer).train({ epochs: 1 });
      return { lines, losses: history.flatMap((row) => row.type === "report" ? row.losses.loss! : []) };
    };
    const optimizer = sgd({ lr: 0.5, momentum: 0.9 });
    const { losses } = await run(plain, optimizer), rounded = await run(half, lossScale(optimizer, { init: 1024 }));
    assertEquals(losses.length, 6);
    assert(rounded.losses.some((loss, i) => loss !== losses[i]), "it is another way to compute");
    for (const [i, loss] of rounded.losses.entries()) assertAlmostEquals(loss, losses[i]!, 2e-3);
    // Gradients times 2^24 are beyond float16: nothing is learnt until the scale has fallen.
    const large = await run(half, lossScale(optimizer, { init: 2 ** 24, backoff: 2 ** -7 }));
    assert(large.lines.some((line) => line.includes("Left out 1 of the last steps, 1 in all")), large.lines.join("\n"));
    assert(large.losses.at(-1)! < losses[0]!);
  },
});
