/**
 * The training loop: it does the work and says what happened. It knows no hook and no file.
 *
 * Downwards: a step; now and then read the losses; at the end of an epoch tell, validate; end.
 */
import { tf } from "../tf.ts";
import type { Event, Position } from "../hook.ts";
import type { Progress } from "../snapshot.ts";
import { listed } from "../tensors/non_finite.ts";
import { mixSeed } from "../tensors/random.ts";
import { breather } from "./breathe.ts";
import { type Pending, pendingLosses, type Sums } from "./pending.ts";
import type { Plan } from "./plan.ts";
import { countTrainable } from "./count.ts";
import { restoreSlots, restoreWeights, takeSnapshot } from "./snapshot.ts";
import { makeJudgingStep } from "./judging_step.ts";
import { makeStep, type StepLosses, type Watch } from "./step.ts";
import { rest } from "./rest.ts";
import { timed } from "./timed.ts";
import { validation } from "./validation.ts";

/**
 * Trains a model, and yields what happens as it goes. Whoever reads it may end it early by answering `plan.stopped`.
 *
 * @param plan What to train, and how.
 * @throws {RangeError} If an epoch has no batches, or a loss or a gradient is not finite and such steps are not left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, crossEntropy, initialize, loop, mlp, sgd, tf } from "jsr:@raptor/raptor";
 *
 * const engine = await cpu().open();
 * const model = mlp({ sizes: [2, 2] });
 * initialize(model);
 * const data = {
 *   name: "two",
 *   *train() {
 *     yield { x: tf.tensor2d([[0, 1], [1, 0]]), y: tf.tensor1d([0, 1], "int32"), size: 2 };
 *   },
 * };
 * const plan = {
 *   ...{ model, data, engine, loss: crossEntropy(), optimizer: sgd({ lr: 0.1 }), metrics: [], seed: 0 },
 *   ...{ length: { epochs: 1 }, valEvery: 1, reportEvery: 1, stopped: () => undefined },
 * };
 * const said: string[] = [];
 * for await (const event of loop(plan)) said.push(event.type);
 * assertEquals(said, ["start", "step", "report", "epoch", "end"]);
 * ```
 */
export async function* loop<X, P, Y, N extends string>(plan: Plan<X, P, Y, N>): AsyncGenerator<Event<N>, void, void> {
  const { model, data, loss, optimizer, seed, length, from, stopped } = plan;
  const told = { ...plan.settings && { settings: plan.settings } };
  const steps = length.steps ?? times(length.epochs, data.batches?.train);
  const span = { steps: steps ?? Infinity, stepsPerEpoch: data.batches?.train ?? Infinity };

  // The state of the loop; a snapshot holds the same.
  let { step, epoch, batch, samples, scores, judged, recent } = from?.progress ?? BEGINNING;
  let skipped = from?.progress.skipped ?? 0;

  if (from !== undefined) restoreWeights(from, model);
  const slots = optimizer.init(model.params);
  const skip = plan.nonFinite === "skip", pending = pendingLosses(skip);
  const breathe = breather();
  let sums: Sums | undefined;
  const watch = { skip, see: (...[each, weights]: Parameters<Watch["see"]>) => void (sums = { sums: each, weights }) };
  const learn = makeStep({ model, loss, optimizer, slots, engine: plan.engine, watch });
  const examine = makeJudgingStep(plan);

  const position = (): Position => ({
    // After the last batch of an epoch `epoch` counts it, and `batch` is 0 again.
    ...{ epoch: batch > 0 || step === 0 ? epoch + 1 : epoch, epochs: length.epochs, step, steps },
    ...{ batch, batches: data.batches?.train },
  });
  const state = () => {
    const numbers = { step, epoch, batch, samples, seed, scores, judged, recent };
    const progress: Progress = Object.freeze({ ...numbers, ...skipped > 0 && { skipped } });
    return { progress, snapshot: () => takeSnapshot({ model, optimizer, slots, ...told }, progress) };
  };
  const dueToValidate = () =>
    judged !== step && data.val !== undefined && plan.metrics.length > 0 && stopped() === undefined &&
    (length.epochs === undefined
      ? step % plan.valEvery === 0 || step === length.steps
      : batch === 0 && (epoch % plan.valEvery === 0 || epoch === length.epochs));
  async function* report(): AsyncGenerator<Event<N>> {
    if (pending.size === 0) return;
    const losses = await pending.read();
    if (pending.skipped.length > 0) {
      skipped += pending.skipped.length;
      yield { type: "note", text: left(pending.skipped, skipped) };
    }
    recent = newest(recent, losses);
    if (Object.keys(losses).length > 0) yield { type: "report", ...position(), losses };
  }
  async function* validate(): AsyncGenerator<Event<N>> {
    if (!dueToValidate()) return;
    const judgement = yield* validation(plan, data.val!(), "val", position(), examine);
    yield* news();
    if (judgement === undefined) return;
    scores = judgement.scores, judged = step;
    yield { ...judgement, ...state() };
  }
  function* news(): Generator<Event<N>> {
    for (const text of data.news?.() ?? []) yield { type: "note", text };
  }
  async function* milestone(): AsyncGenerator<Event<N>> {
    yield* report();
    yield { type: "epoch", ...position(), ...state() };
    yield* validate();
  }

  try {
    if (from !== undefined) restoreSlots(from, slots, optimizer.name);
    const names = { model: model.name, dataset: data.name, engine: plan.engine, ...told };
    const { stop } = plan;
    yield {
      ...stop && { stop },
      type: "start",
      task: "train",
      ...names,
      parameters: countTrainable(model.params),
      seed,
      step,
      recent,
    };
    yield* news();
    // A run that was killed while it validated begins with that.
    if (step > 0) yield* validate();

    while (epoch !== length.epochs && step !== length.steps && stopped() === undefined) {
      let cut = false, mark = performance.now();
      for await (const { batch: given, dataTime } of timed(rest(data, { epoch, seed, from: samples }), plan.stopping)) {
        const lr = optimizer.lr(step, span);
        let losses: StepLosses;
        try {
          losses = learn(given, { step, ...span }, mixSeed(seed, "step", step));
        } finally {
          tf.dispose([given.x, given.y] as unknown as tf.TensorContainer);
        }
        step++, batch++, samples += given.size + (given.skipped ?? 0);
        pending.add(losses, { step, epoch: epoch + 1, batch, lr }, sums);

        const now = performance.now();
        yield { type: "step", ...position(), time: (now - mark) / 1000, dataTime, lr, size: given.size };
        mark = now;
        if ((length.steps === undefined ? batch : step) % plan.reportEvery === 0) yield* report();
        await breathe();
        if (length.steps !== undefined && (step % plan.valEvery === 0 || step === length.steps)) {
          yield* milestone();
          // What a validation takes is not the time of the next step.
          mark = performance.now();
        }
        cut = step === length.steps || stopped() !== undefined;
        if (cut) break;
      }
      yield* news();
      // A batch that was waited for when the run was stopped did not come.
      cut ||= stopped() !== undefined;
      // An epoch that was resumed at its very end has nothing left.
      if (batch === 0 && !cut) throw noBatches(data.name);
      yield* report();
      if (cut) break;
      epoch++, batch = 0, samples = 0;
      // Where the dataset tells no length the step could not know that it was the last one.
      if (epoch === length.epochs) {
        tf.tidy(() => optimizer.flush?.(slots, model.params, { step: step - 1, ...span }));
      }
      if (length.epochs !== undefined) yield* milestone();
    }
    yield { type: "end", ...position(), stopped: stopped(), ...state() };
  } finally {
    pending.drop();
    // Of a step that failed after it had told.
    sums?.sums.dispose();
    tf.dispose(slots);
    for (const made of [learn, examine]) made.release?.();
  }
}

const BEGINNING = { step: 0, epoch: 0, batch: 0, samples: 0, scores: {}, judged: 0, recent: {} } satisfies Omit<
  Progress,
  "seed"
>;
const RECENT = 10;

function newest(before: Progress["recent"], losses: Progress["recent"]): Progress["recent"] {
  return Object.fromEntries(
    Object.entries(losses).map(([name, values]) => [name, [...before[name] ?? [], ...values].slice(-RECENT)]),
  );
}

function left(steps: Pending["skipped"], all: number): string {
  const each = steps.slice(-3).map(({ step, of }) => `step ${step} (${listed(of)})`).join(", ");
  return `Left out ${steps.length} of the last steps, ${all} in all, as loss and gradients must be finite: got others in ` +
    `${each}${steps.length > 3 ? " and before" : ""}.`;
}

function times(epochs: number | undefined, batches: number | undefined): number | undefined {
  return epochs === undefined || batches === undefined ? undefined : epochs * batches;
}

function noBatches(name: string): RangeError {
  return new RangeError(
    `Cannot train on ${name} as an epoch needs at least one batch: got none. Is the dataset empty, or batchSize larger than it?`,
  );
}
