/**
 * A run in a process of its own, with a fault in it: `program.ts WORKDIR PLAN`. The plan says at which call of the system, or
 * at which step, what happens. Calls of the system fail as a disk would have them fail; kills are those of the system.
 */
import { type Event, tf } from "../../mod.ts";
import type { Plan } from "./plan.ts";
import { sentence } from "./sentence.ts";

const [workDir, text] = Deno.args as [string, string];
const given: Plan = JSON.parse(text), { call: _call, step: _step, ...spared } = given;
const plan: Plan = given.rank === undefined || given.rank === Number(Deno.env.get("OMPI_COMM_WORLD_RANK"))
  ? given
  : spared;
const kill = (): never => {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("unreachable");
};

/** Wraps a call so that the one of the given number meets the fault. */
function faulty<A extends unknown[], R>(
  call: (this: unknown, ...args: A) => Promise<R>,
  half?: (self: unknown, ...args: A) => void,
) {
  let count = 0;
  return async function (this: unknown, ...args: A): Promise<R> {
    if (++count < (plan.at ?? 0) || count > (plan.at ?? 0) && plan.once === true) return await call.apply(this, args);
    half?.(this, ...args);
    if (plan.error === undefined) kill();
    if (plan.error === "after") {
      await call.apply(this, args);
      kill();
    }
    const Kind = plan.error === "EACCES" ? Deno.errors.PermissionDenied : Error;
    throw Object.assign(new Kind(`${plan.error} was injected`), { code: plan.error });
  };
}

/** Half of what was to be written is on the disk when it goes wrong. */
const writeHalf = (self: unknown, bytes: Uint8Array) =>
  void (self as Deno.FsFile).writeSync(bytes.subarray(0, bytes.length >> 1));
const { prototype } = Deno.FsFile;
if (plan.call === "write") prototype.write = faulty(prototype.write as never, writeHalf as never) as never;
if (plan.call === "sync") prototype.sync = faulty(prototype.sync as never) as never;
if (plan.call === "rename") Deno.rename = faulty(Deno.rename as never) as never;
if (plan.call === "append") {
  const append = Deno.writeTextFileSync;
  let count = 0;
  Deno.writeTextFileSync = (path, line, options) => {
    if (options?.append !== true || ++count !== plan.at) return append(path, line, options);
    // Half of a line is there when it goes wrong.
    append(path, line.slice(0, line.length >> 1), options);
    kill();
  };
}
if (plan.call === "remove") Deno.remove = faulty(Deno.remove as never) as never;

async function atStep(event: Event): Promise<void> {
  if (event.type === "step" && event.step === plan.at && plan.rank === undefined) await meet();
}

/** What a rank says is no number where this is true. */
function withinStep(step: number): boolean {
  // What no memory has room for.
  if (plan.step === "memory" && step === plan.at) tf.dispose(tf.zeros([2 ** 20, 2 ** 20]));
  if (plan.rank === undefined || step !== plan.at) return false;
  console.log("FAULT");
  if (plan.step === "throw") throw new Error("the rank's own reason");
  if (plan.step !== "nan") void meet();
  return plan.step === "nan";
}

/** The clock of the machine is put forward, or back. */
function jump(ms: number): void {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given: [] | [number]) {
      super(...given.length === 0 ? [Real.now() + ms] as const : given);
    }
    static override now = () => Real.now() + ms;
  } as DateConstructor;
}

async function meet(): Promise<void> {
  if (plan.step === "kill") kill();
  if (plan.step === "exit") Deno.exit(9);
  if (plan.step === "throw") throw new Error("the hook's own reason");
  if (plan.step === "removeFolder") await Deno.remove(workDir, { recursive: true });
  if (plan.step === "signal" || plan.step === "signals") Deno.kill(Deno.pid, plan.signal as Deno.Signal);
  if (plan.step === "signals") Deno.kill(Deno.pid, plan.signal as Deno.Signal);
  if (plan.step === "clock") jump(plan.ms!);
  if (plan.step === "nan") lossIsNaN = true;
  if (plan.step === "wait") {
    console.log("WAITING");
    const until = Date.now() + plan.ms!;
    while (Date.now() < until && !await there(`${workDir}.go`)) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether somebody has put a file there, which ends a wait before its time. */
const there = (path: string) => Deno.stat(path).then(() => true, () => false);

let lossIsNaN = false;
let chain = sentence(workDir, {
  log: { interval: 1, progress: false },
  interrupt: true,
  checkpoint: plan.checkpoint ?? { keep: 2, best: "accuracy" },
  // Hooks are the first rank's alone.
}, { onStep: withinStep })
  .hook(atStep);
if (plan.step === "nan" && plan.rank === undefined) {
  chain = chain.loss((prediction, y) => {
    const loss = tf.mean(tf.losses.softmaxCrossEntropy(tf.oneHot(y as tf.Tensor1D, 2), prediction)) as tf.Scalar;
    return lossIsNaN ? tf.mul(loss, NaN) as tf.Scalar : loss;
  });
}
if (plan.failing) {
  chain = chain.hook((event: Event) => {
    if (event.type === "error") throw new Error("the reason of another hook");
  });
}
const { steps, stopped } = await chain.train({ epochs: plan.epochs ?? 4, resume: plan.resume ?? true });
try {
  console.log("DONE", JSON.stringify({ steps, stopped }));
} catch {
  // The terminal may be what is gone.
}
