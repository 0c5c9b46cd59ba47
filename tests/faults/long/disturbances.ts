/** What a long run meets on its way. */
import { join } from "node:path";
import { lastCheckpoint } from "../../../mod.ts";
import { sh } from "../disk.ts";
import { must } from "../tally.ts";
import { processesOf } from "../several.ts";
import { ranksAt, type Running, started, starterAt, tell } from "./running.ts";
import type { LongPlan } from "./long_program.ts";

/** What is there to disturb. */
export interface Scene {
  readonly run: Running;
  readonly plan: LongPlan;
  /** A whole number below so many, by chance. */
  readonly int: (most: number) => number;
  /** The small disk that the folder is on; undefined where none can be mounted. */
  readonly disk: string | undefined;
}

/** A fault. */
export interface Disturbance {
  readonly name: string;
  /** Does it; what it answers is done once the run has ended of it, or gone on. */
  meet(scene: Scene): Promise<(() => Promise<void>) | void> | void;
  /** Whether the run ends of it. */
  readonly ends: boolean;
  /** What the run says of it. */
  readonly says?: RegExp;
  /** Whether it saves where it ends, so that next to nothing is done again. */
  readonly saves?: true;
  /** Whether it takes a disk of its own, which root can mount. */
  readonly needsDisk?: true;
  /** What becomes of the folder before the run goes on; answers the checkpoint that is not whole any more. */
  readonly damage?: (work: string, int: Scene["int"]) => Promise<string | void>;
  /** What the run says where it goes on. */
  readonly resaid?: RegExp;
}

/** How long a machine sleeps, in milliseconds: longer than ranks wait for each other. */
const SLEEP = 30_000;

const all = ({ run }: Scene, signal: Deno.Signal) => processesOf(run.work).forEach((pid) => tell(pid, signal));
const one = ({ run, int }: Scene, signal: Deno.Signal) => void tell(ranksAt(run.work).get(int(2))!, signal);
const killed: Pick<Disturbance, "meet" | "ends"> = { meet: (scene) => all(scene, "SIGKILL"), ends: true };
const newestOf = async (work: string) => (await lastCheckpoint(work))!;
const newestLogs = (work: string) => {
  const names = [...Deno.readDirSync(work)].filter(({ name, isDirectory }) => isDirectory && /^\d{8}_/.test(name));
  return join(work, names.map(({ name }) => name).toSorted().at(-1)!);
};

/** In an order that chance changes. */
export const disturbances: readonly Disturbance[] = [
  { name: "kill -9 of a rank", meet: (scene) => one(scene, "SIGKILL"), ends: true, says: /rank \d/i },
  { name: "kill -9 of all", ...killed },
  { name: "kill -9 of mpirun", meet: ({ run }) => void tell(starterAt(run.work)!, "SIGKILL"), ends: true },
  {
    name: "SIGTERM",
    meet: ({ run }) => void tell(run.launch.pid, "SIGTERM"),
    ...{ ends: true, saves: true, says: /"stopped":"interrupted"/ },
  },
  {
    // A terminal hands it to what it started; mpirun puts the ranks into groups of their own.
    name: "Ctrl-C",
    meet: ({ run }) => {
      const starter = starterAt(run.work)!;
      tell(run.launch.pid, "SIGINT");
      tell(starter, "SIGINT");
    },
    ...{ ends: true, saves: true, says: /"stopped":"interrupted"/ },
  },
  {
    name: "SIGSTOP of a rank",
    meet: (scene) => one(scene, "SIGSTOP"),
    ends: true,
    says: /rank \d .* that was stopped/,
  },
  {
    name: "a sleep of all",
    async meet(scene) {
      all(scene, "SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, SLEEP));
      all(scene, "SIGCONT");
    },
    ends: false,
  },
  {
    name: "a full disk",
    async meet({ disk }) {
      await sh(`dd if=/dev/zero of='${disk}/filler' bs=4k 2> /dev/null || true`);
      return () => Deno.remove(`${disk}/filler`);
    },
    ...{ ends: true, says: /Cannot write|No space left/, needsDisk: true },
  },
  {
    name: "no inode left",
    async meet({ disk }) {
      await sh(`mount -o remount,nr_inodes=$(df --output=iused '${disk}' | tail -1 | tr -d ' ') '${disk}'`);
      return () => sh(`mount -o remount,nr_inodes=99999 '${disk}'`);
    },
    ...{ ends: true, says: /Cannot write|No space left/, needsDisk: true },
  },
  {
    name: "kill -9 of all, and a bit of the newest checkpoint",
    ...killed,
    async damage(work, int) {
      const path = await newestOf(work), bytes = await Deno.readFile(path);
      bytes[int(bytes.length)]! ^= 1 << int(8);
      await Deno.writeFile(path, bytes);
      return path;
    },
    resaid: /Taking /,
  },
  {
    name: "kill -9 of all, and half of the newest checkpoint",
    ...killed,
    async damage(work, int) {
      const path = await newestOf(work);
      await Deno.truncate(path, int(200_000));
      return path;
    },
    resaid: /Taking /,
  },
  {
    name: "kill -9 of all, and last_checkpoint is gone",
    ...killed,
    damage: (work) => Deno.remove(join(work, "last_checkpoint")),
  },
  {
    name: "the files of the log are removed",
    async meet({ run }) {
      const logs = newestLogs(run.work);
      await sh(`rm -f '${logs}'/*.log '${logs}'/vis_data/* '${run.work}/table.csv' '${run.work}'/events/*`);
    },
    ends: false,
  },
  {
    name: "the folder of the log is removed",
    meet: async ({ run }) => await Deno.remove(newestLogs(run.work), { recursive: true }),
    ...{ ends: false, says: /The run goes on without it/ },
  },
  {
    name: "a second run in the folder",
    async meet({ run, plan }) {
      const second = started(run.work, plan);
      must(await second.ended !== 0, "the second run was let in");
      must(
        /one run at a time may write there/.test(second.said()),
        `the second run said: ${second.said().slice(-500)}`,
      );
    },
    ends: false,
  },
  {
    name: "a hook that throws",
    meet: ({ run }) => void tell(ranksAt(run.work).get(0)!, "SIGUSR1"),
    ...{ ends: true, saves: true, says: /a hook was told to throw/ },
  },
];
