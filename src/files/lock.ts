/** One run, one folder at a time: a lock that is gone with the process that holds it, however that ends. */
import { join } from "node:path";

const LOCK = ".lock";

/** A folder that is held. */
export interface Lock {
  /** Gives the folder back. A second call does nothing. */
  [Symbol.dispose](): void;
}

/**
 * Takes a folder for a run, or says who has it.
 *
 * @param folder It must exist.
 * @throws {Deno.errors.Busy} If another run has it, in this process or in another one.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { lockFolder } from "./lock.ts";
 *
 * const folder = await Deno.makeTempDir();
 * {
 *   using _ = await lockFolder(folder);
 *   await assertRejects(() => lockFolder(folder), Deno.errors.Busy, `got the process ${Deno.pid}, this one`);
 * }
 * await Deno.remove(folder);
 * ```
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, LOCK);
  for (;;) {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    let held = true;
    try {
      held = await file.tryLock(true);
    } catch (error) {
      // A file system without locks: the run is not to be refused for that.
      if (!(error instanceof Deno.errors.NotSupported)) {
        console.error(`Cannot lock ${folder}: ${(error as Error).message}`);
      }
    }
    if (!held) {
      file.close();
      throw busy(folder, (await Deno.readTextFile(path).catch(() => "")).trim());
    }
    // Whoever had it may have removed it between the two calls: then this is a lock on nothing.
    if (!await isThere(file, path)) {
      file.close();
      continue;
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
    return releasing(file, path);
  }
}

function releasing(file: Deno.FsFile, path: string): Lock {
  let held = true;
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      try {
        // Before it is let go, so that it is never another run's that is removed.
        Deno.removeSync(path);
      } catch {
        // The folder may be gone, or the system keeps what is open.
      }
      file.close();
    },
  };
}

async function isThere(file: Deno.FsFile, path: string): Promise<boolean> {
  const [open, named] = await Promise.all([file.stat(), Deno.stat(path).catch(() => undefined)]);
  return named !== undefined && open.ino === named.ino;
}

function busy(folder: string, pid: string): Error {
  const who = pid === String(Deno.pid) ? `the process ${pid}, this one` : `the process ${pid || "that has just begun"}`;
  return new Deno.errors.Busy(
    `Cannot train in ${folder} as one run at a time may write there: got ${who}. ` +
      "Wait for its end, or give runner() another workDir.",
  );
}
