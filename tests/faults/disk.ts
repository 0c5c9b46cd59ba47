/** The system says no: a full disk, a failing one, no rights, a folder that is gone, no more open files, a closed output. */
import { join } from "node:path";
import { checkpointsOf } from "./folder.ts";
import type { Plan } from "./plan.ts";
import { mustRecover } from "./recover.ts";
import { type Ended, shell, spawn } from "./spawn.ts";
import { attempt, inPairs, type Kind, must, sentenceIn } from "./tally.ts";

export function mustFail({ code, output }: Ended, words: RegExp): void {
  must(code === 1, `it ended with ${code}: ${sentenceIn(output)}`);
  must(words.test(output), `it said: ${sentenceIn(output)}`);
}

/** Errors in place of calls that write a checkpoint. */
export const callErrors: Kind = {
  name: "errors of the disk",
  async run({ long, folder }, tally) {
    const plans: Plan[] = [];
    const counts = { write: 30, sync: 10, rename: 10, remove: 4 } as const;
    for (const call of ["write", "sync", "rename", "remove"] as const) {
      for (let at = 1; at <= counts[call]; at += long ? 3 : 9) {
        for (const error of call === "remove" ? ["EACCES"] as const : ["ENOSPC", "EIO"] as const) {
          for (const once of long ? [true, false] : [at % 2 === 0]) plans.push({ call, at, error, once });
        }
      }
    }
    await inPairs(plans, (plan, lane) =>
      attempt(tally, JSON.stringify(plan), async () => {
        const work = join(folder, `work${lane}`);
        await Deno.remove(work, { recursive: true }).catch(() => {});
        const ended = await spawn(work, plan);
        // A number of a call that the run never makes.
        if (ended.code !== 0) mustFail(ended, /error: .*Cannot write /);
        await mustRecover(work);
      }));
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
    const mounts = await canMount(folder);
    const tries: [name: string, meet: (place: string) => Promise<void>][] = [];
    for (const size of !mounts ? [] : long ? [16, 20, 24, 28, 32, 40, 48] : [24, 48]) {
      tries.push([`a disk of ${size} kB`, async (place) => {
        await using _ = await mounted(place, `-t tmpfs -o size=${size}k tmpfs`);
        const words = /Cannot write .* as the disk must have room for it|No space left/;
        mustFail(await spawn(join(place, "work"), { checkpoint: {} }), words);
        await sh(`mount -o remount,size=9m '${place}'`);
        await mustRecover(join(place, "work"));
      }]);
    }
    if (mounts) {
      tries.push(["a disk for reading alone", async (place) => {
        await using _ = await mounted(place, `--bind '${place}'`);
        await sh(`mount -o remount,ro,bind '${place}'`);
        mustFail(await spawn(join(place, "work")), /Cannot write to the work directory/);
      }], ["a disk for reading alone, with checkpoints", async (place) => {
        await spawn(join(place, "work"), { epochs: 2 });
        await using _ = await mounted(place, `--bind '${place}'`);
        await sh(`mount -o remount,ro,bind '${place}'`);
        mustFail(await spawn(join(place, "work")), /Cannot write .* as the disk must not be for reading alone/);
      }]);
    }
    tries.push(["a work directory that is a file", async (place) => {
      await Deno.writeTextFile(join(place, "file"), "");
      const both = [spawn(join(place, "file")), spawn(join(place, "file", "work"))];
      for (const ended of await Promise.all(both)) mustFail(ended, /Cannot write to the work directory/);
    }]);
    for (const at of long ? [1, 2, 3, 4, 5, 8, 13, 15, 16] : [2, 6]) {
      tries.push([`the work directory is removed at step ${at}`, async (place) => {
        const work = join(place, "work");
        mustFail(await spawn(work, { step: "removeFolder", at }), /Cannot write .* as its folder must be there/);
        await mustRecover(work);
      }]);
    }
    for (const files of long ? [12, 14, 16, 18, 20, 22, 24, 26, 28, 32, 40, 48, 64] : [16, 24]) {
      tries.push([`${files} open files at most`, async (place) => {
        const { code, output } = await shell(`ulimit -n ${files}; exec $DENO`, join(place, "work"));
        must(code === 0 || output.trim() !== "", `it ended with ${code} and said nothing`);
        await mustRecover(join(place, "work"));
      }]);
    }
    const outputs: Record<string, string> = {
      "an output that is closed after a line": "$DENO | head -1 > /dev/null; exit ${PIPESTATUS[0]}",
      "an output that is a full disk": "exec $DENO > /dev/full",
      "no output at all": "exec $DENO >&- 2>&-",
      "no input": "exec $DENO <&-",
    };
    for (const [name, line] of Object.entries(outputs)) {
      tries.push([name, async (place) => {
        await shell(line, join(place, "work"));
        must((await checkpointsOf(join(place, "work"))).length > 0, "it has no checkpoint");
        await mustRecover(join(place, "work"));
      }]);
    }
    await inPairs(tries, async ([name, meet]) => {
      const place = await Deno.makeTempDir({ dir: folder });
      await attempt(tally, name, () => meet(place));
    });
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
