/** Parts are those of Hugging Face's own library (make_splits.py). */
import { assertEquals, assertRejects } from "@std/assert";
import { loadTokenizer } from "../../../mod.ts";
import { splitsOf } from "../../../src/tokenizers/load_tokenizer/splits.ts";

interface Golden {
  readonly texts: readonly string[];
  readonly rows: readonly { readonly told: object; readonly parts: readonly (readonly string[])[] }[];
}
const { texts, rows }: Golden = JSON.parse(await Deno.readTextFile(new URL("splits.json", import.meta.url)));

/** A tokenizer that knows these words. */
const knowing = (words: readonly string[], pre_tokenizer: unknown) => {
  const model = {
    type: "WordLevel",
    vocab: Object.fromEntries(["[UNK]", ...words].map((word, i) => [word, i])),
    unk_token: "[UNK]",
  };
  return loadTokenizer({ version: "1.0", added_tokens: [], pre_tokenizer, model });
};

Deno.test("splitsOf() splits by each kind and behaviour as Hugging Face's library does", async () => {
  for (const { told, parts } of rows) {
    const words = [...new Set(parts.flat())], tokenizer = await knowing(words, told);
    for (const [i, text] of texts.entries()) {
      const found = [...tokenizer.encode(text)].map((id) => words[id - 1]);
      assertEquals(found, [...parts[i]!], `${JSON.stringify(told)} of ${text}`);
    }
  }
});

Deno.test("splitsOf() leaves what it does not know for the library to refuse", async () => {
  assertEquals([splitsOf(null), splitsOf({ type: "ByteLevel" })], [null, { type: "ByteLevel" }]);
  assertEquals(splitsOf({ type: "Sequence" }), { type: "Sequence" });
  const told = { type: "UnicodeScripts" };
  await assertRejects(() => knowing(["a"], told), TypeError, "got Unknown PreTokenizer type: UnicodeScripts.");
});
