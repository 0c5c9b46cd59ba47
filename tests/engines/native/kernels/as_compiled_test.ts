import { assertEquals } from "@std/assert";
import { native, tf } from "../../../../mod.ts";
import type { NativeBackend } from "../../../../src/engines/native/binding/native_backend.ts";
import { layerNorm } from "../../../../src/tensors/layer_norm.ts";
import { needLibrary } from "../need_library.ts";

Deno.test({
  name: "eager softmax, layer norms and gradients of max pools are a function each, however often they are asked for",
  ...await needLibrary(),
  async fn() {
    await native({ compile: false }).open();
    const { binding } = tf.backend() as unknown as NativeBackend;
    const pooled = tf.grad((x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"));
    const all = () =>
      tf.tidy(() => {
        const rows = tf.tensor2d([[1, 2], [3, 5]]);
        tf.softmax(rows);
        layerNorm(rows, tf.ones([2]), tf.zeros([2]), 1e-5);
        pooled(tf.ones([1, 4, 4, 1]));
      });
    all();
    const before = binding.functions;
    for (let call = 0; call < 5; call++) all();
    assertEquals(binding.functions, before);
  },
});
