import { assertEquals, assertRejects } from "@std/assert";
import { load } from "../../src/runner/run.ts";

Deno.test("load() is undefined where nothing was asked for, or a run that may begin finds none yet", async () => {
  const workDir = await Deno.makeTempDir();
  assertEquals(await load(false, undefined, "refuse"), undefined);
  assertEquals(await load(true, workDir, "begin"), undefined);
  await Deno.remove(workDir);
});

Deno.test("load() refuses where there is nothing to judge", async () => {
  const workDir = await Deno.makeTempDir();
  await assertRejects(() => load("nowhere.safetensors", undefined, "begin"), Deno.errors.NotFound);
  await assertRejects(
    () => load(true, workDir, "refuse"),
    Deno.errors.NotFound,
    `Cannot take the newest checkpoint as ${workDir} must have one: got none. Train first, or name a path.`,
  );
  await Deno.remove(workDir);
});
