/** A long run of two ranks with a fault every so often, which goes on from its checkpoints, beside one that nothing disturbs. */
import { join } from "node:path";
import { generator, loadCheckpoint } from "../../../mod.ts";
import { canMount, mounted, sh } from "../disk.ts";
import { checkpointsOf, stateOf } from "../folder.ts";
import { mustHaveWholeLines } from "../logs.ts";
import { processesOf } from "../several.ts";
import { must, sentenceIn } from "../tally.ts";
import { type Disturbance, disturbances, type Scene } from "./disturbances.ts";
import type { LongPlan } from "./long_program.ts";
import { type Running, started, tell } from "./running.ts";

/** How long, how often, on what. */
export interface LongOptions {
  /** How long faults come. */
  readonly minutes: number;
  /** Seconds from one to the next, on the average. */
  readonly every: number;
  readonly seed: number;
  readonly data: Pick<LongPlan, "dataDir" | "samples" | "judged">;
  /** Empty; what it holds is left there. */
  readonly folder: string;
  /** Is told of each fault, as of what comes of it. */
  readonly tell: (line: object) => void;
}

/** What came of a fault. */
export interface Met {
  readonly fault: string;
  /** Seconds from the beginning. */
  readonly at: number;
  /** The last step that was reported before it. */
  readonly step: number;
  /** Seconds until all processes were gone, or until the next report of a run that goes on. */
  readonly after: number;
  /** The exit code of a run that ended. */
  readonly code?: number;
  /** The step of the checkpoint that it goes on from. */
  readonly from?: number;
  /** What it said, where it ended. */
  readonly said?: string;
  /** What is wrong with that; undefined where all is as it must be. */
  readonly lost?: string;
}

/** How a long run ended. */
export interface LongEnd {
  readonly faults: number;
  readonly survived: number;
  readonly epochs: number;
  readonly steps: number;
  /** Steps that were done again. */
  readonly again: number;
  /** How often the run that nothing disturbs ended by itself, and went on. */
  readonly halts: number;
  /** Per cent, of the run and of the one that nothing disturbed. */
  readonly accuracy: readonly [disturbed: number, straight: number];
  /** Whether weights, slots and progress are equal bit for bit. */
  readonly equal: boolean;
  readonly lost: readonly string[];
}

/** More than any run comes to. */
const MANY = 100_000;

/** What comes of a fault must have come in this time, in seconds; those in which this process was stopped with all others are not counted. */
const MOST = 200;

/** How often the run that nothing disturbs may end by itself, as on a machine that is stopped now and then. */
const MOST_HALTS = 99;

/** How often a part may be started that does not come to its first report, or its end. */
const MOST_STARTS = 5;

/** Seconds between checkpoints. */
const SAVED = 15;

/** Makes it. */
export async function longRun(options: LongOptions): Promise<LongEnd> {
  const { minutes, every, seed, data, folder } = options, next = generator(seed);
  const int = (most: number) => Math.floor(next() * most), seconds = () => (performance.now() - began) / 1000;
  const place = join(folder, "disk"), beside = join(folder, "straight"), lost: string[] = [];
  await Deno.mkdir(place);
  const disk = await canMount(place) ? place : undefined;
  await using _ = disk === undefined ? undefined : await mounted(disk, "-t tmpfs -o size=600m,nr_inodes=99999 tmpfs");
  const work = join(place, "work"), plan: LongPlan = { ...data, epochs: MANY, every: Math.min(SAVED, every / 4) };
  const began = performance.now();
  let straight = started(beside, { ...data, epochs: MANY }), over = false, halts = 0;
  // Nothing is done to it; where the machine itself has ended it, it goes on as well.
  const goingOn = (async () => {
    while (await straight.ended, !over) {
      options.tell({ at: round(seconds()), beside: `ended by itself: ${sentenceIn(straight.said())}` });
      halts++;
      straight = started(beside, { ...data, epochs: MANY });
    }
  })();
  const bag: Disturbance[] = [];
  const drawn = (): Disturbance => {
    if (bag.length === 0) bag.push(...disturbances.filter(({ needsDisk }) => !needsDisk || disk !== undefined));
    return bag.splice(int(bag.length), 1)[0]!;
  };
  const spoiled = new Set<string>();
  let faults = 0, survived = 0, again = 0, starts = 0, wanted: RegExp | undefined, run: Running;
  const lose = (what: string) => {
    lost.push(what);
    options.tell({ at: round(seconds()), lost: what });
  };
  try {
    for (let due = every * (0.5 + next());;) {
      const back = seconds();
      run = started(work, plan);
      if (!await run.reported(0)) {
        lose(`it did not go on: ${run.said().slice(-2000)}`);
        must(++starts < MOST_STARTS, `it did not go on, ${starts} times`);
        continue;
      }
      starts = 0;
      options.tell({ at: round(seconds()), goesOn: round(seconds() - back) });
      if (wanted !== undefined && !wanted.test(run.said())) {
        survived--;
        lose(`it went on without a word: ${run.said().slice(0, 600)}`);
      }
      wanted = undefined;
      while (due < minutes * 60 && seconds() < minutes * 60) {
        if (!await going(run, 1000 * (due - seconds()))) {
          lose(`it ended by itself: ${sentenceIn(run.said())}`);
          break;
        }
        due += every * (0.5 + next());
        const disturbance = drawn();
        const met = await meeting(disturbance, { run, plan, int, disk }, { seconds, spoiled });
        faults++, wanted = disturbance.resaid;
        again += met.from === undefined ? 0 : Math.max(0, met.step - met.from);
        if (met.lost === undefined) survived++;
        else lost.push(`${met.fault}: ${met.lost}`);
        options.tell(met);
        if (met.code !== undefined) break;
      }
      if (Math.max(due, seconds()) >= minutes * 60 && await going(run, 0)) break;
    }
    tell(run.launch.pid, "SIGTERM");
    await run.ended;
    const epochs = Math.floor((await furthest(work)).epoch) + 1;
    for (let last = started(work, { ...plan, epochs }); await last.ended !== 0;) {
      lose(`the last part ended badly: ${last.said().slice(-2000)}`);
      must(++starts < MOST_STARTS, `the last part ended badly, ${starts} times`);
      last = started(work, { ...plan, epochs });
    }
    options.tell({ at: round(seconds()), epochs, waits: "for the run that nothing disturbs" });
    while (await accuracyAt(beside, epochs) === undefined) {
      must(halts < MOST_HALTS, `the run that nothing disturbs ended ${halts} times: ${straight.said().slice(-2000)}`);
      await timer(1000);
    }
    const file = `epoch_${epochs}.safetensors`, ends = [join(work, file), join(beside, file)] as const;
    const states = [await stateOf(ends[0]), await stateOf(ends[1])];
    const accuracy = [(await accuracyAt(work, epochs))!, (await accuracyAt(beside, epochs))!] as const;
    const { progress: { step: steps } } = await loadCheckpoint(ends[0]);
    return { faults, survived, epochs, steps, again, halts, accuracy, equal: states[0] === states[1], lost };
  } catch (error) {
    // The disk goes with this: what can be compared by hand is kept.
    await sh(`cp -r '${work}' '${join(folder, "left")}' || true`);
    throw error;
  } finally {
    over = true;
    tell(straight.launch.pid, "SIGTERM");
    await goingOn;
    for (const pid of processesOf(work)) tell(pid, "SIGKILL");
  }
}

/** Lets a run meet a fault, and judges what comes of it. */
async function meeting(
  { name, meet, ends, says, saves, damage }: Disturbance,
  scene: Scene,
  { seconds, spoiled }: { readonly seconds: () => number; readonly spoiled: Set<string> },
): Promise<Met> {
  const { run, int } = scene, { work } = run, step = stepOf(run.said()), at = seconds(), reports = run.reports();
  let undo: (() => Promise<void>) | void = undefined, code: number | undefined;
  const wrong: string[] = [], check = (holds: boolean, what: string) => holds || wrong.push(what);
  try {
    undo = await meet(scene);
    const over = run.ended.then((code) => ({ code }));
    const seen = ends ? over : Promise.race([over, run.reported(reports + 1).then(() => ({ code: undefined }))]);
    let waits = true;
    const late = async () => {
      for (let i = 0; i < MOST && waits; i++) await timer(1000);
      if (waits) throw new Error(`nothing came of it in ${MOST} s`);
      return { code: undefined };
    };
    try {
      ({ code } = await Promise.race([seen, late()]));
    } finally {
      waits = false;
    }
    check(ends || code === undefined, "it ended");
  } catch (error) {
    wrong.push((error as Error).message);
    for (const pid of processesOf(work)) tell(pid, "SIGKILL");
    code = await run.ended;
  }
  for (let i = 0; code !== undefined && i < 200 && processesOf(work).length > 0; i++) await timer(100);
  const after = seconds() - at;
  await undo?.();
  const met = { fault: name, at: round(at), step, after: round(after) };
  check(says === undefined || says.test(run.said()), "it did not say why");
  if (code === undefined) return { ...met, ...wrong.length > 0 && { lost: wrong.join("; ") } };
  check(processesOf(work).length === 0, "processes are left");
  for (const path of (await checkpointsOf(work)).map((name) => join(work, name))) {
    if (!spoiled.has(path)) await loadCheckpoint(path).catch((error) => wrong.push(error.message));
  }
  await mustHaveWholeLines(work).catch((error) => wrong.push(error.message));
  const said = run.said(), found = (await furthest(work)).step;
  check(!saves || found >= step, `it did not save: it was at ${step}, the newest is of ${found}`);
  const spoilt = await damage?.(work, int);
  if (spoilt !== undefined) spoiled.add(spoilt);
  const from = (await furthest(work)).step;
  return { ...met, code, from, said: tail(said), ...wrong.length > 0 && { lost: wrong.join("; ") } };
}

/** Where the furthest checkpoint that is whole stands. */
async function furthest(work: string): Promise<{ readonly step: number; readonly epoch: number }> {
  let best = { step: 0, epoch: 0 };
  for (const name of await checkpointsOf(work)) {
    const found = await loadCheckpoint(join(work, name)).catch(() => undefined);
    if (found !== undefined && found.progress.step >= best.step) best = found.progress;
  }
  return best;
}

/** The step of the last report, which is told every so many. */
function stepOf(said: string): number {
  const [, epoch, batch, batches] = [...said.matchAll(/Epoch\(train\)\s+\[(\d+)\]\s*\[\s*(\d+)\/(\d+)\]/g)].at(-1) ??
    [];
  return epoch === undefined ? 0 : (Number(epoch) - 1) * Number(batches) + Number(batch);
}

/** What a run was judged by after an epoch, by its log. */
async function accuracyAt(work: string, epoch: number): Promise<number | undefined> {
  for await (const { name, isDirectory } of Deno.readDir(work)) {
    if (!isDirectory) continue;
    const text = await Deno.readTextFile(join(work, name, "vis_data", "scalars.json")).catch(() => "");
    for (const line of text.split("\n").slice(0, -1)) {
      const entry = JSON.parse(line) as Record<string, number>;
      if (entry["accuracy"] !== undefined && entry["step"] === epoch) return entry["accuracy"];
    }
  }
  return undefined;
}

/** Whether a run goes on for so many milliseconds. */
async function going(run: Running, ms: number): Promise<boolean> {
  const wait = timer(Math.max(0, ms));
  const goes = await Promise.race([run.ended.then(() => false), wait.then(() => true)]);
  wait.stop();
  return goes;
}

function timer(ms: number): Promise<void> & { stop(): void } {
  let id: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => id = setTimeout(resolve, ms));
  return Object.assign(wait, { stop: () => clearTimeout(id) });
}

/** The first words by which a run says why it ended. */
function tail(said: string): string {
  const end = said.slice(Math.max(0, said.lastIndexOf("Epoch(train)"))).split("\n").slice(1).join("\n");
  return sentenceIn(end);
}

const round = (seconds: number) => Math.round(seconds * 10) / 10;
