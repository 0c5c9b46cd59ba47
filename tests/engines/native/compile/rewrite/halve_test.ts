import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { halve } from "../../../../../src/engines/native/compile/rewrite/halve.ts";
import { deno, ROOT } from "../../../../program.ts";
import { needLibrary } from "../../need_library.ts";
import { linesOf, traceOf } from "../trace_of.ts";

const needed = await needLibrary();
const [x, weights, bias] = [-1, -2, -3];
const slots = [{ shape: [64, 512] }, { shape: [512, 256] }, { shape: [256] }];

Deno.test("halve() does each half by itself, and puts together what outlives the step", () => {
  const trace = traceOf(slots, [["MatMul", [x, weights], [64, 256]], ["BiasAdd", [0, bias], [64, 256]]]);
  const axis = -4;
  assertEquals(linesOf(halve(trace)!), [
    ["Split", [axis, x], [32, 512]],
    ["MatMul", [0, weights], [32, 256]],
    ["MatMul", [1, weights], [32, 256]],
    ["BiasAdd", [2, bias], [32, 256]],
    ["BiasAdd", [3, bias], [32, 256]],
    ["ConcatV2", [4, 5, axis], [64, 256]],
  ]);
  assertEquals(halve(trace)!.outputs, [6]);
  assertEquals(halve(trace)!.slots[3], { dtype: 3, shape: [], values: [0] });
});

Deno.test("halve() leaves a step as it is where it is small, its batch odd, or much would be copied", () => {
  const product = (rows: number) =>
    halve(traceOf([{ shape: [rows, 512] }, ...slots.slice(1)], [["MatMul", [x, weights], [rows, 256]]]));
  assertEquals([product(4), product(63)], [undefined, undefined]);
  assert(product(64) !== undefined);
  const wide = traceOf([{ shape: [4096, 300] }, { shape: [300, 40] }], [["MatMul", [x, weights], [4096, 40]]]);
  assertEquals(halve(wide), undefined);
});

Deno.test("halve() leaves few rows whole where the weights are many, and whatever comes of them", () => {
  const heavy = [{ shape: [64, 512] }, { shape: [512, 1024] }, { shape: [1024, 8] }];
  const lines = (rows: number) =>
    [["Relu", [-1], [rows, 512]], ["MatMul", [0, -2], [rows, 1024]], ["MatMul", [1, -3], [rows, 8]]] as const;
  const names = (rows: number) =>
    linesOf(halve(traceOf([{ shape: [rows, 512] }, ...heavy.slice(1)], lines(rows))) ?? traceOf([], [])).map(([name]) =>
      name
    );
  assertEquals(names(64), []);
  assertEquals(names(128).filter((name) => name === "MatMul").length, 4);
});

/** What is done with 32 rows of 64 numbers, in compiled steps in halves and operation by operation. */
const CASES = [
  "y => tf.softmax(y)",
  "y => tf.add(tf.sum(y, 0), tf.mean(y, 0))",
  "y => tf.mean(y, 1, true)",
  "y => tf.max(y, 1)",
  "y => tf.argMax(y, 1)",
  "y => tf.sub(y, tf.slice(y, [0, 0], [1, 64]))",
  "y => tf.slice(y, [0, 3], [32, 5])",
  "y => tf.transpose(tf.reshape(y, [8, 4, 16, 4]), [2, 0, 3, 1])",
  "y => tf.stack(tf.unstack(tf.transpose(tf.reshape(y, [8, 4, 2, 32]), [2, 0, 1, 3])).reverse())",
  "y => { const z = tf.reshape(y, [4, 8, 64]); return tf.matMul(z, z, false, true); }",
  "y => tf.matMul(y, tf.add(y, 1), true, false)",
  "y => tf.matMul(y, tf.add(y, 1), false, true)",
  "y => tf.concat([y, tf.tanh(y)], 1)",
  "y => tf.concat([y, tf.tanh(y)], 0)",
  "y => tf.pad(y, [[0, 0], [1, 2]])",
  "y => tf.gather(tf.eye(64), tf.argMax(y, 1))",
  "y => tf.conv2d(tf.reshape(y, [32, 4, 4, 4]), tf.fill([3, 3, 4, 2], 0.1), 1, 'same')",
  "y => tf.depthwiseConv2d(tf.reshape(y, [32, 4, 4, 4]), tf.fill([3, 3, 4, 1], 0.1), 1, 'valid')",
  "y => tf.maxPool(tf.reshape(y, [32, 4, 4, 4]), 2, 2, 'valid')",
  "y => tf.unsortedSegmentSum(y, tf.argMax(y, 1), 64)",
  "y => tf.where(tf.greater(y, 0), tf.exp(y), tf.relu(tf.neg(y)))",
  "y => tf.grad(y => tf.sum(tf.square(tf.logSoftmax(tf.matMul(y, tf.ones([64, 8]))))))(y)",
];

Deno.test({
  name: "a step in halves computes what an eager one does, learns the same wherever it begins, and leaves nothing",
  ...needed,
  async fn() {
    const { stdout, stderr } = await deno(["eval", "--quiet", "--no-check", PROGRAM]);
    // One line for each of those that met more sizes than are kept.
    assert(/^(Steps are not compiled as no step is like the one before\n)+$/.test(stderr), stderr);
    const { worst, eager, whole, resumed, grown } = JSON.parse(stdout) as Record<string, number[]>;
    assertEquals(worst!.length, CASES.length);
    for (const [i, far] of worst!.entries()) assert(far < 1e-5, `${CASES[i]} is off by ${far}`);
    for (const [i, loss] of whole!.entries()) assertAlmostEquals(loss, eager![i]!, 1e-5);
    assertEquals(resumed, whole!.slice(-resumed!.length));
    assertEquals(grown, [0, 0]);
  },
});

const PROGRAM = `
  import { crossEntropy, generator, initialize, makeStep, mlp, native, normals, sgd, tf } from "file://${ROOT}mod.ts";
  const engine = await native({ threads: 1, atOnce: 2 }).open(), eagerly = { ...engine, compile: undefined };
  const { binding } = tf.backend();
  if (!binding.inHalves) throw new Error("not in halves");
  const numbers = (...shape) => tf.tensor(normals(shape.reduce((a, b) => a * b), generator(shape.length)), shape);
  const w = tf.mul(numbers(1024, 64), 0.02), x = numbers(32, 1024), worst = [];
  for (const run of [${CASES.join(", ")}]) {
    const step = (x) => tf.tidy(() => run(tf.matMul(x, w))), quick = engine.compile(step);
    const [a, b, c] = [step(x), quick(x), quick(x)];
    for (const y of [b, c]) if (String(y.shape) !== String(a.shape)) throw new Error(String(run));
    const far = tf.tidy(() => tf.max(tf.maximum(tf.abs(tf.sub(a, b)), tf.abs(tf.sub(a, c)))).dataSync()[0]);
    tf.dispose([a, b, c]);
    worst.push(far);
  }
  // Sizes that come once make it wary, more than 16 have it give up: in halves they still are.
  const sizes = [8, 16, 24, 32, 40, 48, 7, 40, 8, ...Array.from({ length: 14 }, (_, i) => 10 + 2 * i), 8, 30, 30];
  const learner = (info) => {
    const model = mlp({ sizes: [256, 256, 64, 10] }), optimizer = sgd({ lr: 0.05, momentum: 0.9 });
    initialize(model, 1);
    const slots = optimizer.init(model.params);
    const make = () => makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: info });
    const run = (step, from, to) => sizes.slice(from, to).map((size, i) => {
      const x = numbers(size, 256), y = tf.tensor1d(Array.from({ length: size }, (_, i) => i % 10), "int32");
      const { loss } = step({ x, y, size }, { step: from + i, steps: 99, stepsPerEpoch: 99 }, from + i);
      const value = loss.dataSync()[0];
      tf.dispose([x, y, loss]);
      return value;
    });
    return { make, run };
  };
  const plain = learner(eagerly), eager = plain.run(plain.make(), 0, sizes.length);
  const one = learner(engine), step = one.make(), whole = one.run(step, 0, sizes.length - 1);
  const before = [tf.memory().numTensors, binding.getNumOfTensors()];
  whole.push(...one.run(step, sizes.length - 1, sizes.length));
  const grown = [tf.memory().numTensors - before[0], binding.getNumOfTensors() - before[1]];
  const other = learner(engine), half = 4;
  other.run(other.make(), 0, half);
  const resumed = other.run(other.make(), half, sizes.length);
  console.log(JSON.stringify({ worst, eager, whole, resumed, grown }));
`;
