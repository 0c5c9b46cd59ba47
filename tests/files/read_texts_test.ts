import { assertEquals } from "@std/assert";
import { saveCheckpoint } from "../../src/files/checkpoint.ts";
import { readTexts } from "../../src/files/read_texts.ts";

Deno.test("readTexts() reads the texts of a checkpoint whose numbers are cut off", async () => {
  const path = await Deno.makeTempFile();
  const progress = { step: 3, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  const weights = { w: { dtype: "float32", shape: [100], data: new Float32Array(100) } } as const;
  await saveCheckpoint(path, { model: "m", optimizer: "sgd", weights, slots: {}, progress }, { run: "abc" });
  await Deno.truncate(path, (await Deno.stat(path)).size - 10);
  assertEquals([(await readTexts(path))?.run, (await readTexts(path))?.model], ["abc", "m"]);
  await Deno.remove(path);
});

Deno.test("readTexts() is undefined for what is no safetensors file", async () => {
  const path = await Deno.makeTempFile(), folder = await Deno.makeTempDir();
  for (const bytes of [[], [1, 2], [255, 255, 255, 255, 255, 255, 255, 255, 1], [2, 0, 0, 0, 0, 0, 0, 0, 65, 66]]) {
    await Deno.writeFile(path, Uint8Array.from(bytes));
    assertEquals(await readTexts(path), undefined);
  }
  assertEquals(await readTexts(folder), undefined);
  await Deno.remove(path);
  await Deno.remove(folder);
});
