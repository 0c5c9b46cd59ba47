import { assertEquals } from "@std/assert";
import { lastCheckpoint, markLastCheckpoint } from "../../src/files/last_checkpoint.ts";

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
