import { assertEquals, assertRejects } from "@std/assert";
import { loadCheckpoint, saveCheckpoint } from "../../src/files/checkpoint.ts";
import { checkpointAt, lastCheckpoint, markLastCheckpoint } from "../../src/files/last_checkpoint.ts";

Deno.test("lastCheckpoint() is undefined at first, then the newest", async () => {
  const workDir = await Deno.makeTempDir();
  assertEquals(await lastCheckpoint(workDir), undefined);
  await markLastCheckpoint(`${workDir}/epoch_1.safetensors`);
  await markLastCheckpoint(`${workDir}/epoch_2.safetensors`);
  assertEquals(await lastCheckpoint(workDir), `${workDir}/epoch_2.safetensors`);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("lastCheckpoint() is undefined where what is written is no name of a file beside it", async () => {
  const workDir = await Deno.makeTempDir(), path = `${workDir}/last_checkpoint`;
  const texts = ["", "\n", ".", "../../etc/passwd", "/etc/passwd", "../other/epoch_1.safetensors", "a\0.safetensors"];
  for (const text of [...texts, "a.safetensors\nb.safetensors", "a".repeat(1e6)]) {
    await Deno.writeTextFile(path, text);
    assertEquals(await lastCheckpoint(workDir), undefined, text.slice(0, 20));
  }
  await Deno.remove(path);
  await Deno.mkdir(path);
  assertEquals(await lastCheckpoint(workDir), undefined);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("checkpointAt() follows last_checkpoint, as whoever loads one does, and says where it names none", async () => {
  const workDir = await Deno.makeTempDir(), last = `${workDir}/last_checkpoint`;
  const progress = { step: 7, epoch: 1, batch: 0, samples: 0, seed: 0, scores: {}, judged: 0, recent: {} };
  await assertRejects(
    () => loadCheckpoint(last),
    Deno.errors.NotFound,
    "last_checkpoint as it must be a file: got none.",
  );
  await saveCheckpoint(`${workDir}/epoch_1.safetensors`, {
    model: "m",
    optimizer: "sgd",
    weights: {},
    slots: {},
    progress,
  });
  await markLastCheckpoint(`${workDir}/epoch_1.safetensors`);
  assertEquals(await checkpointAt(last), `${workDir}/epoch_1.safetensors`);
  assertEquals((await loadCheckpoint(last)).progress.step, 7);
  await Deno.writeTextFile(last, "../other.safetensors");
  const text = `Cannot load the checkpoint that ${last} names as it must name a file beside it: got none.`;
  await assertRejects(() => loadCheckpoint(last), SyntaxError, text);
  await Deno.remove(workDir, { recursive: true });
});
