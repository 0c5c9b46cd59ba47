/**
 * Products of two matrices as TensorFlow's own operation for them. It is faster than the one for batches of them but where
 * a large right side is transposed: there it takes up to four times as long. One row or two by many numbers, as in the prediction of a
 * single sample, are over before a second thread is awake: they go to the operation that has no form of oneDNN's.
 */
import { tf } from "../../../tf.ts";
import { attributes, bool, type } from "../binding/attributes.ts";
import { FLOAT } from "../binding/dtypes.ts";
import { BACKEND } from "../binding/native_backend.ts";
import { idOf, output } from "../binding/tensors.ts";
import { register, run } from "./kernel.ts";

/** Multiplications from which on that shows. */
const LARGE = 2 ** 23;
/** Rows that one thread multiplies, and numbers on the right side from which on several would. */
const FEW_ROWS = 2, MANY = 2 ** 18;
const ALONE = attributes("a product on one thread", () => [
  ...["Ta", "Tb", "Tout"].map((name) => type(name, FLOAT)),
  bool("adj_x", false),
  bool("adj_y", false),
]);
const batches = tf.getKernel("BatchMatMul", BACKEND).kernelFunc;

register<"a" | "b">("BatchMatMul", ({ a, b }, attrs, backend) => {
  const { transposeA, transposeB } = attrs as { readonly transposeA: boolean; readonly transposeB: boolean };
  const plain = a.shape.length === 2 && b.shape.length === 2 && a.dtype === "float32" && b.dtype === "float32";
  if (!plain || (transposeB && a.shape[0]! * b.shape[0]! * b.shape[1]! > LARGE)) {
    return batches({ inputs: { a, b }, attrs: attrs as never, backend });
  }
  const shape = [a.shape[transposeA ? 1 : 0]!, b.shape[transposeB ? 0 : 1]!];
  if (!transposeA && !transposeB && shape[0]! <= FEW_ROWS && b.shape[0]! * b.shape[1]! > MANY) {
    return output(backend, run(backend, "BatchMatMulV3", ALONE, idOf(backend, a), idOf(backend, b)), shape);
  }
  const list = attributes(`product ${transposeA} ${transposeB}`, () => [
    type("T", FLOAT),
    bool("transpose_a", transposeA),
    bool("transpose_b", transposeB),
  ]);
  return output(backend, run(backend, "MatMul", list, idOf(backend, a), idOf(backend, b)), shape);
});
