/** What another rank may and may not do: SECURITY.md's row. That one which stops, or computes NaN, is named is in `tests/runner/ranks_test.ts`. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { needMpi, spawnRanks, toldBy } from "../mpi.ts";

const needed = await needMpi(), PROGRAM = `${import.meta.dirname}/another_rank.ts`;

/** How the others end, whatever one of them does. */
const ENDS = {
  words: [1, "Cannot go on as rank 1 must say its machine and its process: got "],
  text: [0, "Cannot go on as rank 0 must send what it has read: got "],
  numbers: [0, "Cannot go on as rank 0 must send what it has read: got "],
  sums: [1, "Cannot go on as all ranks must make the same calls: got a sum of 80 bytes (Float32) on rank 1"],
  ends: [1, "Cannot go on as all ranks must make the same calls: got the end of the program on rank 1"],
  weights: [1, "Cannot train on 3 ranks as all must have the same weights: got others on rank 1, as for "],
} as const;

for (const [what, [odd, text]] of Object.entries(ENDS)) {
  Deno.test({
    name: `another rank that has odd ${what} ends the others with a sentence that names it, and no file is written`,
    ...needed,
    async fn() {
      const workDir = await Deno.makeTempDir(), ended = await spawnRanks(3, PROGRAM, what, workDir);
      const told = toldBy<{ readonly rank: number; readonly evil: boolean; readonly error: string }>(ended);
      const files = [...Deno.readDirSync(workDir)].filter(({ name }) => name.endsWith(".safetensors"));
      await Deno.remove(workDir, { recursive: true });
      const others = told.filter(({ rank }) => rank !== odd);
      assert(others.length > 0 && ended.code !== 0, ended.err);
      for (const { rank, evil, error } of others) {
        assertStringIncludes(error, text, `rank ${rank}`);
        assertEquals([evil, error.includes("\u001b")], [false, false]);
      }
      assertEquals(files, []);
    },
  });
}
