/** Products of two matrices as TensorFlow's own operation for them, which is faster than the one for batches of them. */
import { tf } from "../../../tf.ts";
import { BACKEND, idOf, output, register, run } from "../backend.ts";
import { attributes, bool, FLOAT, type } from "./attributes.ts";

const batches = tf.getKernel("BatchMatMul", BACKEND).kernelFunc;

register<"a" | "b">("BatchMatMul", ({ a, b }, attrs, backend) => {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== "float32" || b.dtype !== "float32") {
    return batches({ inputs: { a, b }, attrs: attrs as never, backend });
  }
  const { transposeA, transposeB } = attrs as { readonly transposeA: boolean; readonly transposeB: boolean };
  const list = attributes(`product ${transposeA} ${transposeB}`, () => [
    type("T", FLOAT),
    bool("transpose_a", transposeA),
    bool("transpose_b", transposeB),
  ]);
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
  return output(backend, run(backend, "MatMul", list, idOf(backend, a), idOf(backend, b)), shape);
});
