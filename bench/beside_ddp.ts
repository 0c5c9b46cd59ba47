/**
 * Two ranks against one, beside torch's DDP by gloo: the same network, the same batch a rank, a core a rank, in turn. Of each round the
 * median step is taken, and of the rounds the one that was disturbed least. With --rate the ranks are in two network namespaces, between
 * which so much passes (as root; the namespaces are taken away again); with --delay or --loss relay.ts is the wire, which takes so many milliseconds one
 * way and loses that share of the frames. With --shard each of our ranks keeps its share of the optimizer's slots.
 *
 *     deno run -A bench/beside_ddp.ts [--model resnet50] [--batch 16] [--steps 12] [--rounds 3] [--python python3]
 *         [--rate 10gbit [--delay 1] [--loss 0.0001]] [--shard]
 */
import { parseArgs } from "@std/cli/parse-args";

const { model, batch, steps, rounds, rate, delay, loss, python, shard } = parseArgs(Deno.args, {
  boolean: ["shard"],
  string: ["model", "batch", "steps", "rounds", "rate", "delay", "loss", "python"],
  default: { model: "resnet50", batch: "16", steps: "12", rounds: "3", python: "python3" },
});
const here = import.meta.dirname!, each = Number(batch);
const HOSTS = ["10.77.0.1", "10.77.0.2"], SPACES = ["raptor1", "raptor2"], WIRES = ["raptor-w1", "raptor-w2"];

async function done(command: string, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args: [...args], stdout: "null" }).output();
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

/** The program that is the wire, where one is. */
let relay: Deno.ChildProcess | undefined;

async function startRelay(): Promise<void> {
  const wire = ["--spaces", SPACES.join(), "--devices", WIRES.join(), "--delay", delay ?? "0", "--loss", loss ?? "0"];
  const args = ["run", "-A", "--no-check", "-q", `${here}/relay.ts`, ...wire];
  relay = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
  const reader = relay.stdout.getReader();
  if ((await reader.read()).done) throw new Error("Cannot connect two namespaces as relay.ts must run: got its end.");
}

async function connect(): Promise<void> {
  for (const space of SPACES) await done("ip", "netns", "add", space);
  if (delay !== undefined || loss !== undefined) await startRelay();
  else {
    await done("ip", "link", "add", WIRES[0]!, "type", "veth", "peer", "name", WIRES[1]!);
    for (const [i, space] of SPACES.entries()) await done("ip", "link", "set", WIRES[i]!, "netns", space);
  }
  for (const [i, space] of SPACES.entries()) {
    const within = ["netns", "exec", space];
    await done("ip", ...within, "ip", "addr", "add", `${HOSTS[i]}/24`, "dev", WIRES[i]!);
    for (const device of [WIRES[i]!, "lo"]) await done("ip", ...within, "ip", "link", "set", device, "up");
    const bound = ["rate", rate!, "burst", "4mb", "latency", "50ms"];
    await done("ip", ...within, "tc", "qdisc", "add", "dev", WIRES[i]!, "root", "tbf", ...bound);
  }
}

interface Told {
  readonly ms: number;
  readonly least: number;
}

/** Runs programs beside each other; the one line of JSON that one of them tells. */
async function told(
  ...commands: readonly { readonly args: readonly string[]; readonly env?: Record<string, string> }[]
) {
  const ended = await Promise.all(
    commands.map(({ args: [command, ...args], env = {} }) => new Deno.Command(command!, { args, env }).output()),
  );
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  const line = ended.flatMap(({ stdout }) => text(stdout).split("\n")).find((line) => line.startsWith("{"));
  if (line === undefined) throw new Error(ended.map(({ stderr }) => text(stderr)).join("\n"));
  return JSON.parse(line) as Told;
}

const on = (i: number) => ["taskset", "-c", String(i)];
const raptor = (all: number) => [
  ...[Deno.execPath(), "run", "-A", "--no-check", "-q", `${here}/ranks.ts`, "--apart", ...shard ? ["--shard"] : []],
  ...["--model", model, "--batch", String(all), "--steps", steps],
];
const root = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" };
/** Each rank on a core of its own: mpirun starts a program a rank. */
function twoOfRaptor() {
  const ranks = [0, 1].flatMap((
    i,
  ) => [...i === 0 ? [] : [":"], "-np", "1", ...rate ? ["--host", HOSTS[i]!] : [], ...on(i), ...raptor(2 * each)]);
  if (!rate) return told({ args: ["mpirun", "--bind-to", "none", ...ranks], env: root });
  const wires = [
    "--mca",
    "btl",
    "tcp,self",
    "--mca",
    "btl_tcp_if_include",
    "10.77.0.0/24",
    "--mca",
    "oob_tcp_if_include",
    "10.77.0.0/24",
  ];
  const start = ["--mca", "plm_rsh_agent", agent!, "--mca", "orte_keep_fqdn_hostnames", "1"];
  const command = [
    "ip",
    "netns",
    "exec",
    SPACES[0]!,
    "unshare",
    "--uts",
    "sh",
    "-c",
    'hostname raptor1; exec "$@"',
    "sh",
  ];
  return told({ args: [...command, "mpirun", "--bind-to", "none", ...start, ...wires, ...ranks], env: root });
}
const ddp = ["--model", model, "--batch", batch, "--steps", steps];
const torch = (i: number) => [...on(i), python, `${here}/ranks_ddp.py`, ...ddp];
function twoOfTorch() {
  return told(...[0, 1].map((i) => ({
    args: [...rate ? ["ip", "netns", "exec", SPACES[i]!] : [], ...torch(i)],
    env: {
      ...{ RANK: String(i), WORLD_SIZE: "2", MASTER_ADDR: rate ? HOSTS[0]! : "127.0.0.1", MASTER_PORT: "29517" },
      GLOO_SOCKET_IFNAME: rate ? WIRES[i]! : "lo",
    },
  })));
}

/** Starts what mpirun wants on the other machine, in the place of ssh. */
const agent = rate === undefined ? undefined : await Deno.makeTempFile();
if (agent !== undefined) {
  const there = `exec ip netns exec ${SPACES[1]} unshare --uts sh -c "hostname raptor2; $*"`;
  await Deno.writeTextFile(agent, `#!/bin/sh\nshift\n${there}\n`);
  await Deno.chmod(agent, 0o755);
}
const WAYS = {
  "raptor, 1 rank": () => told({ args: [...on(0), ...raptor(each)] }),
  "torch, 1 rank": () => told({ args: torch(0) }),
  "raptor, 2 ranks": twoOfRaptor,
  "torch, 2 ranks": twoOfTorch,
  // What two of one machine cost each other, though they say nothing.
  "raptor, two alone": () => told({ args: [...on(0), ...raptor(each)] }, { args: [...on(1), ...raptor(each)] }),
};
try {
  if (rate !== undefined) await connect();
  const times = new Map(Object.keys(WAYS).map((name) => [name, [] as number[]]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, run] of Object.entries(WAYS)) times.get(name)!.push((await run()).ms);
  }
  const ms = Object.fromEntries([...times].map(([name, all]) => [name, Math.min(...all)]));
  const share = (one: string, two: string) => Number((ms[one]! / ms[two]!).toFixed(2));
  const raptors = share("raptor, 1 rank", "raptor, 2 ranks"), torchs = share("torch, 1 rank", "torch, 2 ranks");
  console.log(JSON.stringify({ model, batch: each, rate: rate ?? "loopback", delay, loss, ms }));
  console.log(JSON.stringify({
    efficiency: { raptor: raptors, torch: torchs, ofTwoAlone: share("raptor, two alone", "raptor, 2 ranks") },
    ratio: Number((raptors / torchs).toFixed(2)),
  }));
} finally {
  if (agent !== undefined) await Deno.remove(agent);
  relay?.kill("SIGKILL");
  if (rate !== undefined) {
    for (const space of SPACES) {
      await new Deno.Command("ip", { args: ["netns", "del", space], stderr: "null" }).output();
    }
  }
}
