import { assertEquals } from "@std/assert";
import { conv2d, cpu, initialize, maxPool, sequential, tf } from "../../mod.ts";
import { merge } from "../../src/graph/merge.ts";
import { recordGraph } from "../../src/graph/record.ts";

await cpu().open();

const record = (forward: (x: tf.Tensor4D) => tf.Tensor) => recordGraph({ name: "own", params: {}, forward }, [4, 4, 2]);
const kernels = ({ operations }: { readonly operations: readonly { readonly kernel: string }[] }) =>
  operations.map(({ kernel }) => kernel);

Deno.test("merge() gives a convolution its bias and a pool its border", async () => {
  const network = sequential(
    conv2d({ channels: 2, filters: 3, kernelSize: 3, padding: 1 }),
    maxPool({ size: 2, padding: 1 }),
  );
  initialize(network);
  const { operations } = merge(await recordGraph(network, [4, 4, 2]));
  assertEquals(operations.map(({ kernel, settings }) => [kernel, settings.pad]), [
    ["Conv2D", 1],
    ["MaxPool", [[0, 0], [1, 1], [1, 1], [0, 0]]],
  ]);
  assertEquals(Object.keys(operations[0]!.inputs), ["x", "filter", "bias"]);
  tf.dispose(network.params);
});

Deno.test("merge() leaves a border that others see, or of another number", async () => {
  const filter = tf.ones([2, 2, 2, 1]) as tf.Tensor4D;
  const shared = await record((x) => {
    const padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
    return tf.add(tf.conv2d(padded, filter, 1, "valid"), tf.mean(padded));
  });
  assertEquals(kernels(merge(shared)).includes("PadV2"), true);
  const other = await record((x) => tf.conv2d(tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], 7), filter, 1, "valid"));
  assertEquals(kernels(merge(other)), ["PadV2", "Conv2D"]);
  filter.dispose();
});
