/** Its logits stand in tests/models/transformers_test.ts. */
import { assertEquals, assertThrows } from "@std/assert";
import { gpt2, tf } from "../../mod.ts";

Deno.test("gpt2() of a size has its blocks' widths, and what is said beside it goes before", () => {
  const model = gpt2({ size: "medium", entries: 3, length: 2, layers: 1 });
  assertEquals(model.params["blocks/0/attention/qkv/kernel"]!.shape, [1024, 3072]);
  assertEquals(model.settings!.heads, 16);
  tf.dispose(model.params as unknown as tf.TensorContainer);
  assertThrows(
    () => gpt2({ size: "huge" as never }),
    RangeError,
    "size must be one of small, medium, large, xl: got huge.",
  );
});
