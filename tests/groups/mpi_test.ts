/** Several processes for real: a spawn costs seconds, so that each is asked for all that it can tell. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { launched, mpi } from "../../mod.ts";
import { findLibrary } from "../../src/groups/mpi/library.ts";
import { needMpi, spawnRanks, toldBy } from "../mpi.ts";

const needed = await needMpi(), PROGRAM = `${import.meta.dirname}/program.ts`;

interface Heard {
  readonly rank: number;
  readonly [what: string]: unknown;
}

Deno.test({
  ...{ name: "mpi sums, broadcasts and gathers over three ranks, and ends well", ...needed },
  async fn() {
    const ended = await spawnRanks(3, PROGRAM), told = toldBy<Heard>(ended);
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
    assertEquals(ended.code, 0, ended.err);
  },
});

Deno.test({
  ...{ name: "mpi ends all ranks where one fails, and each names it", ...needed },
  async fn() {
    const ended = await spawnRanks(2, PROGRAM, "fails");
    const [first, second] = toldBy<Heard>(ended).filter(({ error }) => error !== undefined);
    assertEquals(first!.error, "Cannot go on as all ranks must: got rank 1 that failed: no more data");
    assertEquals(second!.error, "no more data");
    assert(ended.code !== 0);
  },
});

Deno.test({
  ...{ name: "mpi names a rank that was stopped, within seconds", ...needed },
  async fn() {
    const ended = await spawnRanks(2, PROGRAM, "stops");
    const found = toldBy<Heard>(ended).find(({ rank, error }) => rank === 0 && error !== undefined)!;
    assertStringIncludes(String(found.error), "got rank 1 (process ");
    assertStringIncludes(String(found.error), "that was stopped");
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
