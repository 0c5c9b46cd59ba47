/** Parts that fail: hooks, losses, gradients and inputs that are no numbers. What was learnt before is saved first. */
import { join } from "node:path";
import {
  adam,
  arrays,
  cpu,
  type Event,
  loadCheckpoint,
  type Loss,
  meanSquaredError,
  mlp,
  runner,
  tf,
} from "../../mod.ts";
import { checkpointsOf, mustBeWhole, newestState } from "./folder.ts";
import { straightRun } from "./recover.ts";
import { sentence } from "./sentence.ts";
import { attempt, type Kind, must } from "./tally.ts";

/** Hooks that throw, and numbers that are none. */
export const parts: Kind = {
  name: "failing hooks, numbers that are none",
  async run({ long, folder }, tally) {
    const { state } = await straightRun(), work = join(folder, "work");
    const anew = () => Deno.remove(work, { recursive: true }).catch(() => {});
    const failing = (type: Event["type"], count: number, what: unknown) => {
      let seen = 0;
      return (event: Event) => {
        if (event.type === type && ++seen === count) throw what;
      };
    };
    const events: readonly [Event["type"], number][] = [
      ["start", 1],
      ["step", 1],
      ["step", 6],
      ["report", 3],
      ["epoch", 2],
      ["val", 1],
      ["scores", 2],
      ["end", 1],
    ];
    for (const [type, count] of events) {
      for (const what of [new Error("the hook's own reason"), "a text", null]) {
        if (!long && what === null && type !== "step") continue;
        await attempt(tally, `a hook throws ${what} at ${type} ${count}`, async () => {
          await anew();
          const second = () => {
            throw new Error("a later reason");
          };
          const late = (event: Event) => event.type === "error" ? second() : undefined;
          const error = await thrown(() =>
            sentence(work).hook(failing(type, count, what)).hook(late).train({ epochs: 4 })
          );
          must(!`${error}`.includes("a later reason"), `the first reason was lost: ${error}`);
          if (what instanceof Error) must(`${error}`.includes(what.message), `the reason was lost: ${error}`);
          await mustBeWhole(work);
          if (type === "step") must((await checkpointsOf(work)).length > 0, "what was learnt was not saved");
          await sentence(work).train({ epochs: 4, resume: true });
          must(await newestState(work) === state, "the next run came to other numbers");
        });
      }
    }
    const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]), y = x.map(([a]) => [a! * 2]);
    const chain = (
      data: { x: number[][]; y: number[][] },
      loss: Loss<tf.Tensor, tf.Tensor> = meanSquaredError() as never,
    ) =>
      runner({ workDir: work, log: false, interrupt: false })
        .model(mlp({ sizes: [2, 1] })).data(arrays({ ...data, batchSize: 4 })).loss(loss as never)
        .optimizer(adam({ lr: 0.01 })).engine(cpu());
    for (const bad of long ? [NaN, Infinity, -Infinity] : [NaN, Infinity]) {
      const spoiled = (rows: number[][]) => rows.map((row, i) => i === 9 ? row.map(() => bad) : row);
      const cases: Record<string, () => ReturnType<typeof chain>> = {
        "inputs": () => chain({ x: spoiled(x), y }),
        "targets": () => chain({ x, y: spoiled(y) }),
        "a loss": () =>
          chain({ x, y }, ((p: tf.Tensor, t: tf.Tensor) => tf.mul(tf.mean(tf.squaredDifference(p, t)), bad)) as never),
      };
      for (const [name, make] of Object.entries(cases)) {
        await attempt(tally, `${name} of ${bad}`, async () => {
          await anew();
          const error = await thrown(() => make().train({ epochs: 3 }));
          must(error instanceof RangeError && /^Cannot [a-z].*finite/.test(error.message), `it said: ${error}`);
          await mustBeFinite(work);
        });
      }
    }
  },
};

async function thrown(call: () => Promise<unknown>): Promise<unknown> {
  let error: unknown;
  const done = await call().then(() => true, (reason) => (error = reason, false));
  must(!done, "the run went on as if nothing were");
  return error;
}

async function mustBeFinite(work: string): Promise<void> {
  for (const name of await checkpointsOf(work)) {
    const { weights, slots } = await loadCheckpoint(join(work, name));
    for (const [key, { data }] of Object.entries({ ...weights, ...slots })) {
      must([...data].every(Number.isFinite), `${name} holds ${key} with numbers that are not finite`);
    }
  }
}
