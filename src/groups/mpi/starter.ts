/** An mpirun that waits for a machine which is cut off, though its ranks here have ended: Open MPI 4.1 does so for ever. */

/** What starts ranks on a machine, or has them started there. */
const STARTERS = ["mpirun", "mpiexec", "orterun", "prterun", "orted"];

/** How long it has to end by itself once its ranks here have, in seconds: as a rule it takes less than one. `launch` ends it after 10. */
const PATIENCE = 15;

/**
 * Has what started this process ended where it has not done so a while after the last of its ranks here: by a process of its own, as nobody else is left then. Nothing
 * is done where that process is not one of MPI's, or it is not allowed already to run another.
 *
 * @param parent Its number. Default that of this one's parent.
 * @param patience How long it has, in seconds.
 * @returns Whether it is looked after.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endStarter } from "./starter.ts";
 *
 * assertEquals(endStarter(1), false);
 * ```
 */
export function endStarter(parent = Deno.ppid, patience = PATIENCE): boolean {
  const path = `/proc/${parent}/comm`;
  try {
    const may = [{ name: "read", path }, { name: "run", command: "sh" }] as const;
    if (Deno.build.os !== "linux" || may.some((each) => Deno.permissions.querySync(each).state !== "granted")) {
      return false;
    }
    const name = Deno.readTextFileSync(path).trim(), own = Deno.readTextFileSync("/proc/self/comm").trim();
    if (!STARTERS.includes(name)) return false;
    const line = `
      children() { cat /proc/${parent}/task/${parent}/children 2> /dev/null; }
      ranks() { for one in $(children); do [ "$(cat /proc/$one/comm 2> /dev/null)" = '${own}' ] && return 0; done; return 1; }
      while ranks; do sleep 1; done
      sleep ${patience}
      # Another process may have its number by then. What it has started to reach other machines ends with it.
      [ "$(cat ${path} 2> /dev/null)" = ${name} ] && kill -KILL ${parent} $(children)`;
    const streams = { stdin: "null", stdout: "null", stderr: "null" } as const;
    new Deno.Command("sh", { args: ["-c", line], ...streams, detached: true }).spawn().unref();
    return true;
  } catch {
    return false;
  }
}
