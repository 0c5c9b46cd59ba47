import { assertEquals, assertRejects } from "@std/assert";
import { load } from "../../src/runner/run.ts";

Deno.test("load() is undefined where nothing was asked for, or there is none yet", async () => {
  const workDir = await Deno.makeTempDir();
  assertEquals(await load(false, undefined), undefined);
  assertEquals(await load(true, workDir), undefined);
  await Deno.remove(workDir);
});

Deno.test("load() refuses a path where there is nothing", async () => {
  await assertRejects(() => load("nowhere.safetensors", undefined), Deno.errors.NotFound);
});
