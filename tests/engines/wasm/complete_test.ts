import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("complete() registers what training needs", () => {
  const needed = ["Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropInput", "UnsortedSegmentSum", "MomentumUpdate"];
  for (const name of needed) assert(tf.getKernel(name, "wasm") !== undefined, name);
});

await wasm().open();

Deno.test("identityKernels() share the numbers under another name", () => {
  const bytes = () => (tf.backend() as unknown as { dataIdMap: WeakMap<object, { memoryOffset: number }> }).dataIdMap;
  const tensor = tf.tensor1d([1, 2]);
  const clone = tf.clone(tensor);
  assertNotEquals(clone.id, tensor.id);
  assertEquals(bytes().get(clone.dataId)!.memoryOffset, bytes().get(tensor.dataId)!.memoryOffset);
});
