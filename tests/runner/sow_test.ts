import { assert, assertEquals, assertRejects } from "@std/assert";
import { arrays, cpu, crossEntropy, mlp, runner, sgd } from "../../mod.ts";
import { sow } from "../../src/runner/sow.ts";

Deno.test("sow() keeps a seed, and draws another one each time it is wished", () => {
  assertEquals([sow(7).seed, sow(undefined).seed], [7, undefined]);
  const drawn = Array.from({ length: 5 }, () => sow("random").seed!);
  assert(drawn.every((seed) => Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff));
  assertEquals(new Set(drawn).size, 5);
});

const data = arrays({ x: [[0], [1], [2], [3]], y: [0, 0, 1, 1], classes: 2, batchSize: 2 });
function chain(seed: number | "random", workDir: string, lines: string[] = []) {
  return runner({ workDir, seed, log: { interval: 1, write: (line) => lines.push(line), progress: false } })
    .model(() => mlp({ sizes: [1, 2] })).data(data).loss(crossEntropy()).optimizer(sgd({ lr: 0.1 })).engine(cpu());
}

Deno.test("Runner.train() logs the seed that it has drawn, which gives the same run again, and keeps it over a resume", async () => {
  const dirs = [await Deno.makeTempDir(), await Deno.makeTempDir()] as const,
    lines: string[] = [],
    later: string[] = [];
  const { history } = await chain("random", dirs[0], lines).train({ epochs: 2 });
  const seed = Number(
    /The seed was drawn: (\d+)\. A run that is given it repeats this one\./.exec(lines.join("\n"))![1],
  );
  assertEquals((await chain(seed, dirs[1]).train({ epochs: 2 })).history, history);
  await chain("random", dirs[0], later).train({ epochs: 3, resume: true });
  const said = later.join("\n");
  assert(said.includes(`seed: ${seed}`) && !said.includes("drawn") && !said.includes("and not with"), said);
  for (const dir of dirs) await Deno.remove(dir, { recursive: true });
});

Deno.test("Runner.train() refuses a seed that is a word of another kind", async () => {
  await assertRejects(
    () => chain("lucky" as never, "nowhere").train({ epochs: 1 }),
    TypeError,
    'seed must be "random" or a whole number from 0 to 4294967295: got "lucky"',
  );
});
