/**
 * Signs of life among ranks: each tells the next one every second that it is there, and all that it has failed. So nobody waits for
 * ever for one who does not come, and the error names it.
 */
import type { Calls, Started } from "./calls.ts";
import { visible } from "../../terminal/visible.ts";
import { type Member, silence, STOPPED } from "./members.ts";

/** Looks after the others. */
export interface Watch {
  /**
   * Is called again and again while something is waited for.
   *
   * @param waited For how long already, in milliseconds.
   * @throws {Error} If a rank has failed, or does not answer any more.
   */
  look(waited: number): void;
  /** Why the group is of no more use, once it is not. */
  readonly broken: Error | undefined;
  /** Which rank it was, where it was not this one. */
  readonly lost: number | undefined;
  /** Whether the rank that is lost was on another machine, and simply gave no sign: then mpirun may wait for that machine for ever. */
  readonly cut: boolean;
  /** Tells all others that this rank has failed. */
  fail(text: string): void;
  /** Tells them that rank 0 has done what was left to do. */
  leave(): void;
  /** Whether rank 0 has. */
  readonly left: boolean;
  /** No more signs are given. */
  end(): void;
}

const [ALIVE, FAILED, LEFT] = [7001, 7002, 7003];
/** How the error of one that does not answer says so. */
const SILENT = "that has given no sign";
const LONGEST_MESSAGE = 2048;
/** In milliseconds. */
const BETWEEN_SIGNS = 1000, BETWEEN_LOOKS = 20, PATIENCE = 1500, AGAIN = 300;

/**
 * Begins to watch.
 *
 * @param members Who the ranks are.
 * @param timeout How long a rank may give no sign while others wait for it, in seconds.
 */
export function watching(calls: Calls, members: readonly Member[], timeout: number): Watch {
  const { rank, size } = calls, before = (rank + size - 1) % size, after = (rank + 1) % size;
  const others = Array.from({ length: size }, (_, i) => i).filter((i) => i !== rank);
  const into = new Uint8Array(LONGEST_MESSAGE), stopped = new Set<number>();
  let posts: Started[] = [], signed = 0, heard = performance.now(), looked = 0, pried = 0;
  let broken: Error | undefined, lost: number | undefined, left = false;

  const post = (text: string, to: number, tag: number): void => {
    const bytes = new Uint8Array(LONGEST_MESSAGE);
    bytes.set(new TextEncoder().encode(text).subarray(0, LONGEST_MESSAGE - 1));
    posts.push(calls.post(tag === ALIVE ? bytes.subarray(0, 1) : bytes, to, tag));
  };
  const sign = (now: number): void => {
    if (now - signed < BETWEEN_SIGNS) return;
    signed = now;
    posts = posts.filter((started) => !calls.isDone(started));
    // One that is stopped takes nothing in: what it was told already is enough.
    if (posts.length < 64) post("", after, ALIVE);
  };
  const listen = (now: number): void => {
    while (calls.taken(before, ALIVE, into)) heard = now;
    for (const from of others) {
      if (broken === undefined && calls.taken(from, FAILED, into)) {
        const text = textIn(into), named = Number(text.match(/^rank (\d+)/)?.[1] ?? from);
        broken = new Error(`Cannot go on as all ranks must: got ${text}`);
        lost = named < size ? named : from;
      }
      left ||= calls.taken(from, LEFT, into);
    }
  };
  const fail = (text: string): void => {
    broken ??= new Error(`Cannot go on as all ranks must: got ${text}`);
    for (const to of others) post(text, to, FAILED);
  };
  const give = (rank: number, text: string): never => {
    lost = rank;
    fail(text);
    throw broken;
  };
  const named = (i: number): string => {
    const { pid, host } = members[i] ?? { pid: "unknown", host: "an unknown machine" };
    return `rank ${i} (process ${pid} on ${host})`;
  };
  // While it does other things than to wait.
  const timer = setInterval(() => {
    const now = performance.now();
    sign(now);
    listen(now);
  }, BETWEEN_SIGNS);
  Deno.unrefTimer(timer);
  return {
    look(waited) {
      const now = performance.now();
      if (now - looked < BETWEEN_LOOKS) return;
      // Nobody could be heard while this rank was busy.
      if (now - looked > BETWEEN_SIGNS) heard = Math.max(heard, now - BETWEEN_SIGNS);
      looked = now;
      sign(now);
      listen(now);
      if (broken !== undefined) throw broken;
      if (waited > PATIENCE && now - pried > (stopped.size > 0 ? AGAIN : BETWEEN_SIGNS)) {
        pried = now;
        for (const i of others.filter((i) => members[i] !== undefined && members[i].host === members[rank]!.host)) {
          const why = silence(members[i]!.pid);
          // A machine that wakes up lets one go on after the other: who is stopped is looked at twice.
          const isNew = why === STOPPED && !stopped.has(i);
          if (why === STOPPED) stopped.add(i);
          else stopped.delete(i);
          if (why !== undefined && !isNew) give(i, `${named(i)} that ${why}.`);
        }
      }
      if (Math.min(waited, now - heard) < timeout * 1000) return;
      give(
        before,
        `${named(before)} ${SILENT} for ${timeout} s. RAPTOR_TIMEOUT=${2 * timeout} waits longer.`,
      );
    },
    get broken() {
      return broken;
    },
    get lost() {
      return lost;
    },
    get cut() {
      const far = lost !== undefined && members[lost]?.host !== members[rank]?.host;
      return far && broken !== undefined && broken.message.includes(SILENT);
    },
    fail,
    leave: () => others.forEach((to) => post("", to, LEFT)),
    get left() {
      listen(performance.now());
      return left;
    },
    end: () => clearInterval(timer),
  };
}

/** What another rank says goes to a terminal. */
function textIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return visible(new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end)));
}
