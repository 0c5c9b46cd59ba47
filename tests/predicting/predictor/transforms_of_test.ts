import { assertEquals, assertRejects } from "@std/assert";
import { transformsOf } from "../../../src/predicting/predictor/transforms_of.ts";

Deno.test("transformsOf() pads what has no target to be padded", async () => {
  const [pad] = await transformsOf([{ name: "padTo", length: 3, targetValue: -1 }]);
  const { x } = pad!({ x: { dtype: "int32", shape: [1], data: Int32Array.of(7) }, y: 0 } as never, Math.random);
  assertEquals((x as unknown as { tokens: unknown }).tokens, {
    dtype: "int32",
    shape: [3],
    data: Int32Array.of(7, 0, 0),
  });
});

Deno.test("transformsOf() refuses what is in none of its tables", async () => {
  const refused = (told: Parameters<typeof transformsOf>[0], sentence: string) =>
    assertRejects(() => transformsOf(told), TypeError, sentence);
  await refused([{ name: "mosaic" }], "Cannot prepare inputs as a transform of the checkpoint must be one of resize");
  await refused([{ name: "constructor" }], "got constructor. Hand them over");
  await refused(
    [{ name: "tokenize", tokenizer: { name: "mine" } }],
    "Cannot prepare inputs as the tokenizer of the checkpoint must be one of bytes, characters, words, loadTokenizer: got mine.",
  );
  await refused([{ name: "tokenize", tokenizer: { name: "toString" } }], "got toString");
  await refused([{ name: "tokenize" }], "got undefined");
  await refused([{ name: "tokenize", tokenizer: { name: "words" } }], "Cannot make words as it takes texts or entries");
  const file = import.meta.filename!;
  for (const named of [file, `file://${file}`, "http://127.0.0.1:9/tokenizer.json", null]) {
    await refused(
      [{ name: "tokenize", tokenizer: { name: "loadTokenizer", file: named } }],
      "Cannot prepare inputs as the tokenizer of the checkpoint must hold its file: got ",
    );
  }
});
