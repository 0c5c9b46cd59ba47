/** Two machines, as two network namespaces with a wire between them, that a rank each runs on. As root on Linux alone. */
import type { Plan } from "./plan.ts";

/** Of this process, as another one may try the same. */
const SPACES = [`faults${Deno.pid}a`, `faults${Deno.pid}b`] as const,
  WIRES = [`f${Deno.pid}a`, `f${Deno.pid}b`] as const;
const HOSTS = ["10.78.0.1", "10.78.0.2"] as const;

/** A command of the system; throws what it says where it fails. */
async function done(line: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("bash", { args: ["-c", line], stdout: "null" }).output();
  if (!success) throw new Error(`${line}: ${new TextDecoder().decode(stderr)}`);
}

/** Whether there can be such machines here. */
export async function canCut(): Promise<boolean> {
  return Deno.build.os === "linux" && Deno.uid() === 0 &&
    await done(`ip netns add ${SPACES[0]} && ip netns del ${SPACES[0]}`).then(() => true, () => false);
}

/** Two machines. */
export interface Hosts extends AsyncDisposable {
  /** What starts a rank on each: `launch`, or mpirun by itself. */
  start(workDir: string, plan: Plan, by?: "launch" | "mpirun"): Deno.Command;
  /** Takes the wire down. */
  cut(): void;
  /** Ends all that runs on them, and takes them away. */
  clear(): Promise<void>;
}

/** Sets them up. */
export async function hosts(): Promise<Hosts> {
  const remove = async () => {
    for (const space of SPACES) {
      await done(`ip netns pids ${space} | xargs -r kill -9; ip netns del ${space}`).catch(() => {});
    }
    // Of a run that ended before its wire was in the namespaces.
    await done(`ip link del ${WIRES[0]}`).catch(() => {});
  };
  await remove();
  await done(`ip link add ${WIRES[0]} type veth peer name ${WIRES[1]}`);
  for (const [i, space] of SPACES.entries()) {
    await done(`ip netns add ${space}; ip link set ${WIRES[i]} netns ${space}`);
    await done(
      `ip netns exec ${space} sh -c 'ip addr add ${HOSTS[i]}/24 dev ${WIRES[i]}; ip link set ${
        WIRES[i]
      } up; ip link set lo up'`,
    );
  }
  // In the place of ssh.
  const agent = await Deno.makeTempFile();
  const there = `exec ip netns exec ${SPACES[1]} unshare --uts sh -c "hostname raptor2; $*"`;
  await Deno.writeTextFile(agent, `#!/bin/sh\nshift\n${there}\n`);
  await Deno.chmod(agent, 0o755);
  return {
    start(workDir, plan, by = "launch") {
      const program = [`${import.meta.dirname}/program.ts`, workDir, JSON.stringify(plan)];
      const deno = [Deno.execPath(), "run", "-A", "--no-check", "-q", `${import.meta.dirname}/../../cli.ts`];
      const launch = ["launch", "--hosts", HOSTS.join(), "--permissions", "-A --no-check -q", ...program];
      const alone = ["mpirun", "-np", "2", "--host", HOSTS.join(), ...deno.slice(0, -1), ...program];
      const command = by === "launch" ? [...deno, ...launch] : alone;
      const named = ["unshare", "--uts", "sh", "-c", 'hostname raptor1; exec "$@"', "sh", ...command];
      const root = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
      // Flags of mpirun, as variables.
      const flags = {
        ...{ plm_rsh_agent: agent, orte_keep_fqdn_hostnames: "1", btl: "tcp,self" },
        ...{ btl_tcp_if_include: "10.78.0.0/24", oob_tcp_if_include: "10.78.0.0/24" },
      };
      const variables = Object.entries(flags).map(([name, value]) => [`OMPI_MCA_${name}`, value]);
      return new Deno.Command("ip", {
        args: ["netns", "exec", SPACES[0], ...named],
        env: { NO_COLOR: "1", RAPTOR_TIMEOUT: "5", ...root, ...Object.fromEntries(variables) },
        ...{ stdin: "null", stdout: "piped", stderr: "piped" },
      });
    },
    cut: () => void new Deno.Command("ip", { args: ["-n", SPACES[0], "link", "set", WIRES[0], "down"] }).outputSync(),
    clear: remove,
    async [Symbol.asyncDispose]() {
      await remove();
      await Deno.remove(agent);
    },
  };
}
