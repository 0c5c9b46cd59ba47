/** The system says no: a full disk, a failing one, no rights, a folder that is gone, no more open files, a closed output. */
import { join } from "node:path";
import { checkpointsOf, mustBeWhole, newestState, temporariesOf } from "./folder.ts";
import type { Plan } from "./plan.ts";
import { type Ended, shell, spawn } from "./spawn.ts";
import { attempt, type Kind, must, sentenceIn } from "./tally.ts";

/** After a fault: all that is there is whole, and the next run comes to the numbers of one without faults. */
export async function mustRecover(work: string, state: string): Promise<void> {
  await mustBeWhole(work);
  const { code, output } = await spawn(work);
  must(code === 0, `the next run ended with ${code}: ${sentenceIn(output)}`);
  must(await newestState(work) === state, "the next run came to other numbers");
  must((await temporariesOf(work)).length === 0, `temporary files are left: ${await temporariesOf(work)}`);
}

export function mustFail({ code, output }: Ended, words: RegExp): void {
  must(code === 1, `it ended with ${code}: ${sentenceIn(output)}`);
  must(words.test(output), `it said: ${sentenceIn(output)}`);
}

export async function straightState(folder: string): Promise<string> {
  const { code, output } = await spawn(join(folder, "straight"));
  must(code === 0, sentenceIn(output));
  return await newestState(join(folder, "straight"));
}

/** Errors in place of calls that write a checkpoint. */
export const callErrors: Kind = {
  name: "errors of the disk",
  async run({ long, folder }, tally) {
    const state = await straightState(folder), work = join(folder, "work");
    const plans: Plan[] = [];
    const counts = { write: 30, sync: 10, rename: 10, remove: 4 } as const;
    for (const call of ["write", "sync", "rename", "remove"] as const) {
      for (let at = 1; at <= counts[call]; at += long ? 3 : 9) {
        for (const error of call === "remove" ? ["EACCES"] as const : ["ENOSPC", "EIO"] as const) {
          for (const once of long ? [true, false] : [at % 2 === 0]) plans.push({ call, at, error, once });
        }
      }
    }
    for (const plan of plans) {
      await attempt(tally, JSON.stringify(plan), async () => {
        await Deno.remove(work, { recursive: true }).catch(() => {});
        const ended = await spawn(work, plan);
        // A number of a call that the run never makes.
        if (ended.code !== 0) mustFail(ended, /error: .*Cannot write /);
        await mustRecover(work, state);
      });
    }
  },
};

/** Whether file systems can be mounted here. */
export async function canMount(folder: string): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  const line = `mount -t tmpfs -o size=64k tmpfs '${folder}' && umount '${folder}'`;
  return (await new Deno.Command("bash", { args: ["-c", line], stdout: "null", stderr: "null" }).output()).success;
}

/** The machine itself. */
export const machine: Kind = {
  name: "disks, folders and limits",
  async run({ long, folder }, tally) {
    const state = await straightState(folder), work = join(folder, "work");
    const anew = async () => void await Deno.remove(work, { recursive: true }).catch(() => {});

    const place = join(folder, "place");
    await Deno.mkdir(place);
    if (await canMount(place)) {
      for (const size of long ? [16, 20, 24, 28, 32, 40, 48] : [24, 48]) {
        await attempt(tally, `a disk of ${size} kB`, async () => {
          await using _ = await mounted(place, `-t tmpfs -o size=${size}k tmpfs`);
          const plan = { checkpoint: {} };
          mustFail(
            await spawn(join(place, "work"), plan),
            /Cannot write .* as the disk must have room for it|No space left/,
          );
          await sh(`mount -o remount,size=9m '${place}'`);
          await mustRecover(join(place, "work"), state);
        });
      }
      await attempt(tally, "a disk for reading alone", async () => {
        await sh(`mkdir -p '${folder}/empty'`);
        await using _ = await mounted(place, `--bind '${folder}/empty'`);
        await sh(`mount -o remount,ro,bind '${place}'`);
        mustFail(await spawn(join(place, "work")), /Cannot write to the work directory/);
      });
      await attempt(tally, "a disk for reading alone, with checkpoints", async () => {
        await spawn(join(folder, "full", "work"), { epochs: 2 });
        await using _ = await mounted(place, `--bind '${folder}/full'`);
        await sh(`mount -o remount,ro,bind '${place}'`);
        mustFail(await spawn(join(place, "work")), /Cannot write .* as the disk must not be for reading alone/);
      });
    }
    await attempt(tally, "a work directory that is a file", async () => {
      await Deno.writeTextFile(join(folder, "file"), "");
      mustFail(await spawn(join(folder, "file")), /Cannot write to the work directory/);
      mustFail(await spawn(join(folder, "file", "work")), /Cannot write to the work directory/);
    });
    for (const at of long ? [1, 2, 3, 4, 5, 8, 13, 15, 16] : [2, 6]) {
      await attempt(tally, `the work directory is removed at step ${at}`, async () => {
        await anew();
        mustFail(await spawn(work, { step: "removeFolder", at }), /Cannot write .* as its folder must be there/);
        await mustRecover(work, state);
      });
    }
    for (const files of long ? [12, 14, 16, 18, 20, 22, 24, 26, 28, 32, 40, 48, 64] : [16, 24]) {
      await attempt(tally, `${files} open files at most`, async () => {
        await anew();
        const { code, output } = await shell(`ulimit -n ${files}; exec $DENO`, work);
        must(code === 0 || output.trim() !== "", `it ended with ${code} and said nothing`);
        await mustRecover(work, state);
      });
    }
    const outputs: Record<string, string> = {
      "an output that is closed after a line": "$DENO | head -1 > /dev/null; exit ${PIPESTATUS[0]}",
      "an output that is a full disk": "exec $DENO > /dev/full",
      "no output at all": "exec $DENO >&- 2>&-",
      "no input": "exec $DENO <&-",
    };
    for (const [name, line] of Object.entries(outputs)) {
      await attempt(tally, name, async () => {
        await anew();
        await shell(line, work);
        must((await checkpointsOf(work)).length > 0, "it has no checkpoint");
        await mustRecover(work, state);
      });
    }
  },
};

export async function sh(line: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("bash", { args: ["-c", line] }).output();
  must(success, `${line}: ${new TextDecoder().decode(stderr)}`);
}

export async function mounted(place: string, what: string): Promise<AsyncDisposable> {
  await sh(`mount ${what} '${place}'`);
  return { [Symbol.asyncDispose]: () => sh(`umount --lazy '${place}'`) };
}
