/** Slurm for real, of this one machine. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { needMpi, roundedBy, spawnRanks, toldBy } from "../mpi.ts";
import { needSlurm, startSlurm } from "../slurm.ts";

interface Run {
  readonly rank: number;
  readonly about: string;
  readonly losses: readonly number[];
}

const mpi = await needMpi(), slurm = await needSlurm(), HERE = import.meta.dirname;

Deno.test({
  name: "srun starts ranks that are one group, and train to the losses of one process",
  ignore: mpi.ignore || slurm.ignore,
  async fn() {
    await using cluster = await startSlurm();
    const ended = await cluster.srun(2, `${HERE}/program.ts`);
    assertEquals(ended.code, 0, ended.err);
    const told = toldBy<{ readonly rank: number; readonly size: number; readonly ends: readonly number[] }>(ended);
    assertEquals(told.map(({ rank, size, ends }) => ({ rank, size, ends })), [
      { rank: 0, size: 2, ends: [3, 3] },
      { rank: 1, size: 2, ends: [3, 3] },
    ]);
    const program = `${HERE}/../runner/ranks/program.ts`, trained = await cluster.srun(2, program, "few", "cpu");
    assertEquals(trained.code, 0, trained.err);
    const runs = toldBy<Run>(trained), alone = toldBy<Run>(await spawnRanks(1, program, "few", "cpu"));
    assertEquals(runs.map(({ about }) => about), alone.map(({ about }) => about));
    for (const [i, { about, losses }] of runs.entries()) {
      const tolerance = roundedBy(about) ?? 1e-5;
      for (const [step, loss] of losses.entries()) {
        assertAlmostEquals(loss, alone[i]!.losses[step]!, tolerance, `${about}, ${step}`);
      }
    }
  },
});
