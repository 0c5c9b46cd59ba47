import { assertEquals, assertThrows } from "@std/assert";
import { accuracy, f1, prefixed, rocAuc, tf } from "../../mod.ts";
import { judgeBy } from "../judge_by.ts";

await tf.setBackend("cpu");

Deno.test("prefixed() judges by several of one kind, of one score or several, on the device or the host", async () => {
  const given = [tf.tensor2d([[1, 0], [1, 0], [0, 1]]), tf.tensor1d([0, 1, 1], "int32")] as const;
  const plain = f1({ classes: 2, perClass: ["cat", "dog"] });
  const metrics = [plain, prefixed("b", plain), prefixed("a", rocAuc()), prefixed("a", prefixed("b", accuracy()))];
  const scores = await judgeBy<string, tf.Tensor, tf.Tensor>(metrics, ...given, [2, 1]);
  assertEquals(Object.keys(scores), [
    ...["f1", "f1_cat", "f1_dog", "b/f1", "b/f1_cat", "b/f1_dog"],
    ...["a/rocAuc", "a/b/accuracy"],
  ]);
  assertEquals(
    ["f1", "f1_cat", "f1_dog"].map((name) => scores[`b/${name}`]),
    ["f1", "f1_cat", "f1_dog"].map((name) => scores[name]),
  );
  const names: readonly ("b/f1" | "b/f1_cat" | "b/f1_dog")[] = prefixed("b", plain).scores!;
  assertEquals([names[0], Object.values(prefixed("b", plain).better)], ["b/f1", ["higher", "higher", "higher"]]);
});

Deno.test("prefixed() refuses a prefix that is not a word", () => {
  for (const prefix of ["", "a b"]) {
    assertThrows(
      () => prefixed(prefix, accuracy()),
      TypeError,
      "Cannot make prefixed as the prefix must be a word: got ",
    );
  }
});
