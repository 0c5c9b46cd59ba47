/** A step of one's own: what it works with, and what its updates do. */
// What the parts take and predict is known where the step is written: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Batch } from "../dataset.ts";
import type { EngineInfo } from "../engine.ts";
import type { Mode, Model, Params } from "../model.ts";
import type { Moment } from "../optimizer.ts";
import type { LossAnswer, StepContext, TrainStep, Update, UpdateOptions } from "../step.ts";
import type { Tracing } from "../shown.ts";
import { mixSeed } from "../tensors/random.ts";
import { tf } from "../tf.ts";
import { differentiate, slopesOf } from "./differentiate.ts";
import type { Show } from "./exhibition.ts";
import type { Pass } from "./loss_pass.ts";
import type { Together } from "./together.ts";
import { namedScalars } from "./total_loss.ts";
import type { Updates } from "./updating.ts";

/** What a step of one's own is made of. */
export interface OwnParts<X, P, Y> {
  readonly model: Model<X, P>;
  readonly step: TrainStep<any, X, P, Y>;
  /** The weights that learn, each by its first name. */
  readonly learned: Params;
  readonly watched: boolean;
  /** By what losses are multiplied before they are differentiated. Default by nothing. */
  readonly scale?: tf.Variable | undefined;
  readonly show?: Show | undefined;
  readonly tracing?: Tracing | undefined;
  /** The other ranks, where there are some. */
  readonly together?: Together | undefined;
  readonly engine: Pick<EngineInfo, "onLayer"> | undefined;
}

/**
 * Makes a step of a function.
 *
 * @example See {@linkcode makeStep}.
 */
export function ownPass<X, P, Y>(given: OwnParts<X, P, Y>): Pass<X, Y> {
  return (updates, batch, moment, seed) => {
    const told = namedScalars(given.step(contextOf(given, updates, batch, moment, seed)), "a step");
    return given.together?.logged(told) ?? told;
  };
}

function contextOf<X, P, Y>(
  { model, learned, watched, scale, show, tracing, together, engine }: OwnParts<X, P, Y>,
  updates: Updates,
  batch: Batch<X, Y>,
  moment: Moment,
  seed: number,
): StepContext<any, X, P, Y> {
  const { parts = {} } = model;
  const heard = engine?.onLayer && { onLayer: engine.onLayer };
  let draws = 0;
  const runner = (of: Model<any, any>) => {
    let runs = 0;
    return (x: any, mode: Partial<Mode> = {}) => {
      const own = runs++ === 0 ? seed : mixSeed(seed, "run", runs);
      const prediction = of.forward(x, { training: true, seed: own, moment, ...heard, ...mode });
      if (of === model && show?.prediction) show.see({ prediction });
      return prediction;
    };
  };
  const update = (...given: [() => LossAnswer] | [string | readonly string[], () => LossAnswer, UpdateOptions?]) => {
    const [part, loss, { count: counted } = {}] = typeof given[0] === "function"
      ? [undefined, given[0]]
      : given as [string | readonly string[], () => LossAnswer, UpdateOptions?];
    const chosen = part === undefined ? undefined : [part].flat();
    const weights = chosen === undefined ? learned : weightsOf(model.name, learned, chosen);
    const penalty = chosen === undefined && model.penalty ? { penalty: () => model.penalty!() } : {};
    let said: LossAnswer;
    const about = chosen === undefined ? model.name : `${chosen.join(" and ")} of ${model.name}`;
    const answer = () => said = loss();
    const { share, count } = counted === undefined
      ? { share: together?.share, count: together?.count ?? batch.size }
      : together?.weigh(counted) ?? { share: undefined, count: counted };
    const own = slopesOf(
      differentiate({ model: about, weights, watched, loss: answer, scale, share, tracing, ...penalty }),
    );
    const slopes = together?.slopes(own, share!) ?? own;
    updates.apply(slopes, count);
    // What the loss has answered is gone with its tape; these are the same numbers.
    const { loss: total, parts } = slopes;
    if (said! instanceof tf.Tensor) return total;
    return Object.fromEntries(Object.keys(said!).map((name) => [name, name === "loss" ? total : parts[name]!]));
  };
  return Object.freeze({
    batch,
    model: runner(model),
    parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, runner(part)])),
    update: update as Update<any>,
    step: moment.updates ?? moment.step,
    seed: () => mixSeed(seed, "draw", draws++),
  });
}

function weightsOf(model: string, learned: Params, parts: readonly string[]): Params {
  const own = Object.entries(learned).filter(([name]) => parts.some((part) => name.startsWith(`${part}/`)));
  if (own.length > 0) return Object.fromEntries(own);
  const known = [...new Set(Object.keys(learned).map((name) => name.split("/")[0]))];
  throw new TypeError(
    `Cannot update ${
      parts.join(" and ")
    } as a part must have weights that learn: got none in ${model}, whose parts are ${known.join(", ")}.`,
  );
}
