import { assertEquals, assertNotEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("identityKernels() share the numbers under another name", () => {
  const bytes = () => (tf.backend() as unknown as { dataIdMap: WeakMap<object, { memoryOffset: number }> }).dataIdMap;
  const tensor = tf.tensor1d([1, 2]);
  const clone = tf.clone(tensor);
  assertNotEquals(clone.id, tensor.id);
  assertEquals(bytes().get(clone.dataId)!.memoryOffset, bytes().get(tensor.dataId)!.memoryOffset);
});
