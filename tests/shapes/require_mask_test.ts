import { assertThrows } from "@std/assert";
import { requireMask } from "../../src/shapes/require_mask.ts";
import { tf } from "../../src/tf.ts";

Deno.test("requireMask() refuses labels of one class, labels that are no whole numbers, and other shapes", () => {
  const refused: [number[], number[], "int32" | "float32"][] = [
    [[2, 4, 1], [2, 4], "int32"],
    [[2, 4, 3], [2, 4], "float32"],
    [[2, 4, 3], [2, 4, 1], "int32"],
    [[4], [4], "float32"],
  ];
  for (const [logits, target, dtype] of refused) {
    const text = `got [${logits.join(", ")}] and ${dtype} [${target.join(", ")}].`;
    assertThrows(() => requireMask("loss", tf.zeros(logits), tf.zeros(target, dtype)), TypeError, text);
  }
});
