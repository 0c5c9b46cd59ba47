/** A terminal that closes, and a machine that sleeps: alone and with two ranks. */
import { join } from "node:path";
import { lastCheckpoint } from "../../mod.ts";
import { newestState } from "./folder.ts";
import { mustRecover, straightRun } from "./recover.ts";
import { processesOf, several } from "./several.ts";
import { command, meanwhile } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Terminals, and sleep. */
export const terminals: Kind = {
  name: "terminals that close, machines that sleep",
  async run({ long, folder }, tally) {
    const { state } = await straightRun(), work = join(folder, "work"), told = join(folder, "code");
    const anew = async () => void await Deno.remove(work, { recursive: true }).catch(() => {});
    const hasScript = await new Deno.Command("script", { args: ["--version"], stdout: "null" }).output().then(
      ({ success }) => success,
      () => false,
    );
    for (const at of hasScript ? long ? [1, 3, 6, 9, 12, 14] : [6] : []) {
      await attempt(tally, `a terminal that closes at step ${at}`, async () => {
        await anew();
        await Deno.remove(told).catch(() => {});
        const program = [Deno.execPath(), "run", "-A", "--no-check", "-q", `${import.meta.dirname}/program.ts`];
        const plan = JSON.stringify({ step: "wait", at, ms: 1500 });
        const line = [...program, work, plan].map((word) => `'${word}'`).join(" ");
        // As an interactive shell does, this one hands the hangup on; it outlives it, to tell the exit code.
        const shell = join(folder, "run.sh");
        const waits = "wait $run; code=$?; if kill -0 $run; then wait $run; code=$?; fi";
        await Deno.writeTextFile(
          shell,
          `${line} & run=$!\ntrap 'kill -HUP $run' HUP\n${waits}\necho $code > '${told}'\n`,
        );
        const terminal = new Deno.Command("script", {
          args: ["-qfc", `sh '${shell}'`, "/dev/null"],
          ...{ stdin: "null", stdout: "piped", stderr: "null", env: { NO_COLOR: "1" } },
        }).spawn();
        for await (const text of terminal.stdout.pipeThrough(new TextDecoderStream())) {
          if (text.includes("WAITING")) terminal.kill("SIGKILL");
        }
        await terminal.status;
        let code = "";
        for (let i = 0; i < 200 && code === ""; i++) {
          await pause(50);
          code = (await Deno.readTextFile(told).catch(() => "")).trim();
        }
        must(code === "129", `it ended with ${code}`);
        must(await lastCheckpoint(work) !== undefined, "there is no checkpoint");
        await mustRecover(work);
      });
    }
    for (const times of long ? [1, 4, 8, 12] : [6]) {
      await attempt(tally, `a sleep after ${times} reports`, async () => {
        await anew();
        const { code, output } = await meanwhile(work, {}, { line: "Epoch(train)", times }, async (process) => {
          process.kill("SIGSTOP");
          await pause(long ? 4000 : 500);
          process.kill("SIGCONT");
        });
        must(code === 0, sentenceIn(output));
        must(await newestState(work) === state, "it came to other numbers");
      });
    }
    if (!long) return;
    const two = await straightRun(2);
    for (const seconds of [1, 3, 6, 6, 6]) {
      await attempt(tally, `two ranks that sleep for ${seconds} s`, async () => {
        await anew();
        const signal = (name: Deno.Signal) => processesOf(work).forEach((pid) => Deno.kill(pid, name));
        const { code, output } = await several(2, work, {}, {
          reports: 5,
          then: () => {
            signal("SIGSTOP");
            setTimeout(() => signal("SIGCONT"), 1000 * seconds);
          },
        });
        must(code === 0, sentenceIn(output));
        must(await newestState(work) === two.state, "they came to other numbers");
      });
    }
    await attempt(tally, "a pipe that nobody reads any more", async () => {
      await anew();
      const child = command(work, {}).spawn();
      await child.stdout.cancel();
      await child.stderr.cancel();
      must((await child.status).code === 0, "the run ended with it");
      must(await newestState(work) === state, "it came to other numbers");
    });
  },
};
