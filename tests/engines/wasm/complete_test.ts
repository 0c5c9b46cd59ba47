import { assert } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("complete() registers what training needs", () => {
  const needed = ["Conv2DBackpropFilter", "DepthwiseConv2dNativeBackpropInput", "UnsortedSegmentSum", "MomentumUpdate"];
  for (const name of needed) assert(tf.getKernel(name, "wasm") !== undefined, name);
});
