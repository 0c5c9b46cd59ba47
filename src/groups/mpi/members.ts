/** Who the ranks are: a process on a machine each. */
import { hostname } from "node:os";
import { pid } from "node:process";

/** One of them. */
export interface Member {
  readonly host: string;
  readonly pid: number;
}

/** This process. */
export function self(): Member {
  return { host: hostOf(), pid };
}

function hostOf(): string {
  try {
    return hostname();
  } catch {
    // Without permission to ask, all are taken to be elsewhere.
    return `unknown ${pid}`;
  }
}

/** What a process is that a signal holds up. */
export const STOPPED = "was stopped";

/**
 * Why a process of this machine will not answer, as far as that can be seen: it was stopped, or is gone.
 *
 * @param pid Its number.
 * @returns In a few words; undefined where it runs, or nobody may look.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { silence } from "./members.ts";
 *
 * assertEquals(silence(Deno.pid), undefined);
 * ```
 */
export function silence(pid: number): string | undefined {
  const path = `/proc/${pid}/stat`;
  try {
    if (Deno.build.os !== "linux" || Deno.permissions.querySync({ name: "read", path }).state !== "granted") return;
    // The name of the program, in brackets, may hold anything.
    const state = Deno.readTextFileSync(path).replace(/^.*\) /s, "")[0]!;
    return state === "T" || state === "t" ? STOPPED : state === "Z" || state === "X" ? "has died" : undefined;
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? "has died" : undefined;
  }
}
