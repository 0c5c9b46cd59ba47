import { assertEquals, assertRejects } from "@std/assert";
import { batchNorm, cpu, dense, initialize, mlp, model, relu, sequential, tf, wasm, weight } from "../../mod.ts";
import type { Mode } from "../../mod.ts";
import type { HostTensor } from "../../src/snapshot.ts";
import { recordGraph } from "../../src/graph/record.ts";

await cpu().open();

const taking = (forward: (x: tf.Tensor2D, mode: Mode) => unknown) => ({ name: "own", params: {}, forward });

Deno.test("recordGraph() leaves the batch free and names weights as the model does", async () => {
  const network = mlp({ sizes: [4, 3, 2] });
  initialize(network);
  const { inputs, outputs, constants, operations } = await recordGraph(network, [4]);
  assertEquals(operations.map(({ kernel, layer }) => [kernel, layer ?? ""]), [
    ...[["BatchMatMul", "dense1"], ["Add", "dense1"], ["Relu", ""], ["BatchMatMul", "dense2"], ["Add", "dense2"]],
  ]);
  assertEquals([inputs.input!.shape, outputs.output!.shape], [[{ batch: 1 }, 4], [{ batch: 1 }, 2]]);
  assertEquals([...constants.values()].map(({ name }) => name), Object.keys(network.params));
  tf.dispose(network.params);
});

Deno.test("recordGraph() records the same on another engine, and leaks no tensor", async () => {
  const network = sequential(dense({ inputs: 3, units: 4 }), batchNorm({ channels: 4 }), relu());
  initialize(network);
  const kernels = async () => (await recordGraph(network, [3])).operations.map(({ kernel }) => kernel);
  const before = tf.memory().numTensors, here = await kernels();
  assertEquals(tf.memory().numTensors, before);
  await wasm().open();
  assertEquals(await kernels(), here);
  await cpu().open();
  // A norm of rows is a product and a sum.
  assertEquals(here, ["BatchMatMul", "Add", "Multiply", "Add", "Relu"]);
  tf.dispose(network.params);
});

Deno.test("recordGraph() computes what comes of weights alone once", async () => {
  const scale = weight([3], 2);
  const network = {
    name: "own",
    params: { scale },
    forward: (x: tf.Tensor) => tf.mul(x, tf.square(tf.sqrt(tf.reshape(scale, [1, 3])))),
  };
  const { constants, operations } = await recordGraph(network, [3]);
  assertEquals(operations.map(({ kernel }) => kernel), ["Multiply"]);
  const [{ shape, data }] = Array.from(constants.values(), ({ data }) => data) as [HostTensor];
  assertEquals([shape, Array.from(data as Float32Array, Math.round)], [[1, 3], [2, 2, 2]]);
  scale.dispose();
});

Deno.test("recordGraph() fills what is as long as the batch, and follows rows of all places", async () => {
  const network = taking((x) => tf.concat([tf.reshape(x, [-1, 2]), tf.zeros([2 * x.shape[0], 2])], 1));
  const { operations, outputs } = await recordGraph(network, [4]);
  assertEquals(operations.map(({ kernel }) => kernel), ["Reshape", "Fill", "Concat"]);
  assertEquals(outputs.output!.shape, [{ batch: 2 }, 4]);
});

Deno.test("recordGraph() takes several inputs by name, and several outputs", async () => {
  const network = model({
    params: {},
    forward: ({ a, b }: { a: tf.Tensor; b: tf.Tensor }) => ({ sum: tf.add(a, tf.cast(b, "float32")), b: tf.neg(b) }),
  });
  const { inputs, outputs } = await recordGraph(network, { a: [2], b: { shape: [2], dtype: "int32" } });
  assertEquals([Object.keys(inputs), Object.keys(outputs)], [["a", "b"], ["sum", "b"]]);
  assertEquals([inputs.b!.dtype, outputs.b!.dtype], ["int32", "int32"]);
});

Deno.test("recordGraph() refuses what cannot be said for every batch, with the layer", async () => {
  const refused = async (
    forward: (x: tf.Tensor2D) => unknown,
    text: string,
    kind: typeof RangeError | typeof TypeError = RangeError,
  ) => {
    const layer = { name: "odd", params: {}, forward };
    await assertRejects(() => recordGraph(sequential(layer as never), [2]), kind, text);
  };
  const everyBatch = "Cannot record sequential as what it does must be the same for every size of the batch: got";
  await refused((x) => x.shape[0] === 2 ? tf.neg(x) : tf.abs(x), `${everyBatch} Neg and Abs in the layer 0.`);
  await refused((x) => tf.concat([x, tf.ones([1, 2])]), `${everyBatch} [3,2] and [4,2] in the layer 0.`);
  await refused(
    (x) => tf.div(x, x.shape[0]),
    "Cannot record sequential as its constants must be the same for each batch",
  );
  await refused(
    (x) => tf.mul(x, tf.randomUniform([2])),
    "got numbers that differ between two passes in the layer 0.",
  );
  await refused(
    (x) => tf.mul(x, x.dataSync()[0]!),
    "must not depend on the numbers of its input: got a reading of them",
    TypeError,
  );
  await refused((x) => ({ x, more: 1 }), "Cannot record sequential as it puts out a tensor", TypeError);
  assertEquals(Object.hasOwn(tf.engine(), "runKernel"), false);
});

Deno.test("recordGraph() refuses what is no shape", async () => {
  const text = "Cannot record a model as input is a shape of whole numbers of at least 1, without the batch: got [0]";
  await assertRejects(() => recordGraph(taking((x) => x), [0]), RangeError, text);
  await assertRejects(
    () => recordGraph(taking((x) => x), { x: { shape: [1], dtype: "text" as never } }),
    RangeError,
    "as x is",
  );
});

Deno.test("recordGraph() sees past reshapes of reshapes and leaves out what nobody uses", async () => {
  const { operations } = await recordGraph(
    taking((x) => {
      tf.exp(x);
      return tf.reshape(tf.reshape(tf.expandDims(tf.neg(x), 1), [-1, 1, 4]), x.shape);
    }),
    [4],
  );
  assertEquals(operations.map(({ kernel }) => kernel), ["Neg"]);
});
