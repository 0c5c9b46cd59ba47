/** A run whose weights are shared out over ranks: what it may be made of, and what it reads, saves and remembers together. */
import type { EngineInfo } from "../engine.ts";
import type { Optimizer, Slots } from "../optimizer.ts";
import type { HostTensor, Snapshot } from "../snapshot.ts";
import { distinct } from "../tensors/by_name.ts";
import { readTensors } from "../tensors/read.ts";
import type { tf } from "../tf.ts";
import type { HeldSlots } from "./held_slots.ts";
import { type Marked, markedWeights } from "./marked.ts";
import type { Plan } from "./plan.ts";
import { requireSameWeights } from "./same_weights.ts";
import { type Shards, shardsOf } from "./shards.ts";
import { restoreSlots } from "./snapshot.ts";
import type { Team } from "./team.ts";

/**
 * Shares out the weights of a run, which are then the same on all ranks; undefined where it does not ask for that.
 *
 * @throws {TypeError} If something of the run needs weights, or gradients, as a whole.
 */
export async function sharedOut<X, P, Y, N extends string>(
  plan: Plan<X, P, Y, N>,
  team: Team | undefined,
  optimizer: Optimizer,
): Promise<Shards | undefined> {
  if (team === undefined || plan.ranks?.sharesWeights !== true) return undefined;
  requireShareable(plan, optimizer);
  const { params } = plan.model, frozen = optimizer.frozen?.(params);
  await requireSameWeights(team.group, params, frozen);
  await team.agree(params);
  return shardsOf(team.group, params, frozen);
}

/** What an engine offers to steps whose weights come and go: they are not compiled. */
export function asTheyCome({ engine }: { readonly engine: EngineInfo }): { readonly engine: EngineInfo } {
  const { compile: _, replay: __, ...others } = engine;
  return { engine: others };
}

/** What a run holds besides its weights. */
export interface SharedRun {
  readonly held: HeldSlots;
  /** The weights on the host, whole, for a snapshot of the first rank. */
  weights(): Promise<Record<string, HostTensor>>;
  readonly memory: Marked;
  /** Has all ranks remember their parts, where the first one was asked to. */
  settleMark(): Promise<void>;
}

/**
 * Makes it. What is whole comes of all ranks, which answer between their steps.
 *
 * @example See `tests/runner/ranks_test.ts`.
 */
export function sharedRun(
  { optimizer, slots, shards, team, from }: {
    readonly optimizer: Pick<Optimizer, "name">;
    readonly slots: Slots;
    readonly shards: Shards;
    readonly team: Team;
    readonly from: Snapshot | undefined;
  },
): SharedRun {
  const { params } = shards, parts = markedWeights(params, from?.marked && shards.cut(from.marked));
  let found: Record<string, HostTensor> = {}, due = false;
  /** Asks for it on the first rank; the others answer. */
  const asked = (tensors: () => Readonly<Record<string, tf.Tensor>>) => {
    const answer = team.answer(async () => void (found = await shards.whole(tensors())));
    return async () => {
      await answer();
      const whole = found;
      found = {};
      return whole;
    };
  };
  const [ofSlots, ofWeights] = [asked(() => slots), asked(() => distinct(params))];
  const ofMarks = asked(() => parts.copies ?? {}), marks = team.answer(() => Promise.resolve(parts.mark()));
  const settleMark = async () => {
    if (due) await marks();
    due = false;
  };
  return {
    weights: ofWeights,
    settleMark,
    memory: {
      giveBack: parts.giveBack,
      drop: parts.drop,
      get copies() {
        return parts.copies;
      },
      mark: () => void (due = true),
      async read() {
        await settleMark();
        if (parts.copies === undefined) return {};
        return { marked: { ...await readTensors(parts.copies), ...await ofMarks() } };
      },
    },
    held: {
      async begin(snapshot) {
        if (snapshot !== undefined) {
          restoreSlots({ ...snapshot, slots: shards.cut(snapshot.slots) }, slots, optimizer.name);
        }
        await team.agree(
          Object.fromEntries(
            Object.entries(slots).filter(([name, { shape }]) => shards.weightOf(name, shape) === undefined),
          ),
        );
      },
      whole: ofSlots,
    },
  };
}

function requireShareable<X, P, Y, N extends string>(
  { model, step, nonFinite, shows, ranks }: Plan<X, P, Y, N>,
  optimizer: Optimizer,
): void {
  const refuse = (rule: string, got: string, hint: string) => {
    throw new TypeError(
      `Cannot share out the weights of ${model.name} as ${rule}: got ${got} with ranks: { shardWeights: true }. ${hint}`,
    );
  };
  const { published, partial, scale, flush } = optimizer;
  if (optimizer.elementwise !== true || [published, partial, scale, flush].some((member) => member !== undefined)) {
    const hint =
      "Take adamw(...), sgd(...) or another one that moves each number by itself, or shardOptimizer in its place.";
    refuse("each rank moves a part of each weight by itself", optimizer.name, hint);
  }
  if (step !== undefined) refuse("a step of one's own may read them anywhere", "a step of your own", "Take a loss.");
  if (model.penalty !== undefined) refuse("a penalty reads all of them", "one", "Take weightDecay in its place.");
  if (nonFinite === "skip") refuse("a step is not taken back on several ranks", 'nonFinite: "skip"', "Leave it out.");
  if (shows?.some(({ weights, gradients }) => (weights ?? gradients) !== undefined)) {
    refuse("no rank has them as a whole", "a hook that is shown weights or gradients", "Leave it out.");
  }
  if (ranks?.wire.exact !== true) refuse("gradients go to whom they belong", "a wire that rounds", "Leave wire out.");
}
