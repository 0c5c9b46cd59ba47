/** Starts a program as several ranks. */
import { need, runs } from "./needs.ts";

/** Whether ranks can be started here. */
export const needMpi = () => need("Open MPI", "apt install openmpi-bin libopenmpi3", () => runs("mpirun", "--version"));

/** What ranks left, all in one. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command that starts ranks on this machine, more than it has cores if need be. */
export function ranksOf(ranks: number, program: string, ...args: readonly string[]): Deno.Command {
  return ranksWith(["-A"], ranks, program, ...args);
}

function ranksWith(flags: readonly string[], ranks: number, program: string, ...args: readonly string[]): Deno.Command {
  const deno = [Deno.execPath(), "run", ...flags, "--no-check", "-q", program, ...args];
  return new Deno.Command("mpirun", {
    args: ["-np", String(ranks), "--oversubscribe", "--bind-to", "none", ...deno],
    env: { NO_COLOR: "1", OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" },
    ...{ stdin: "null", stdout: "piped", stderr: "piped" },
  });
}

/** Runs ranks to their end. */
export async function spawnRanks(ranks: number, program: string, ...args: readonly string[]): Promise<Ended> {
  return await spawnRanksWith(["-A"], ranks, program, ...args);
}

/** The same with some permissions. */
export async function spawnRanksWith(
  flags: readonly string[],
  ...given: Parameters<typeof spawnRanks>
): Promise<Ended> {
  const { code, stdout, stderr } = await ranksWith(flags, ...given).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

/** What each rank told as a line of JSON, in their order: `{ rank, ... }`. */
export function toldBy<T extends { readonly rank: number }>({ out, err }: Ended): T[] {
  const told = out.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as T);
  if (told.length === 0) throw new Error(`The ranks told nothing: ${out}${err}`);
  return told.toSorted((a, b) => a.rank - b.rank);
}

/** How far losses may lie from those of float32, by what a run tells of its wire; undefined where nothing is rounded. */
export function roundedBy(about: string): number | undefined {
  return about.endsWith("bfloat16") ? 1e-3 : about.endsWith("topK") ? 0.2 : undefined;
}
