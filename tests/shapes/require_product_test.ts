import { assertThrows } from "@std/assert";
import { requireProduct } from "../../src/shapes/require_product.ts";

const refuse = (a: number[], b: number[], transposeA: boolean, transposeB: boolean, text: string) =>
  assertThrows(() => requireProduct(a, b, { transposeA, transposeB }), RangeError, text);

Deno.test("requireProduct() lets through what has a product", () => {
  requireProduct([5, 2, 3], [3, 4], { transposeA: false, transposeB: false });
  requireProduct([3, 2], [4, 3], { transposeA: true, transposeB: true });
});

Deno.test("requireProduct() says which sizes do not fit, and what is transposed", () => {
  const start = "Cannot multiply matrices as their inner sizes must be the same: got ";
  refuse([2, 3], [4, 2], false, false, `${start}[2,3] and [4,2]`);
  refuse([2, 3], [3, 4], true, false, `${start}[2,3] and [3,4], the left one transposed`);
  refuse([2, 3], [3, 4], false, true, `${start}[2,3] and [3,4], the right one transposed`);
  refuse([2, 3], [3, 4], true, true, `${start}[2,3] and [3,4], both transposed`);
});

Deno.test("requireProduct() refuses vectors", () => {
  refuse([3], [3, 2], false, false, "two axes or more: got [3] and [3,2]\nGive a vector a second axis");
});
