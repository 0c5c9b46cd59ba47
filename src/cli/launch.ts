/** `launch`: starts a script as several ranks, by mpirun or srun, and starts it again where it was asked to. */
import { parseArgs } from "node:util";
import { endOverdue } from "./launch/overdue.ts";
import { runs } from "./runs.ts";
import { visible } from "../terminal/visible.ts";

/** What is to be started. */
export interface Launch {
  /** How many ranks. */
  readonly ranks: number;
  /** On which machines, each with `:` and how many if it likes; empty for this one. */
  readonly hosts: readonly string[];
  /** Flags of `deno run`. */
  readonly permissions: readonly string[];
  /** The script and its arguments. */
  readonly script: readonly string[];
  /** Whether it is started again where a rank fails. */
  readonly elastic: boolean;
  /** How long a run with fewer ranks lasts until all are tried again, in seconds. */
  readonly rejoin: number;
  /** How often at most. */
  readonly restarts: number;
}

/** What `launch` is told, for `--help`. */
export const LAUNCH_HELP = `launch -n RANKS [options] SCRIPT [its arguments]

Starts a script as several ranks, which share each batch; see docs/several_machines.md.

  -n, --ranks N        how many
  --hosts a:2,b:2      on which machines, each with how many; they are reached by ssh, and have the script in the same place
  --permissions FLAGS  of deno run, as "--allow-read --allow-ffi"; default -A
  --elastic            starts it again from its last checkpoint where a rank fails, with one rank less, and later with all
  --rejoin SECONDS     how long a run with fewer ranks lasts before all are tried again; default 300
  --restarts N         how often at most; default 100`;

/**
 * Reads the arguments of `launch`.
 *
 * @throws {TypeError} If there is an option that it does not know, or a number is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseLaunch } from "./launch.ts";
 *
 * const { ranks, script } = parseLaunch(["-n", "4", "train.ts", "-n", "9"]);
 * assertEquals([ranks, script], [4, ["train.ts", "-n", "9"]]);
 * ```
 */
export function parseLaunch(args: readonly string[]): Launch {
  const place = placeOfScript(args), own = args.slice(0, place), script = args.slice(place);
  const { values } = parsed({
    args: own.flatMap((word, i) =>
      TAKE_VALUES.includes(own[i - 1]!)
        ? []
        : TAKE_VALUES.includes(word)
        ? [`${word}${word === "-n" ? "" : "="}${own[i + 1]}`]
        : [word]
    ),
    options: {
      ranks: { type: "string", short: "n" },
      hosts: { type: "string" },
      permissions: { type: "string", default: "-A" },
      elastic: { type: "boolean", default: false },
      rejoin: { type: "string", default: "300" },
      restarts: { type: "string", default: "100" },
    },
  });
  const hosts = values.hosts?.split(",") ?? [], slots = hosts.map((host) => Number(host.split(":")[1] ?? 1));
  const numbers = {
    ranks: Number(values.ranks ?? slots.reduce((sum, slot) => sum + slot, 0)),
    rejoin: Number(values.rejoin),
    restarts: Number(values.restarts),
  };
  for (const [name, value] of Object.entries(numbers)) {
    if (Number.isSafeInteger(value) && value >= (name === "ranks" ? 1 : 0)) continue;
    throw new TypeError(
      `Cannot launch as ${name} must be a whole number${name === "ranks" ? " of at least 1" : ""}: got ${value}.`,
    );
  }
  if (script.length === 0) {
    throw new TypeError("Cannot launch as there must be a script: got none. As in launch -n 2 train.ts.");
  }
  return {
    ...numbers,
    hosts,
    permissions: values.permissions.split(" ").filter(Boolean),
    script,
    elastic: values.elastic,
  };
}

/** As `parseArgs`, whose errors do not say how to go on. */
const parsed: typeof parseArgs = (config) => {
  try {
    return parseArgs(config);
  } catch (cause) {
    const got = visible((cause as Error).message.split(/\. /)[0]!);
    throw new TypeError(`Cannot launch as its options must be those of launch --help: got ${got}.`, { cause });
  }
};

const TAKE_VALUES = ["-n", "--ranks", "--hosts", "--permissions", "--rejoin", "--restarts"];

/** The first word that is neither an option nor the value of one. */
function placeOfScript(args: readonly string[]): number {
  let i = 0;
  while (i < args.length && args[i]!.startsWith("-")) i += TAKE_VALUES.includes(args[i]!) ? 2 : 1;
  return Math.min(i, args.length);
}

/** What starts ranks. */
export type Starter = "mpirun" | "srun";

/**
 * The command that starts ranks.
 *
 * @param launch What is started.
 * @param by What starts it.
 * @param machine What is known of this machine: its cores, whether the user is root, whom mpirun asks to mean it, whether what
 * ranks say is to be without colours, since mpirun gives each a terminal of its own, and which variables other machines are to have.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { commandOf, parseLaunch } from "./launch.ts";
 *
 * const { command, args } = commandOf(parseLaunch(["-n", "2", "a.ts"]), "srun", { cores: 8, root: false, deno: "deno" });
 * assertEquals([command, ...args].join(" "), "srun --ntasks=2 --kill-on-bad-exit=1 deno run -A a.ts");
 * ```
 */
export function commandOf(
  { ranks, hosts, permissions, script }: Launch,
  by: Starter,
  { cores, root, deno, plain = false, variables = [] }: {
    readonly cores: number;
    readonly root: boolean;
    readonly deno: string;
    readonly plain?: boolean;
    readonly variables?: readonly string[];
  },
): { readonly command: Starter; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const run = [deno, "run", ...permissions, ...script], colours = plain ? { NO_COLOR: "1" } : {};
  if (by === "srun") {
    const on = hosts.length === 0 ? [] : [`--nodelist=${hosts.map((host) => host.split(":")[0]).join(",")}`];
    return { command: by, args: [`--ntasks=${ranks}`, "--kill-on-bad-exit=1", ...on, ...run], env: colours };
  }
  const crowded = hosts.length === 0 && ranks > cores;
  return {
    command: by,
    args: [
      ...["-np", String(ranks), ...crowded ? ["--oversubscribe"] : []],
      ...hosts.length === 0 ? [] : ["--host", hosts.join(","), ...ALIVE],
      // Each rank has threads of its own; and time to save, once it is asked to end.
      ...["--bind-to", "none", "--mca", "odls_base_sigkill_timeout", "5"],
      ...["RAPTOR_RESUME", ...variables, ...Object.keys(colours)].flatMap((name) => ["-x", name]),
      ...run,
    ],
    env: { ...colours, ...root && { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" } },
  };
}

/** By which mpirun more often finds that a machine is cut off; else it may wait for ever. */
const ALIVE = Object.entries({ time: 10, intvl: 5, probes: 3 })
  .flatMap(([name, seconds]) => ["--mca", `oob_tcp_keepalive_${name}`, String(seconds)]);

/**
 * A terminal hands Ctrl-C to what starts the ranks as well, which takes two within five seconds for a wish to end at once, without saving.
 * So it is told only where it is still there after that, in milliseconds.
 */
const TWICE = 6000;

/** The exit codes of a run that a signal has ended. */
const SIGNALLED = { SIGINT: 130, SIGTERM: 143 };

/**
 * Starts ranks and waits for their end.
 *
 * @returns The exit code; where a signal ended it, the code of that.
 * @throws {Error} If neither mpirun nor srun is there.
 */
export async function launch(args: readonly string[]): Promise<number> {
  const asked = parseLaunch(args), by = await starter();
  const given = ["RAPTOR_TIMEOUT", "RAPTOR_MPI"].filter((name) => Deno.env.has(name));
  const plain = Deno.noColor || !Deno.stdout.isTerminal(), cores = navigator.hardwareConcurrency;
  const machine = { cores, root: Deno.uid() === 0, deno: Deno.execPath(), plain, variables: given };
  let ranks = asked.ranks;
  for (let restarts = 0;; restarts++) {
    const { command, args, env } = commandOf({ ...asked, ranks }, by, machine);
    const resume = { RAPTOR_RESUME: restarts === 0 ? Deno.env.get("RAPTOR_RESUME") ?? "0" : "1" };
    const process = new Deno.Command(command, { args: [...args], env: { ...env, ...resume } }).spawn();
    const rejoin = ranks < asked.ranks ? setTimeout(() => process.kill("SIGTERM"), 1000 * asked.rejoin) : undefined;
    const look = by === "mpirun" && asked.hosts.length > 0 ? endOverdue(process, machine.deno) : undefined;
    let ended: number | undefined, late: ReturnType<typeof setTimeout> | undefined;
    const forward = () => {
      ended ??= SIGNALLED.SIGTERM;
      process.kill("SIGTERM");
    };
    const leave = () => {
      ended ??= SIGNALLED.SIGINT;
      late ??= setTimeout(forward, TWICE);
    };
    Deno.addSignalListener("SIGTERM", forward);
    Deno.addSignalListener("SIGINT", leave);
    const began = performance.now(), { code } = await process.status, lasted = (performance.now() - began) / 1000;
    clearTimeout(rejoin);
    clearTimeout(late);
    look?.();
    Deno.removeSignalListener("SIGTERM", forward);
    Deno.removeSignalListener("SIGINT", leave);
    // mpirun has codes of its own for ranks that end as they were asked to.
    if (code !== 0 && ended !== undefined) return ended;
    if (code === 0 || !asked.elastic || restarts === asked.restarts) return code;
    const next = nextRanks(ranks, asked, lasted);
    console.error(
      `The run ended with exit code ${code} after ${
        lasted.toFixed(0)
      } s; it goes on with ${next} of ${asked.ranks} ranks.`,
    );
    ranks = next;
  }
}

/**
 * With how many ranks a run goes on after one of them has failed: one less, and all where it had fewer for long enough.
 *
 * @param lasted How long it lasted, in seconds.
 */
export function nextRanks(ranks: number, asked: Pick<Launch, "ranks" | "rejoin">, lasted: number): number {
  if (ranks < asked.ranks && lasted >= asked.rejoin) return asked.ranks;
  return Math.max(1, ranks - 1);
}

async function starter(): Promise<Starter> {
  // Within an allocation Slurm knows the machines.
  if (Deno.env.get("SLURM_JOB_ID") !== undefined && await runs("srun", "--version")) return "srun";
  if (await runs("mpirun", "--version")) return "mpirun";
  if (await runs("srun", "--version")) return "srun";
  throw new Error(
    "Cannot launch as mpirun or srun must be there: got neither. Install Open MPI, as by `apt install openmpi-bin` or " +
      "`brew install open-mpi`.",
  );
}
