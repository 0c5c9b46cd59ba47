/** Who the ranks are: a process on a machine each. */
import { hostname } from "node:os";
import { pid } from "node:process";
import { heardFrom } from "../../options/heard_from.ts";
import { isRecord } from "../../options/is_record.ts";
import { visible } from "../../terminal/visible.ts";

/** One of them. */
export interface Member {
  readonly host: string;
  readonly pid: number;
}

/** This process. */
export function self(): Member {
  return { host: hostOf(), pid };
}

/** No name of a machine is longer (RFC 1123). */
const LONGEST_NAME = 253;

/**
 * Another process, as it says of itself.
 *
 * @param rank Its number.
 * @throws {Error} If it says anything else: its number is looked up among this machine's, and both stand in errors.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { memberOf, self } from "./members.ts";
 *
 * assertEquals(memberOf(0, new TextEncoder().encode(JSON.stringify(self()))), self());
 * ```
 */
export function memberOf(rank: number, bytes: Uint8Array): Member {
  const { host, pid } = heardFrom(rank, bytes, "its machine and its process", isMember);
  return { host, pid };
}

function isMember(value: unknown): value is Member {
  if (!isRecord(value)) return false;
  const { host, pid } = value;
  const isName = typeof host === "string" && host.length <= LONGEST_NAME && host === visible(host) &&
    !/[\n\t]/.test(host);
  return isName && Number.isSafeInteger(pid) && pid as number > 0;
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
