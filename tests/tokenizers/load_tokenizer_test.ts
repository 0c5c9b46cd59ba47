/** Files and tokens are those of Hugging Face's own library. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { loadTokenizer } from "../../mod.ts";

interface Golden {
  readonly file: object;
  readonly size: number;
  readonly rows: readonly { readonly text: string; readonly ids: readonly number[]; readonly decoded: string }[];
}
const golden: Record<string, Golden> = JSON.parse(
  await Deno.readTextFile(new URL("golden/tokenizers.json", import.meta.url)),
);

for (const [kind, { file, size, rows }] of Object.entries(golden)) {
  Deno.test(`loadTokenizer() of a file has the tokens of Hugging Face's library, and its texts: ${kind}`, async () => {
    const path = await Deno.makeTempFile({ suffix: ".json" });
    await Deno.writeTextFile(path, JSON.stringify(file));
    const tokenizer = await loadTokenizer(path);
    await Deno.remove(path);
    assertEquals(tokenizer.size, size);
    for (const { text, ids, decoded } of rows) {
      assertEquals([...tokenizer.encode(text)], ids, text);
      assertEquals(tokenizer.decode(ids), decoded, text);
    }
  });
}

Deno.test("loadTokenizer() leaves special tokens out where it is told so, and keeps them in texts", async () => {
  const { file, rows } = golden.wordPiece!, ids = rows[0]!.ids;
  const bare = await loadTokenizer(file, { special: false, skipSpecial: false });
  assertEquals([...bare.encode(rows[0]!.text)], ids.slice(1, -1));
  assertEquals(bare.decode(ids).startsWith("[CLS] the quick"), true);
  assertEquals([bare.idOf("[PAD]"), bare.idOf("nothing")], [0, undefined]);
});

Deno.test("loadTokenizer() refuses what is no tokenizer, and options that it does not know", async () => {
  const text = "Cannot load a tokenizer as its file must have a model with a vocabulary: got object.";
  await assertRejects(() => loadTokenizer({ weights: 1 }), TypeError, text);
  await assertRejects(() => loadTokenizer({}, { specials: 1 } as never), TypeError, "Did you mean special?");
});

Deno.test("loadTokenizer() ends a pattern that would try each way through a text", async () => {
  const pre_tokenizer = { type: "Split", pattern: { Regex: "(a+)+$" }, behavior: "Isolated", invert: false };
  const model = { type: "WordLevel", vocab: { "[UNK]": 0, a: 1 }, unk_token: "[UNK]" };
  const tokenizer = await loadTokenizer({ version: "1.0", added_tokens: [], pre_tokenizer, model });
  assertThrows(
    () => tokenizer.encode(`${"a".repeat(60)}b`),
    RangeError,
    "Cannot encode a text as it must be read in 3.0",
  );
  assertEquals([...tokenizer.encode("a")], [1]);
});
