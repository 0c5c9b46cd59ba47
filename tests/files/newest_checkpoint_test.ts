import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { saveCheckpoint } from "../../src/files/checkpoint.ts";
import { markLastCheckpoint } from "../../src/files/last_checkpoint.ts";
import { newestCheckpoint } from "../../src/files/newest_checkpoint.ts";

const weights = { w: { dtype: "float32", shape: [1], data: Float32Array.of(1) } } as const;

/** A folder with checkpoints, written in this order; the last is named. */
async function folderOf(...names: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  for (const name of names) {
    const step = Number(name.match(/\d+/));
    const progress = { step, epoch: 0, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
    await saveCheckpoint(`${folder}/${name}.safetensors`, { model: "m", optimizer: "o", weights, slots: {}, progress });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await markLastCheckpoint(`${folder}/${names.at(-1)}.safetensors`);
  return folder;
}

async function found(folder: string): Promise<[string | undefined, string | undefined]> {
  const newest = await newestCheckpoint(folder);
  return [newest?.path.slice(folder.length + 1), newest?.note];
}

Deno.test("newestCheckpoint() takes the one that is named, though others were written later", async () => {
  const folder = await folderOf("epoch_1", "epoch_3", "epoch_2");
  assertEquals(await found(folder), ["epoch_2.safetensors", undefined]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("newestCheckpoint() goes on from the one before where the newest is damaged, cut or gone, and names both", async () => {
  const folder = await folderOf("epoch_9", "epoch_1", "epoch_2"), path = `${folder}/epoch_2.safetensors`;
  const bytes = await Deno.readFile(path), flipped = bytes.slice();
  flipped[bytes.length - 1]! ^= 1;
  for (const content of [flipped, bytes.slice(0, 50), undefined]) {
    if (content === undefined) await Deno.remove(path);
    else await Deno.writeFile(path, content);
    const [name, note] = await found(folder);
    assertEquals(name, "epoch_1.safetensors");
    assertMatch(
      note!,
      /^Taking epoch_1.safetensors, as epoch_2.safetensors, which last_checkpoint names, is not whole\. Cannot /,
    );
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("newestCheckpoint() finds the newest without last_checkpoint, and what stands in the files counts, not their times", async () => {
  const folder = await folderOf("epoch_5", "step_3", "best_mae_step_2");
  await Deno.remove(`${folder}/last_checkpoint`);
  await Deno.utime(`${folder}/epoch_5.safetensors`, new Date(), new Date(Date.now() + 1e6));
  assertEquals(await found(folder), [
    "best_mae_step_2.safetensors",
    "Taking best_mae_step_2.safetensors, as last_checkpoint names none",
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("newestCheckpoint() refuses a folder whose checkpoints are all broken, with every reason", async () => {
  const folder = await folderOf("epoch_1", "epoch_2");
  for (const name of ["epoch_1", "epoch_2"]) await Deno.truncate(`${folder}/${name}.safetensors`, 20);
  const error = await assertRejects(() => newestCheckpoint(folder), SyntaxError);
  assertMatch(
    error.message,
    /must be whole: got 2 that are not\.\n {2}- .*epoch_2.*cut short.*\n {2}- .*epoch_1.*cut short/,
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("newestCheckpoint() is undefined where there is none, whatever else is there", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/weights.safetensors`, "mine");
  await Deno.writeTextFile(`${folder}/last_checkpoint`, "epoch_1.safetensors");
  assertEquals(await newestCheckpoint(folder), undefined);
  assertEquals(await newestCheckpoint(`${folder}/nowhere`), undefined);
  await Deno.remove(folder, { recursive: true });
});
