import { assertEquals, assertMatch } from "@std/assert";
import { accuracy, arrays, cpu, mlp, runner } from "../../mod.ts";
import { writeScores } from "../../src/runner/write_scores.ts";

Deno.test("writeScores() leaves what .validate() and .test() came to beside their logs, and nothing for a training", async () => {
  const workDir = await Deno.makeTempDir(), x = [[0, 1], [1, 0]], y = [1, 0];
  const sentence = runner({ workDir, log: { write: () => {} } }).model(() => mlp({ sizes: [2, 2] }))
    .data(arrays({ x, y, valX: x, valY: y, classes: 2 })).evaluator(accuracy()).engine(cpu());
  const { logDir } = await sentence.train({ epochs: 1 });
  assertEquals([...Deno.readDirSync(logDir!)].some(({ name }) => name === "scores.json"), false);
  const wanted = [await sentence.validate(), await sentence.test()];
  const folders = [...Deno.readDirSync(workDir)].filter(({ isDirectory, name }) =>
    isDirectory && !logDir!.endsWith(name)
  );
  const found = folders.map(({ name }) => JSON.parse(Deno.readTextFileSync(`${workDir}/${name}/scores.json`)));
  assertEquals(found, wanted);
  await Deno.remove(workDir, { recursive: true });
});

Deno.test("writeScores() says where it cannot write, and goes on", async () => {
  const said: string[] = [], { warn } = console;
  console.warn = (line: string) => void said.push(line);
  try {
    await writeScores("no/such/folder", { accuracy: 50 });
  } finally {
    console.warn = warn;
  }
  assertMatch(said[0]!, /^The scores are in no file: .*no\/such\/folder/);
});
