import { assertEquals, assertRejects } from "@std/assert";
import { madeReady } from "../../../src/predicting/predictor/made_ready.ts";
import { networkOf } from "../../../src/predicting/predictor/networks.ts";
import { ofCheckpoint } from "../../../src/predicting/predictor/of_checkpoint.ts";

const making = { doing: "prepare inputs", hint: "Hand them over." };

Deno.test("ofCheckpoint() hands on what was made, and sentences with what moves a terminal made visible", async () => {
  assertEquals(await ofCheckpoint(making, () => 3), 3);
  const clear = "\x1b[2J\x1b]0;owned\x07", seen = "\\x1b[2J\\x1b]0;owned\\x07";
  for (
    const make of [
      () => networkOf({ name: `relu${clear}` }),
      () => networkOf({ name: "dense", [`units${clear}`]: 2 }),
      () => madeReady({ transforms: [{ name: clear }] }),
      () => madeReady({ transforms: [{ name: "resize", [clear]: 2 }] }),
      () => madeReady({ transforms: [{ name: "tokenize", tokenizer: { name: "words", entries: ["a"], [clear]: 1 } }] }),
    ]
  ) await assertRejects(make, TypeError, seen);
});

Deno.test("ofCheckpoint() has a sentence for settings that are of another kind", async () => {
  const rule =
    "Cannot prepare inputs as what the checkpoint says of them must be whole: got settings that make no sense.";
  await assertRejects(() => madeReady({ normalization: {} } as never), TypeError, rule);
  for (const layers of [3, null, { 0: 1 }]) {
    await assertRejects(() => networkOf({ name: "sequential", layers } as never), TypeError, "Cannot make");
  }
});
