/** Optimizers whose slots are shared out over ranks: each moves the weights that are its own, and hands them to the others. */
import type { EngineInfo } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import type { Params } from "../model.ts";
import type { Optimizer, Tensors } from "../optimizer.ts";
import { counted } from "../tensors/counted.ts";
import { distinct } from "../tensors/by_name.ts";
import { readNow } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import type { Plan } from "./plan.ts";

/** Who the ranks are, and how an engine lets them meet within a step. */
export interface Sharding {
  readonly group: RankGroup;
  readonly engine: Pick<EngineInfo, "apart"> | undefined;
}

/** What moves the weights of a run. */
export function optimizerOf<X, P, Y, N extends string>(
  { optimizer, step, ranks, engine }: Plan<X, P, Y, N>,
): Optimizer {
  if (optimizer.scale !== undefined && ranks?.wire.unsent !== undefined) {
    throw new TypeError(
      `Cannot hold gradients back as ${optimizer.name} multiplies them by what changes: got ranks: { wire: { topK } }. ` +
        'Take wire: "bfloat16", or no loss scale.',
    );
  }
  const moving = ranks?.sharded ? sharded(optimizer, { ...ranks, engine }) : optimizer;
  // Steps of one's own have no update, or several.
  return step === undefined ? moving : counted(moving);
}

/** Numbers that go round at one time. */
const AT_ONCE = 2 ** 20;

/**
 * The same optimizer, of whose slots each rank keeps a share (Rajbhandari et al., 2020: ZeRO-1): those of whole weights, the
 * largest first to the rank that has least. What is around the optimizer that moves the weights, such as clipping, averages and
 * accumulated gradients, is on every rank as before; so the digits are those of before.
 *
 * @throws {TypeError} If what it publishes is made of its slots, as `scheduleFreeSgd` does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adam, one, weight } from "jsr:@raptor/raptor";
 * import { sharded } from "./sharded.ts";
 *
 * const params = { kernel: weight([4], 0), bias: weight([2], 0) };
 * const second = sharded(adam({ lr: 1 }), { group: { ...one(), rank: 1, size: 2 }, engine: undefined });
 * assertEquals(Object.keys(second.init(params)), ["bias/first", "bias/second"]);
 * ```
 */
export function sharded(optimizer: Optimizer, sharding: Sharding): Optimizer {
  return optimizer.within?.(optimizer, (inner) => sharded(inner, sharding)) ?? innermost(optimizer, sharding);
}

function innermost(optimizer: Optimizer, { group, engine }: Sharding): Optimizer {
  if (optimizer.published !== undefined) {
    throw new TypeError(
      `Cannot share out the slots of ${optimizer.name} as what it publishes is made of them: got ranks: { shardOptimizer: true }. ` +
        "Take another optimizer, or leave shardOptimizer out.",
    );
  }
  const apart: NonNullable<EngineInfo["apart"]> = engine?.apart ?? ((run, from = []) => run(from));
  const owners = new WeakMap<tf.Variable, number>();
  const ownerOf = (weight: tf.Variable | undefined) => weight && owners.get(weight);
  const isOthers = (weight: tf.Variable | undefined) => (ownerOf(weight) ?? group.rank) !== group.rank;
  let room = new Float32Array(0);
  /** Hands over the weights that this rank has moved, and takes those that others have. */
  const handRound = (names: readonly string[], params: Params): void => {
    const moved = names.map((name) => params[name]!).filter((weight) => ownerOf(weight) !== undefined);
    const mine = moved.filter((weight) => !isOthers(weight));
    const taken = apart((values) => {
      const tensors: tf.Tensor[] = [];
      let read = 0;
      // A few at a time, so that no rank needs room for all that it does not keep.
      for (const some of together(moved)) {
        const size = some.reduce((sum, { size }) => sum + size, 0);
        if (room.length < size) room = new Float32Array(size);
        let at = 0;
        const places = some.map((weight) => ({ weight, numbers: room.subarray(at, at += weight.size) }));
        for (const { weight, numbers } of places) if (!isOthers(weight)) numbers.set(readNow([values[read++]!])[0]!);
        group.now.broadcast(...places.map(({ weight, numbers }) => [numbers, ownerOf(weight)!] as const));
        for (const { weight, numbers } of places) {
          // No engine has taken its own copy before the room is used again.
          if (isOthers(weight)) tensors.push(tf.tensor(numbers.slice(), weight.shape, "float32"));
        }
      }
      return tensors;
    }, mine);
    for (const [i, weight] of moved.filter(isOthers).entries()) weight.assign(taken[i]!);
  };
  return Object.freeze<Optimizer>({
    ...optimizer,
    init(params) {
      for (const [weight, owner] of shares(params, group.size)) owners.set(weight, owner);
      return optimizer.init(Object.fromEntries(Object.entries(params).filter(([, weight]) => !isOthers(weight))));
    },
    update(grads, slots, params, moment) {
      const own: Tensors = Object.fromEntries(Object.entries(grads).filter(([name]) => !isOthers(params[name])));
      optimizer.update(own, slots, params, moment);
      handRound(Object.keys(grads), params);
    },
    ...optimizer.flush && {
      flush(slots, params, moment) {
        optimizer.flush!(slots, params, moment);
        const learned = Object.entries(distinct(params)).filter(([, weight]) => ownerOf(weight) !== undefined);
        handRound(learned.map(([name]) => name), params);
      },
    },
  });
}

/** Weights in their order, as many at once as are of that many numbers, or one. */
function together(weights: readonly tf.Variable[]): tf.Variable[][] {
  const parts: tf.Variable[][] = [];
  let left = 0;
  for (const weight of weights) {
    left -= weight.size;
    if (left < 0) {
      parts.push([]);
      left = AT_ONCE - weight.size;
    }
    parts.at(-1)!.push(weight);
  }
  return parts;
}

/** Which rank has which of the weights that learn: the largest first, each to the rank that has least so far. */
function shares(params: Params, ranks: number): Map<tf.Variable, number> {
  const learned = Object.values(distinct(params)).filter(({ trainable }) => trainable);
  const loads = Array<number>(ranks).fill(0), owners = new Map<tf.Variable, number>();
  for (const weight of learned.toSorted((a, b) => b.size - a.size)) {
    const owner = loads.indexOf(Math.min(...loads));
    loads[owner]! += weight.size;
    owners.set(weight, owner);
  }
  return owners;
}
