/**
 * What the training loop does: it does the work and says what happened. It knows no hook and no file.
 *
 * Downwards: a step; now and then read the losses; at the end of an epoch tell, validate; end.
 */
import { tf } from "../../tf.ts";
import { breather } from "../../breathe.ts";
import type { Event, Position } from "../../hook.ts";
import type { Moment } from "../../optimizer.ts";
import type { Progress } from "../../snapshot.ts";
import { mixSeed } from "../../tensors/random.ts";
import { weight } from "../../tensors/weight.ts";
import { BEGINNING, beginning } from "../beginning.ts";
import { freezing } from "../freezing.ts";
import type { Sums } from "../pending.ts";
import { reportsOf } from "../reports.ts";
import { requireFinite } from "../require_finite.ts";
import type { Plan } from "../plan.ts";
import { publish } from "../publish.ts";
import { renewed } from "../renewed.ts";
import { restoreLearning, takeSnapshot } from "../snapshot.ts";
import { judgedPasses } from "../judged_passes.ts";
import { makeJudgingStep } from "../judging_step.ts";
import { courseOf } from "../course.ts";
import { heldSlots } from "../held_slots.ts";
import { optimizerOf } from "../sharded.ts";
import { exhibition } from "../exhibition.ts";
import { markedWeights } from "../marked.ts";
import { makeSharedStep, type StepLosses } from "../step.ts";
import type { Watch } from "../updating.ts";
import { rest, samplesDone, samplesSeen } from "../rest.ts";
import { noBatches, timeUp } from "../endings.ts";
import { requireBegin, requireShares, timetableOf } from "../timetable.ts";
import { tallyOf } from "../tally.ts";
import { countOf, leads, talliedBy, teamOf } from "../team.ts";
import { timed } from "../timed.ts";
import { validation, withTraining } from "../validation.ts";
import { judgedAgain, judgedSpan } from "../verdicts.ts";

/**
 * Runs it, as `loop` does.
 *
 * @param plan What to train, and how.
 *
 * @example See {@linkcode loop} of mod.ts, and `tests/training/loop_test.ts`.
 */
export async function* runLoop<X, P, Y, N extends string>(
  plan: Plan<X, P, Y, N>,
): AsyncGenerator<Event<N>, void, void> {
  const { model, data, seed, length, from } = plan, team = plan.ranks && teamOf(plan.ranks.group, plan.stopped);
  const stopped = team?.stopped ?? plan.stopped;
  const optimizer = optimizerOf(plan);
  const told = { ...plan.settings && { settings: plan.settings } };

  // The state of the loop; a snapshot holds the same.
  const before = from?.progress ?? BEGINNING;
  let { step, epoch, batch, scores, judged } = before;
  let samples = await samplesDone(data, from?.progress), seen = samplesSeen(data, from?.progress, samples);
  const { steps, shift, ...course } = courseOf(data, length, { step, epoch, batch, samples, seen });
  let { batches } = course, span = judgedSpan(course.span, plan, before.verdicts);
  const inEpochs = length.epochs !== undefined, inSteps = length.steps !== undefined;
  const { complete, late, marks, judges: judgesAt } = timetableOf(length, plan.valEvery, plan.valBegin ?? 0);
  requireShares(plan.valEvery, data.name, batches);
  const reportEvery = [plan.reportEvery].flat();
  // Time goes on while a run that was resumed lasts; it is looked at once a step, so that all agree on it.
  let { seconds = 0 } = before;
  const began = performance.now() - seconds * 1000;

  if (from !== undefined) restoreLearning(from, model);
  const sharing = plan.ranks?.sharesWeights ? await import("../shared_run.ts") : undefined;
  const shards = await sharing?.sharedOut(plan, team, optimizer), { params } = shards ?? model;
  const slots = optimizer.init(params);
  const together = shards && sharing!.sharedRun({ optimizer, slots, shards, team: team!, from });
  const held = together?.held ?? heldSlots({ optimizer, slots, params, team, wire: plan.ranks?.wire });
  const skip = plan.nonFinite === "skip" || optimizer.scale !== undefined, reports = reportsOf(before, plan.recent);
  const breathe = breather();
  // Whether a step has begun that is not done, and what it has told.
  let torn = false, sums: Sums | undefined;
  const leftOut = skip ? weight([], before.skipped ?? 0, { trainable: false }) : undefined;
  const watch: Watch = { see: (each, weights) => void (sums = { sums: each, weights }), ...leftOut && { leftOut } };
  const { tracing, shows } = plan, exhibit = shows && exhibition(shows, model.params);
  const looked = { ...exhibit && { show: exhibit }, ...tracing && { tracing }, ...shards && sharing!.asTheyCome(plan) };
  const tally = plan.tallied ? tallyOf(plan.metrics, from?.tally, leads(team)) : undefined;
  const ranks = team && { ...plan.ranks!, whole: team.whole, odd: team.odd };
  const { ranks: _, ...parts } = { ...plan, optimizer, slots, ...skip && { watch }, ...tally && { tally }, ...looked };
  const learn = makeSharedStep({ ...parts, ...ranks && { ranks } }, shards);
  const examine = makeJudgingStep({ ...plan, ...looked }), passes = judgedPasses(data, "val");
  const memory = together?.memory ?? markedWeights(params, from?.marked);
  const moment = (step: number): Moment => ({ step: step + shift, ...shift !== 0 && { updates: step }, ...span });

  const position = (): Position => {
    // After the last batch of an epoch `epoch` counts it, and `batch` is 0 again.
    const counted = batch > 0 || step === 0 ? epoch + 1 : epoch;
    return { epoch: counted, epochs: length.epochs, step, steps, samples: seen, batch, batches };
  };
  /** In a run of steps nothing happens at the end of an epoch, so that after its last batch it is over. */
  const reached = () =>
    inSteps && batch === batches ? { epoch: epoch + 1, batch: 0, samples: 0 } : { epoch, batch, samples };
  const progress = (): Progress => {
    const { recent, skipped } = reports;
    const numbers = { step, ...reached(), seen, seed, scores, judged, recent };
    const { past } = span.verdicts, told = { ...past.length > 0 && { verdicts: past }, ...skipped > 0 && { skipped } };
    return Object.freeze({ ...numbers, ...length.minutes && { seconds }, ...told });
  };
  const readTally = tally && talliedBy(tally, plan.metrics, team) || (() => Promise.resolve({}));
  const snapshot = async () => {
    await reports.settle();
    const elsewhere = await held.whole(), shared = await together?.weights() ?? {};
    const whole = await takeSnapshot({ model, optimizer, slots, elsewhere, shared, ...told }, progress());
    return Object.freeze({ ...whole, ...await memory.read(), ...await readTally() });
  };
  const state = () => ({ progress: progress(), snapshot });
  const place = () => ({ step, epoch, batch, batches, seen, seconds });
  const isOver = () => complete(place()) || late(place());
  const judges = plan.metrics.length > 0 && (passes.length > 0 || tally !== undefined);
  if (judges) requireBegin(plan.valBegin ?? 0, length, from ? undefined : steps && batches && steps / batches);
  const dueToValidate = () => judged !== step && judges && judgesAt(place());
  const ranItsCourse = () => complete(place()) && !dueToValidate();
  /** Moves the weights by what was held back, where the step could not know that it was the last one. */
  const flush = () => {
    if (!isOver()) return;
    torn = true;
    tf.tidy(() => learn.meet(() => optimizer.flush?.(slots, model.params, moment(step - 1))));
    torn = false;
  };
  /** What is done once the run is over, before it is judged for the last time. */
  async function* finish(): AsyncGenerator<Event<N>> {
    flush();
    if (!isOver() || stopped() !== undefined || !optimizer.renews?.(slots, model.params)) return;
    const renewing = { ...plan, optimizer, slots, stopped, ...skip && { nonFinite: "skip" as const } };
    const text = await renewed(renewing, { epoch: reached().epoch, seed }, moment(step - 1));
    if (text !== undefined) yield { type: "note", text };
  }
  async function* report(): AsyncGenerator<Event<N>> {
    await reports.settle();
    const { losses, note } = reports.take();
    if (note !== undefined) yield { type: "note", text: note, level: "warning" };
    if (Object.keys(losses).length > 0) yield { type: "report", ...position(), losses };
  }
  async function* validate(): AsyncGenerator<Event<N>> {
    if (!dueToValidate() || stopped() !== undefined) return;
    const judgement = yield* published(
      validation({ ...plan, stopped }, passes, "val", position(), examine, exhibit, team),
    );
    yield* news();
    if (judgement === undefined) return;
    const told = tally === undefined ? judgement : withTraining(
      judgement,
      plan.metrics,
      await tally.scores(team && ((states) => team.merged(plan.metrics, states))),
    );
    scores = told.scores, judged = step, span = judgedAgain(span, step, scores);
    yield { ...told, ...state(), mark: remember };
    await together?.settleMark();
  }
  /** Remembers what is used, as it is what was judged. */
  const remember = () => {
    const shown = publish(model.params, optimizer, slots);
    memory.mark();
    shown.back();
  };
  /** Judges what is used in place of the weights that learn. */
  async function* published<T>(judging: AsyncGenerator<Event<N>, T, void>): AsyncGenerator<Event<N>, T, void> {
    // The first rank may ask for a snapshot until all are here.
    if (shards !== undefined) await team!.end(false);
    shards?.gatherAll();
    const shown = publish(model.params, optimizer, slots);
    try {
      return yield* judging;
    } finally {
      shown.back();
      shards?.releaseAll();
    }
  }
  function* news(): Generator<Event<N>> {
    for (const text of data.news?.() ?? []) yield { type: "note", text, level: "warning" };
  }
  let sound = step;
  const judgeWeights = async () => {
    if (!skip && sound < step) await requireFinite(params, position());
    sound = step;
  };
  async function* milestone(): AsyncGenerator<Event<N>> {
    yield* report();
    // Whoever takes a snapshot now judges them as well, and knows the last good file.
    yield { type: "epoch", ...position(), ...state() };
    await judgeWeights();
    yield* validate();
  }
  async function* amidst(): AsyncGenerator<Event<N>> {
    yield* report();
    yield* validate();
  }

  async function* endEpoch(): AsyncGenerator<Event<N>> {
    epoch++, batch = 0, samples = 0, batches = data.batches?.train;
    yield* finish();
    if (!inSteps) yield* milestone();
  }

  try {
    await held.begin(from);
    yield freezing(model.params, optimizer)(() => beginning(plan, "train", { step, recent: reports.recent }));
    yield* news();
    for (const text of optimizer.tells?.(model.params) ?? []) yield { type: "note", text };
    // A run that was killed at its end, or while it validated, begins with that.
    if (step > 0 && !inSteps && batch === batches && isOver()) yield* endEpoch();
    else if (step > 0) {
      yield* finish();
      yield* validate();
    }

    while (!isOver() && stopped() === undefined) {
      let cut = false, mark = performance.now();
      const pass = rest(data, { epoch, seed, from: samples, ...team?.share });
      for await (const { batch: given, dataTime } of team?.inStep(pass, countOf(plan)) ?? timed(pass, plan.stopping)) {
        // The hooks of the step before came first.
        tracing?.tell?.("data", performance.now() - 1000 * dataTime, performance.now());
        const lr = optimizer.lr(step + shift, span), rates = optimizer.rates?.(step + shift, span);
        let losses: StepLosses;
        torn = true;
        exhibit?.next("train", step + 1);
        try {
          losses = learn(given, moment(step), mixSeed(seed, "step", step));
        } finally {
          if (exhibit === undefined) tf.dispose([given.x, given.y] as unknown as tf.TensorContainer);
          else exhibit.take(given);
        }
        const size = given.of ?? given.size;
        step++, batch++, samples += size + (given.skipped ?? 0), seen += size, torn = false;
        reports.add(losses, { step, epoch: epoch + 1, batch, lr }, sums);

        const now = performance.now();
        seconds = team ? (before.seconds ?? 0) + team.seconds : (now - began) / 1000;
        tracing?.tell?.("step", mark, now);
        const told = { ...position(), time: (now - mark) / 1000, dataTime, lr, size, progress: progress(), snapshot };
        yield { ...told, type: "step", ...rates && { rates }, ...exhibit?.shown() };
        exhibit?.clear();
        mark = now;
        if (reportEvery.some((every) => (inEpochs ? batch : step) % every === 0)) yield* report();
        await breathe();
        // At its end an epoch is told, and the run judged, below.
        const over = isOver();
        if (inSteps || batch !== batches) {
          if (over) yield* finish();
          const ends = inSteps ? marks(place()) : !inEpochs && over, due = dueToValidate();
          if (ends) yield* milestone();
          else if (due) yield* amidst();
          // What a validation takes is not the time of the next step.
          if (ends || due) mark = performance.now();
        }
        cut = over || stopped() !== undefined;
        if (cut) break;
      }
      yield* news();
      // A batch that was waited for when the run was stopped did not come.
      cut ||= stopped() !== undefined;
      // An epoch that was resumed at its very end has nothing left.
      if (batch === 0 && !cut) throw noBatches(data.name);
      yield* report();
      // Stopped with its last batch, an epoch is done.
      if (cut && batch !== batches) break;
      yield* endEpoch();
    }
    await judgeWeights();
    const ended = ranItsCourse() ? undefined : stopped() ?? (late(place()) ? timeUp(length) : undefined);
    yield { type: "end", ...position(), stopped: ended, ...state() };
    publish(model.params, optimizer, slots).keep();
    const restores = plan.restores?.() === true;
    if (await team?.end(restores) ?? restores) {
      memory.giveBack();
      if (shards === undefined) await team?.agree(params);
    }
    shards?.gatherAll();
  } catch (thrown) {
    const error = team?.named(thrown) ?? thrown;
    // The losses since the last report first. What fails with that as well must not hide the error.
    try {
      yield* report();
    } catch { /* The error is told next. */ }
    // While the state is still there. Within a step some weights may have moved and others not.
    yield { type: "error", error, ...!torn && state() };
    throw error;
  } finally {
    reports.drop();
    exhibit?.clear();
    memory.drop();
    tally?.drop();
    // Of a step that failed after it had told.
    sums?.sums.dispose();
    tf.dispose(slots);
    shards?.dispose();
    leftOut?.dispose();
    for (const made of [learn, examine]) made.release?.();
  }
}
