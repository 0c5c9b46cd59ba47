/** A cluster of Slurm's own, of this one machine, for as long as a test takes. */
import { join } from "node:path";
import { hostname, userInfo } from "node:os";
import type { Ended } from "./mpi.ts";
import { need, runs } from "./needs.ts";

/** Whether one can be started here. */
export const needSlurm = () =>
  need(
    "Slurm",
    "apt install slurm-wlm munge openmpi-bin libopenmpi3 libpmix-dev",
    async () =>
      await runs("slurmctld", "-V") && await runs("slurmd", "-V") && await runs("munged", "--version") &&
      // Slurm asks for the library of PMIx by the name that its package for developers brings.
      await runs("sh", "-c", "ldconfig -p | grep -q 'libpmix.so '"),
  );

/** A cluster that is up. */
export interface Slurm extends AsyncDisposable {
  /** Runs a program as several ranks, as a user would: `srun --ntasks=2 deno run -A program`. */
  srun(ranks: number, program: string, ...args: readonly string[]): Promise<Ended>;
}

/** Starts the daemons: munge, by whose word they know each other, the controller, and the one of this node. */
export async function startSlurm(): Promise<Slurm> {
  const folder = await Deno.makeTempDir({ prefix: "slurm" }), at = (name: string) => join(folder, name);
  const socket = at("munge.socket"),
    config = at("slurm.conf"),
    host = hostname().split(".")[0]!,
    user = userInfo().username;
  // munge refuses a socket that others could not reach.
  await Deno.chmod(folder, 0o755);
  await Deno.writeFile(at("munge.key"), crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 });
  const settings = {
    ...{ ClusterName: "one", SlurmctldHost: `${host}(127.0.0.1)`, SlurmUser: user, SlurmdUser: user },
    ...{ AuthType: "auth/munge", AuthInfo: `socket=${socket}`, CredType: "cred/munge" },
    ...{
      SlurmctldPort: freePort(),
      SlurmdPort: freePort(),
      StateSaveLocation: at("state"),
      SlurmdSpoolDir: at("spool"),
    },
    ...{ SlurmctldPidFile: at("slurmctld.pid"), SlurmdPidFile: at("slurmd.pid") },
    ...{ SlurmctldLogFile: at("slurmctld.log"), SlurmdLogFile: at("slurmd.log"), MpiDefault: "pmix" },
    ...{ ProctrackType: "proctrack/linuxproc", TaskPlugin: "task/none", SwitchType: "switch/none", ReturnToService: 2 },
    NodeName: `${host} NodeAddr=127.0.0.1 CPUs=${navigator.hardwareConcurrency} State=UNKNOWN`,
    PartitionName: "all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
  };
  for (const name of ["state", "spool"]) await Deno.mkdir(at(name));
  await Deno.writeTextFile(config, Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join(""));
  const env = { SLURM_CONF: config, NO_COLOR: "1" };
  const run = async (command: string, ...args: readonly string[]): Promise<Ended> => {
    const { code, stdout, stderr } = await new Deno.Command(command, { args: [...args], env, stdin: "null" }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  };
  const start = async (command: string, ...args: readonly string[]) => {
    const { code, err } = await run(command, ...args);
    if (code !== 0) throw new Error(`Cannot start ${command}: ${err}`);
  };
  const stop = async () => {
    for (const name of ["slurmd", "slurmctld", "munged"]) {
      const pid = Number(await Deno.readTextFile(at(`${name}.pid`)).catch(() => "0"));
      if (pid === 0) continue;
      Deno.kill(pid, "SIGTERM");
      // A daemon takes its own file away once it is done.
      while (await Deno.stat(at(`${name}.pid`)).then(() => true, () => false) && await isThere(pid)) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await Deno.remove(folder, { recursive: true });
  };
  try {
    const files = { key: "munge.key", "pid-file": "munged.pid", "log-file": "munged.log", "seed-file": "munge.seed" };
    const flags = Object.entries(files).map(([flag, name]) => `--${flag}=${at(name)}`);
    await start("munged", "--force", `--socket=${socket}`, ...flags);
    await start("slurmctld");
    await start("slurmd");
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    srun: (ranks, program, ...args) =>
      run(
        "srun",
        `--ntasks=${ranks}`,
        "--overcommit",
        Deno.execPath(),
        "run",
        "-A",
        "--no-check",
        "-q",
        program,
        ...args,
      ),
    [Symbol.asyncDispose]: stop,
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function isThere(pid: number): Promise<boolean> {
  return await Deno.stat(`/proc/${pid}`).then(() => true, () => false);
}
