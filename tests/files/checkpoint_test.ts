import { assertEquals, assertRejects } from "@std/assert";
import { loadCheckpoint, saveCheckpoint } from "../../src/files/checkpoint.ts";
import { markLastCheckpoint } from "../../src/files/last_checkpoint.ts";
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

Deno.test("loadCheckpoint() gives back what is known of the inputs, and takes one without", async () => {
  const path = await Deno.makeTempFile();
  const knows = { classes: ["ant", "bee"], shape: [8, 8, 3], transforms: [{ name: "resize", size: 9 }] };
  await saveCheckpoint(path, { ...snapshot, knows });
  assertEquals((await loadCheckpoint(path)).knows, knows);
  await saveCheckpoint(path, snapshot);
  assertEquals("knows" in await loadCheckpoint(path), false);
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() gives back the weights that learn beside those that are used, and only where they differ", async () => {
  const path = await Deno.makeTempFile();
  const learning = { kernel: { dtype: "float32", shape: [2], data: Float32Array.of(5, 6) } } as const;
  await saveCheckpoint(path, { ...snapshot, learning });
  assertEquals(await loadCheckpoint(path), { ...snapshot, learning });
  await saveCheckpoint(path, snapshot);
  assertEquals("learning" in await loadCheckpoint(path), false);
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() refuses safetensors of other tools", async () => {
  const path = await Deno.makeTempFile();
  {
    using file = await Deno.open(path, { write: true });
    await writeSafetensors(file, { tensors: snapshot.weights, metadata: {} });
  }
  await assertRejects(
    () => loadCheckpoint(path),
    SyntaxError,
    "its format must be raptor 2 or raptor 1: got no format",
  );
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() gives back weights by any name, also one that means something in the file", async () => {
  const path = await Deno.makeTempFile();
  const one = (value: number) => ({ dtype: "float32", shape: [1], data: Float32Array.of(value) }) as const;
  const names = [
    "__metadata__",
    "optimizer:w",
    "learning:w",
    "weight:w",
    "weight:optimizer:w",
    "__proto__",
    "toString",
    "w",
  ];
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

Deno.test("loadCheckpoint() gives back terms, what hooks keep, and scores that JSON cannot hold", async () => {
  const path = await Deno.makeTempFile();
  const terms = { samples: 50, batchSize: 10, ranks: 1, accumulate: 1, epochs: 5 };
  const progress = { ...snapshot.progress, scores: { mae: NaN, top: Infinity } };
  const whole = { ...snapshot, progress, terms, hooks: { checkpoint: { run: "a", files: ["x"] } } };
  await saveCheckpoint(path, whole);
  assertEquals(await loadCheckpoint(path), whole);
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() refuses a file in which any one bit of the numbers was flipped, or a text changed", async () => {
  const path = await Deno.makeTempFile();
  await saveCheckpoint(path, snapshot);
  const bytes = await Deno.readFile(path), begin = bytes.length - 16;
  for (let bit = begin * 8; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3]! ^= 1 << bit % 8;
    await Deno.writeFile(path, flipped);
    await assertRejects(() => loadCheckpoint(path), SyntaxError, "it was damaged or changed: got the checksum ");
  }
  for (const [before, after] of [['step\\\\":7', 'step\\\\":8'], ["raptor 2", "raptor 1"]] as const) {
    const text = new TextDecoder("latin1").decode(bytes).replace(before, after);
    await Deno.writeFile(path, Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    await assertRejects(() => loadCheckpoint(path), SyntaxError, "it was damaged or changed: got the checksum ");
  }
  await Deno.remove(path);
});

Deno.test("loadCheckpoint() reads a file of the first form, which counted no samples and had no checksum", async () => {
  // Written by the code of before, as resuming it is tested in tests/runner/resume_test.ts.
  const { progress, weights, settings } = await loadCheckpoint("tests/files/raptor_1.safetensors");
  assertEquals([progress.step, progress.epoch, progress.batch, progress.samples, progress.seed], [
    7,
    1,
    2,
    undefined,
    3,
  ]);
  assertEquals([Object.keys(weights).length, settings], [4, undefined]);
});

Deno.test("loadCheckpoint() says that there is no file, and which is the newest", async () => {
  const text = "Cannot load the checkpoint nowhere.safetensors as it must be a file: got none. Check the path.";
  await assertRejects(() => loadCheckpoint("nowhere.safetensors"), Deno.errors.NotFound, text);
  const workDir = await Deno.makeTempDir();
  await markLastCheckpoint(`${workDir}/epoch_3.safetensors`);
  await assertRejects(
    () => loadCheckpoint(`${workDir}/epoch_4.safetensors`),
    Deno.errors.NotFound,
    "epoch_4.safetensors as it must be a file: got none. The newest one of its folder is epoch_3.safetensors.",
  );
  await Deno.remove(workDir, { recursive: true });
});
