import { assertEquals, assertThrows } from "@std/assert";
import { bytes, dataset, padTo, rows, tokenize, words, type WordsOptions } from "../../mod.ts";

Deno.test("tokenize() refuses what is no text, and what is no tokenizer", () => {
  const run = () => tokenize(bytes())({ x: 7, y: 0 }, Math.random);
  assertThrows(run, TypeError, "Cannot tokenize a sample as its input must be a text: got number. Put tokenize first.");
  assertThrows(() => tokenize({} as never), TypeError, "Cannot make tokenize as it needs a tokenizer: got object.");
});

Deno.test("tokenize() and padTo() make batches of texts: tokens of one length, and how long each was", async () => {
  const texts = ["a", "bcd", ""], source = { name: "texts", size: 3, get: (i: number) => ({ x: texts[i]!, y: i }) };
  const transforms = [tokenize(bytes()), padTo({ length: 2, value: 1 })];
  const data = dataset({ train: rows({ x: [0], y: [0] }), val: source as never, valTransforms: transforms });
  await data.open!();
  for await (const { x, y } of data.val!()) {
    const { tokens, length } = x as never as Record<"tokens" | "length", import("../../mod.ts").tf.Tensor>;
    assertEquals([tokens.arraySync(), tokens.dtype, length.arraySync()], [[[97, 1], [98, 99], [1, 1]], "int32", [
      1,
      2,
      0,
    ]]);
    tokens.dispose(), length.dispose(), (y as typeof tokens).dispose();
  }
});

Deno.test("tokenize() has the words of its tokenizer in what a dataset knows, and their number alone in its settings", async () => {
  const tokenizer = words({ from: ["The cat"], lowerCase: false }), transform = tokenize(tokenizer);
  assertEquals(transform.settings?.tokenizer, {
    name: "words",
    entries: "4 words",
    most: 20_000,
    least: 1,
    lowerCase: false,
  });
  const train = { name: "texts", size: 1, get: () => ({ x: "cat", y: 0 }) };
  const data = dataset({ train, transforms: [transform], valTransforms: [transform] });
  await data.open!();
  const [{ name, tokenizer: kept }] = data.knows!.transforms as never as [{ name: string; tokenizer: WordsOptions }];
  assertEquals(name, "tokenize");
  const again = words({ entries: kept.entries!, lowerCase: kept.lowerCase! });
  assertEquals(again.encode("The dog, cat"), tokenizer.encode("The dog, cat"));
});
