import { assertEquals } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { tf } from "../../../src/tf.ts";

await wasm().open();

Deno.test("einsumKernels() follow the equation", () => {
  const [a, b] = [tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])];
  assertEquals(tf.einsum("ij,jk->ik", a, b).arraySync(), [[19, 22], [43, 50]]);
  assertEquals(tf.einsum("ij,jk->ki", a, b).arraySync(), [[19, 43], [22, 50]]);
  assertEquals(tf.einsum("ij->j", a).arraySync(), [4, 6]);
});
