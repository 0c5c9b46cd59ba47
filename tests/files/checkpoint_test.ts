import { assertEquals, assertRejects } from "@std/assert";
import { lastCheckpoint, loadCheckpoint, markLastCheckpoint, saveCheckpoint } from "../../src/files/checkpoint.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";

const snapshot = {
  model: "tiny",
  optimizer: "sgd",
  weights: { kernel: { dtype: "float32", shape: [2], data: Float32Array.of(1, 2) } },
  slots: { "kernel/velocity": { dtype: "float32", shape: [2], data: Float32Array.of(3, 4) } },
  progress: { step: 7, epoch: 1, batch: 2, samples: 0, seed: 5, scores: { accuracy: 12.5 }, judged: 5, recent: {} },
} as const;

Deno.test("loadCheckpoint() gives back weights, slots and progress", async () => {
  const workDir = await Deno.makeTempDir();
  const path = `${workDir}/step_7.safetensors`;
  await saveCheckpoint(path, snapshot);
  await saveCheckpoint(path, snapshot);
  assertEquals(await loadCheckpoint(path), snapshot);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("loadCheckpoint() gives back the settings of the run, and takes one without", async () => {
  const path = await Deno.makeTempFile();
  const settings = { model: { name: "mlp", sizes: [2, 1] }, seed: 5 };
  await saveCheckpoint(path, { ...snapshot, settings });
  assertEquals((await loadCheckpoint(path)).settings, settings);
  await saveCheckpoint(path, snapshot);
  assertEquals("settings" in await loadCheckpoint(path), false);
  await Deno.remove(path);
});

Deno.test("lastCheckpoint() is undefined at first, then the newest", async () => {
  const workDir = await Deno.makeTempDir();
  assertEquals(await lastCheckpoint(workDir), undefined);
  await markLastCheckpoint(`${workDir}/epoch_1.safetensors`);
  await markLastCheckpoint(`${workDir}/epoch_2.safetensors`);
  assertEquals(await lastCheckpoint(workDir), `${workDir}/epoch_2.safetensors`);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("loadCheckpoint() refuses safetensors of other tools", async () => {
  const path = await Deno.makeTempFile();
  {
    using file = await Deno.open(path, { write: true });
    await writeSafetensors(file, { tensors: snapshot.weights, metadata: {} });
  }
  await assertRejects(() => loadCheckpoint(path), SyntaxError, "its format must be raptor 1: got no format");
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() gives back weights by any name, also one that means something in the file", async () => {
  const path = await Deno.makeTempFile();
  const one = (value: number) => ({ dtype: "float32", shape: [1], data: Float32Array.of(value) }) as const;
  const names = ["__metadata__", "optimizer:w", "weight:w", "weight:optimizer:w", "__proto__", "toString", "w"];
  const weights = Object.fromEntries(names.map((name, i) => [name, one(i)]));
  const slots = Object.fromEntries(names.map((name, i) => [name, one(-i)]));
  await saveCheckpoint(path, { ...snapshot, weights, slots });
  const back = await loadCheckpoint(path);
  assertEquals(Object.entries(back.weights), Object.entries(weights));
  assertEquals(Object.entries(back.slots), Object.entries(slots));
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() names the file whose progress is no JSON", async () => {
  const path = await Deno.makeTempFile();
  {
    using file = await Deno.open(path, { write: true });
    await writeSafetensors(file, { tensors: {}, metadata: { format: "raptor 1", progress: "{" } });
  }
  await assertRejects(
    () => loadCheckpoint(path),
    SyntaxError,
    `Cannot load the checkpoint ${path} as its progress must be JSON: got `,
  );
  await Deno.remove(path);
});
