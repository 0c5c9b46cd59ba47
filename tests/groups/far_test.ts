/** Ranks on several machines, which for them are several names of this one. */
import { assertAlmostEquals, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { needLibrary } from "../engines/native/need_library.ts";
import { type Ended, needMpi, toldBy } from "../mpi.ts";
import { need } from "../needs.ts";

const PROGRAM = `${import.meta.dirname}/far_program.ts`;
const mpi = await needMpi(), library = await needLibrary();
const names = await need("machines of several names", "run them as root on Linux", canName);

async function canName(): Promise<boolean> {
  const tried = () => new Deno.Command("unshare", { args: ["--uts", "hostname", "other"] }).output();
  return Deno.build.os === "linux" && await tried().then(({ success }) => success, () => false);
}

interface Told {
  readonly rank: number;
  /** How many ranks are on its machine. */
  readonly local: number;
  /** Whether sums go on in a thread. */
  readonly beside: boolean;
  readonly counts: readonly number[];
  /** Whether the sums of such a thread are right. */
  readonly summed: readonly boolean[];
  readonly losses: readonly number[];
}

const ALL = ["-A"];

/** Runs a rank on each host; the last one may have other permissions. */
async function ended(hosts: readonly string[], args: readonly string[] = [], last = ALL): Promise<Ended> {
  const deno = (flags: readonly string[]) => [Deno.execPath(), "run", ...flags, "--no-check", "-q", PROGRAM, ...args];
  const ranks = hosts.flatMap((host, i) => [
    ...i === 0 ? [] : [":"],
    ...[
      "-np",
      "1",
      "unshare",
      "--uts",
      "sh",
      "-c",
      `hostname ${host}; exec "$@"`,
      "sh",
      ...deno(i < hosts.length - 1 ? ALL : last),
    ],
  ]);
  const { code, stdout, stderr } = await new Deno.Command("mpirun", {
    args: ["--oversubscribe", "--bind-to", "none", ...ranks],
    env: {
      NO_COLOR: "1",
      OMPI_ALLOW_RUN_AS_ROOT: "1",
      OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
      ...args[0] === "stops" && { RAPTOR_TIMEOUT: "3" },
    },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)) as [string, string];
  return { code, out, err };
}

async function told(hosts: readonly string[]): Promise<Told[]> {
  const all = await ended(hosts);
  assertEquals(all.code, 0, all.err);
  return toldBy<Told>(all);
}

Deno.test({
  name: "ranks on several machines add up in a thread of their own, and learn what those on one do",
  ignore: mpi.ignore || library.ignore || names.ignore,
  async fn() {
    const near = await told(["one", "one"]), far = await told(["one", "two", "two"]);
    const about = ({ rank, local, beside, counts }: Told) => [rank, local, beside, ...counts];
    assertEquals(near.map(about), [[0, 2, false, 3], [1, 2, false, 3]]);
    assertEquals(far.map(about), [[0, 1, true, 6], [1, 2, true, 6], [2, 2, true, 6]]);
    for (const { summed } of far) assertEquals(summed, Array(4).fill(true));
    assertEquals([near[0]!.losses.length, far[0]!.losses.length], [6, 6]);
    for (const [i, loss] of far[0]!.losses.entries()) assertAlmostEquals(loss, near[0]!.losses[i]!, 1e-5);
  },
});

Deno.test({
  name: "who waits for what a thread adds up names the rank on another machine that is silent",
  ignore: mpi.ignore || names.ignore,
  async fn() {
    const { code, err } = await ended(["one", "two"], ["stops"]);
    assertNotEquals(code, 0);
    assertMatch(
      err,
      /Cannot go on as all ranks must: got rank 1 \(process \d+ on two\) that has given no sign for 3 s/,
    );
  },
});

Deno.test({
  name: "where one rank may not start a thread none does, and the sums are right",
  ignore: mpi.ignore || names.ignore,
  async fn() {
    const few = ["--no-prompt", "--allow-ffi", "--allow-env", "--allow-sys", "--allow-read=/usr/lib,/proc"];
    for (const [last, beside] of [[ALL, true], [few, false]] as const) {
      const all = await ended(["one", "two"], ["sums"], [...last]);
      assertEquals(toldBy(all), [0, 1].map((rank) => ({ rank, beside, right: true })));
    }
  },
});
