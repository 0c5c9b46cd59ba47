import { assertEquals, assertRejects } from "@std/assert";
import { saveCheckpoint } from "../../src/files/checkpoint.ts";
import { checkpointAt, lastCheckpoint, markLastCheckpoint } from "../../src/files/last_checkpoint.ts";
import { accuracy, arrays, bestCheckpoint, loadCheckpoint, mlp, runner, sgd } from "../../mod.ts";

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

Deno.test("bestCheckpoint() names the epoch that was the best, also where a later one is the newest", async () => {
  const workDir = await Deno.makeTempDir(), x = [[-1], [1], [2], [-2]], y = [0, 1, 1, 0];
  const data = arrays({ x, y, valX: x, valY: y, batchSize: 4, classes: ["no", "yes"] });
  await runner({ workDir, log: false, seed: 1, checkpoint: { best: ["accuracy"] } }).model(mlp({ sizes: [1, 2] }))
    .data(data).evaluator(accuracy()).optimizer(sgd({ lr: 0.5 })).train({ epochs: 3 });
  const path = (await bestCheckpoint(workDir, "accuracy"))!, { progress } = await loadCheckpoint(path);
  assertEquals(path, `${workDir}/best_accuracy_epoch_${progress.epoch}.safetensors`);
  const others = Array.from(Deno.readDirSync(workDir), ({ name }) => name).filter((name) => name.startsWith("best_"));
  assertEquals(others.map((name) => `${workDir}/${name}`), [path]);
  const refused = (score: string, sentence: string) =>
    assertRejects(() => bestCheckpoint(workDir, score), RangeError, sentence);
  const rule = `Cannot tell the best checkpoint of ${workDir} as its run keeps the best by accuracy: got`;
  await refused("acuracy", `${rule} acuracy. Did you mean accuracy?`);
  await refused("loss", `${rule} loss. Name it in checkpoint: { best: [...] }.`);
  await refused("toString", `${rule} toString.`);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("bestCheckpoint() answers undefined where there is no run, and where it keeps no best", async () => {
  const workDir = await Deno.makeTempDir(), data = arrays({ x: [[1], [2]], y: [0, 1], classes: 2 });
  assertEquals(await bestCheckpoint(workDir, "accuracy"), undefined);
  await runner({ workDir, log: false }).model(mlp({ sizes: [1, 2] })).data(data).optimizer(sgd({ lr: 0.5 })).train({
    epochs: 1,
  });
  assertEquals(await bestCheckpoint(workDir, "accuracy"), undefined);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("bestCheckpoint() refuses books that are none, and tells a score of others without moving a cursor", async () => {
  const workDir = await Deno.makeTempDir(), path = `${workDir}/epoch_1.safetensors`;
  await Deno.writeTextFile(`${workDir}/last_checkpoint`, "epoch_1.safetensors");
  const write = async (hooks: string) => {
    const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { hooks } }));
    await Deno.writeFile(path, Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header));
  };
  for (const hooks of ["x", "null", '{"checkpoint":{"bests":"abc"}}']) {
    await write(hooks);
    const rule = `Cannot read ${path} as it must hold the books of its run: got others`;
    await assertRejects(() => bestCheckpoint(workDir, "accuracy"), SyntaxError, rule);
  }
  await write('{"checkpoint":{"bests":{"accuracy":null}}}');
  assertEquals(await bestCheckpoint(workDir, "accuracy"), undefined);
  await write(JSON.stringify({ checkpoint: { bests: { "\x1b[2J": [] } } }));
  await assertRejects(() => bestCheckpoint(workDir, "accuracy"), RangeError, "keeps the best by \\x1b[2J: got");
  await Deno.remove(workDir, { recursive: true });
});
