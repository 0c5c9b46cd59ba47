/** A run of several ranks: who they are, and what the first one hands to the others. */
import { group as ownGroup } from "../groups/group.ts";
import type { EngineInfo, Wish } from "../engine.ts";
import type { RankGroup } from "../group.ts";
import { oddly } from "../options/heard_from.ts";
import type { RanksOptions } from "./ranks/check_ranks.ts";
import { odd } from "./ranks/odd.ts";
import { packed, unpacked } from "./ranks/packed.ts";
import type { Ranks } from "../training/plan.ts";
import { wireOf } from "../training/wire/wire_of.ts";

/**
 * The ranks that do a run together; undefined where there is one.
 *
 * @param options How.
 * @param group Who they are. Default all that were started with this process.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ranksOf } from "./ranks.ts";
 *
 * assertEquals(await ranksOf(), undefined);
 * ```
 */
export async function ranksOf(options: RanksOptions = {}, group?: RankGroup): Promise<Ranks | undefined> {
  const all = group ?? await ownGroup();
  const { syncBatchNorm: norms = true, shardOptimizer = false, shardWeights: sharesWeights = false, wire } = options;
  // Parts of weights have slots of their own.
  const sharded = shardOptimizer && !sharesWeights;
  return all.size === 1 ? undefined : { group: all, norms, wire: wireOf(wire), sharded, sharesWeights };
}

/**
 * Does what the first rank alone does, and hands what comes of it to all.
 *
 * @param ranks Who they are; undefined for one.
 * @param work On the first rank.
 * @param is Whether it is what the others can go on with; they take nothing else.
 * @throws {Error} On the others, if what comes is anything else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { byFirst } from "./ranks.ts";
 *
 * assertEquals(await byFirst(undefined, () => Promise.resolve(3), (value) => typeof value === "number"), 3);
 * ```
 */
export async function byFirst<T>(
  ranks: Ranks | undefined,
  work: () => Promise<T>,
  is: (value: unknown) => boolean,
): Promise<T> {
  if (ranks === undefined) return await work();
  const { group } = ranks, own = group.rank === 0 ? packed(await work()) : [new Uint8Array(0)];
  // Its length is told first, as the others have room to make.
  const [lengths] = await group.gather(Int32Array.from(own, ({ length }) => length));
  const [first = -1, ...others] = lengths!;
  if ([first, ...others].some((length) => length < 0)) throw oddly(0, "send lengths", 4 * lengths!.length);
  const parts = [first, ...others].map((length, i) => group.rank === 0 ? own[i]! : new Uint8Array(length));
  for (const part of parts) await group.broadcast(part);
  const taken = unpacked(parts);
  if (group.rank > 0 && !is(taken)) throw oddly(0, "send what it has read", parts[0]!.length);
  return taken as T;
}

/**
 * Does something that all ranks do; where it fails on one of them the others are told, and end too.
 *
 * @param ranks Who they are; undefined for one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { allOrNone } from "./ranks.ts";
 *
 * assertEquals(await allOrNone(undefined, () => Promise.resolve(3)), 3);
 * ```
 */
export async function allOrNone<T>(ranks: Ranks | undefined, work: () => Promise<T>): Promise<T> {
  if (ranks === undefined) return await work();
  try {
    return await work();
  } catch (error) {
    await ranks.group.fail(error);
    throw odd(error, ranks.group);
  }
}

/** A sentence as another rank than the first has it: it listens to signals alone, so that they do not end it before the first. */
export function follower<P extends { readonly workDir?: string }>({ workDir: _, ...others }: P): P {
  return { ...others, log: false, checkpoint: false, hooks: [], first: [], last: [] } as unknown as P;
}

/** Each rank of a machine has as many cores as any other. */
export function fairShare(ranks: Ranks | undefined): Wish | undefined {
  if (ranks === undefined || ranks.group.local === 1) return undefined;
  return { threads: Math.max(1, Math.floor(navigator.hardwareConcurrency / ranks.group.local)) };
}

/** Refuses an engine that ranks cannot share a step on. */
export function checkEngine({ name, backend }: EngineInfo, ranks: Ranks | undefined): void {
  if (ranks === undefined || backend !== "webgpu") return;
  throw new TypeError(
    `Cannot run ${ranks.group.size} ranks on ${name} as what they say to each other must be read within a step, which it cannot: ` +
      "got several ranks. Take native(), wasm() or cpu(), or one rank.",
  );
}
