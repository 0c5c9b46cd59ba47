import { assert, assertEquals, assertRejects } from "@std/assert";
import { cpu, runner } from "../../mod.ts";
import { load } from "../../src/runner/run.ts";
import { halfSquare, line, points } from "../toy.ts";

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

Deno.test("Runner.train() says in debug lines what opening took, and warns of samples that were left out", async () => {
  const lines: string[] = [];
  const log = { write: (line: string) => void lines.push(line), level: "debug", progress: false } as const;
  const data = { ...points([1, 2]), news: () => ["Left out 1 sample."] };
  const { val: _, ...learnt } = data;
  await runner({ log, interrupt: false }).model(line()).data(learnt).loss(halfSquare).engine(cpu()).train({
    epochs: 1,
  });
  assert(lines.some((line) => /DEBUG - Opened cpu in \d+\.\d\d s, points in \d+\.\d\d s$/.test(line)));
  assertEquals(lines.filter((line) => line.endsWith("WARNING - Left out 1 sample.")).length, 1);
});
