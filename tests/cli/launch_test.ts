import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { commandOf, nextRanks, parseLaunch } from "../../src/cli/launch.ts";
import { lastCheckpoint } from "../../src/files/last_checkpoint.ts";
import { needMpi } from "../mpi.ts";

const here = { cores: 4, root: true, deno: "deno" };

Deno.test("launch leaves what comes after the script to the script, and counts ranks by the hosts", () => {
  const { ranks, hosts, script, permissions, elastic } = parseLaunch([
    "--elastic",
    "--hosts",
    "a:2,b",
    "t.ts",
    "--ranks",
    "7",
  ]);
  assertEquals([ranks, hosts, script, permissions, elastic], [3, ["a:2", "b"], ["t.ts", "--ranks", "7"], ["-A"], true]);
});

Deno.test("launch refuses what it does not know, numbers that are none, and no script", () => {
  assertThrows(() => parseLaunch(["--rank", "2", "t.ts"]), TypeError);
  assertThrows(
    () => parseLaunch(["-n", "two", "t.ts"]),
    TypeError,
    "ranks must be a whole number of at least 1: got NaN",
  );
  assertThrows(() => parseLaunch(["-n", "2"]), TypeError, "there must be a script");
});

Deno.test("launch has mpirun make room for more ranks than cores, and reach hosts", () => {
  const words = (...args: string[]) => commandOf(parseLaunch(args), "mpirun", here).args.join(" ");
  assertStringIncludes(words("-n", "5", "t.ts", "x"), "-np 5 --oversubscribe");
  assertStringIncludes(
    words("-n", "4", "--permissions", "--allow-read --allow-ffi", "t.ts"),
    "deno run --allow-read --allow-ffi t.ts",
  );
  assertStringIncludes(words("--hosts", "a:2,b:2", "t.ts"), "-np 4 --host a:2,b:2");
  assertStringIncludes(words("--hosts", "a,b", "t.ts"), "--mca oob_tcp_keepalive_time 10");
  assertEquals(commandOf(parseLaunch(["-n", "1", "t.ts"]), "mpirun", { ...here, root: false }).env, {});
});

Deno.test("launch hands the timeout of ranks to other machines", () => {
  const { args } = commandOf(parseLaunch(["--hosts", "a,b", "t.ts"]), "mpirun", {
    ...here,
    variables: ["RAPTOR_TIMEOUT"],
  });
  assertStringIncludes(args.join(" "), "-x RAPTOR_RESUME -x RAPTOR_TIMEOUT deno run");
});

Deno.test("launch has ranks speak without colours where nobody would see them", () => {
  const started = (by: "mpirun" | "srun", plain: boolean) =>
    commandOf(parseLaunch(["-n", "1", "t.ts"]), by, { ...here, plain });
  assertEquals([started("mpirun", true), started("srun", true)].map(({ env }) => env.NO_COLOR), ["1", "1"]);
  assertStringIncludes(started("mpirun", true).args.join(" "), "-x NO_COLOR deno run");
  assertEquals(["NO_COLOR" in started("mpirun", false).env, started("mpirun", false).args.includes("NO_COLOR")], [
    false,
    false,
  ]);
});

Deno.test("nextRanks() goes on with one rank less, and with all again after a while", () => {
  const asked = { ranks: 3, rejoin: 60 };
  assertEquals([nextRanks(3, asked, 5), nextRanks(2, asked, 5), nextRanks(1, asked, 5)], [2, 1, 1]);
  assertEquals([nextRanks(2, asked, 60), nextRanks(3, asked, 600)], [3, 2]);
});

Deno.test({
  ...{
    name: "launch --elastic starts a run again with the ranks that are left, and with all of them later",
    ...await needMpi(),
  },
  async fn() {
    const dir = await Deno.makeTempDir();
    const args = [
      "run",
      "-A",
      "-q",
      "cli.ts",
      "launch",
      "-n",
      "2",
      "--elastic",
      "--rejoin",
      "2",
      `${import.meta.dirname}/program.ts`,
      dir,
    ];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" }, stderr: "piped" })
      .output();
    const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line.startsWith("ranks ")).toSorted();
    // The first run loses a rank, the second is asked to make room for it, the third ends.
    assertEquals([code, lines], [0, ["ranks 1 goes on", "ranks 2 begins", "ranks 2 goes on"]]);
    await Deno.remove(dir, { recursive: true });
  },
});

Deno.test({
  name: "launch that gets SIGTERM or SIGINT has its ranks save, and ends with 143 or 130",
  ...await needMpi(),
  async fn() {
    const program = `${import.meta.dirname}/program.ts`;
    const ends = async (signal: Deno.Signal) => {
      const dir = await Deno.makeTempDir();
      // In a group of its own, as a terminal has it, which hands Ctrl-C to all that are in it.
      const running = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "-q", "--no-check", "cli.ts", "launch", "-n", "1", program, dir],
        ...{ env: { NO_COLOR: "1", RAPTOR_RESUME: "1" }, stdout: "piped", stderr: "null", detached: true },
      }).spawn();
      let said = "";
      for await (const bytes of running.stdout) {
        said += new TextDecoder().decode(bytes);
        if (said.includes("step 3")) break;
      }
      Deno.kill(signal === "SIGINT" ? -running.pid : running.pid, signal);
      const { code } = await running.status, saved = await lastCheckpoint(dir) !== undefined;
      await Deno.remove(dir, { recursive: true });
      return [code, saved];
    };
    assertEquals(await Promise.all([ends("SIGTERM"), ends("SIGINT")]), [[143, true], [130, true]]);
  },
});
