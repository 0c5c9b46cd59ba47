/**
 * Several processes for real: a start costs seconds, so that one is asked for all that it can tell. How ranks that are stopped are named,
 * and how all end well, is in `tests/runner/ranks_test.ts`.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { launched, mpi } from "../../mod.ts";
import { findLibrary } from "../../src/groups/mpi/library.ts";
import { needMpi, spawnRanks, toldBy } from "../mpi.ts";

const needed = await needMpi(), PROGRAM = `${import.meta.dirname}/program.ts`;

interface Heard {
  readonly rank: number;
  readonly [what: string]: unknown;
}

Deno.test({
  ...{
    name: "mpi sums, broadcasts and gathers over three ranks, and ends all where one fails, whom each names",
    ...needed,
  },
  async fn() {
    const ended = await spawnRanks(3, PROGRAM, "fails"), all = toldBy<Heard>(ended);
    const told = all.filter(({ error }) => error === undefined);
    const heard = {
      ...{ size: 3, local: 3, name: "mpi", ends: [6, 6], small: [3, 1.5], counts: [6], taken: [10] },
      ...{ gathered: [[], [1], [2, 2]], bytes: [[7], [8], [9]], spread: [[0, 1], [5]] },
      ...{ summed: [true, true, true, true], kept: true, one: true },
    };
    // Of 1,000 numbers: halves of a share of each of the others and of the own to each; a hundredth with its places to each.
    const bytes = (own: number) => 2 * (1000 - own) + 2 * 2 * own, rest = { same: true };
    const wires = (rank: number) => [
      { bytes: bytes(rank === 2 ? 334 : 333), off: 0.1, ...rest },
      { bytes: 10 * 8 * 2, off: 0, ...rest },
    ];
    assertEquals(told, [0, 1, 2].map((rank) => ({ rank, ...heard, wires: wires(rank) })));
    const failed = all.filter(({ error }) => error !== undefined).map(({ rank, error }) => [rank, error]);
    const reason = "Cannot go on as all ranks must: got rank 1 that failed: no more data";
    assertEquals(failed, [[0, reason], [1, "no more data"], [2, reason]]);
    assert(ended.code !== 0);
  },
});

Deno.test("launched knows Open MPI, MPICH, PMIx and Slurm, and a batch script of Slurm is no rank", () => {
  const by = (variables: Record<string, string>) => launched((name) => variables[name]);
  assertEquals(by({ OMPI_COMM_WORLD_RANK: "1", OMPI_COMM_WORLD_SIZE: "4", PMIX_RANK: "1" }), {
    ...{ by: "Open MPI", rank: 1, size: 4 },
  });
  assertEquals(by({ PMI_RANK: "0", PMI_SIZE: "2" }), { by: "MPICH", rank: 0, size: 2 });
  assertEquals(by({ SLURM_PROCID: "3", SLURM_STEP_NUM_TASKS: "8", SLURM_NTASKS: "8" }), {
    ...{ by: "Slurm", rank: 3, size: 8 },
  });
  assertEquals(by({ PMIX_RANK: "2" }), { by: "PMIx", rank: 2, size: undefined });
  assertEquals(by({ SLURM_PROCID: "0", SLURM_NTASKS: "4" }), undefined);
});

Deno.test("mpi takes the library that is named, and by its name knows whose it is", () => {
  const found = (path: string) => findLibrary(undefined, (name) => name === "RAPTOR_MPI" ? path : undefined)?.kind;
  assertEquals([found("/a/libmpi.so.40"), found("/a/libmpi.so.12"), found("/a/libmpi.40.dylib")], [
    ...["Open MPI", "MPICH", "Open MPI"],
  ]);
});

Deno.test("mpi refuses an option that it does not know", async () => {
  await assertRejects(() => mpi({ timeouts: 3 } as object), TypeError, "timeout");
  await assertRejects(() => mpi({ timeout: 0 }), RangeError, "timeout");
});
