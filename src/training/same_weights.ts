/** Whether all ranks train the same weights: sums over ranks are of one gradient after the other, and libmpi does not look at them. */
import type { RankGroup } from "../group.ts";
import type { Params } from "../model.ts";
import { usualOf } from "../options/heard_from.ts";
import { distinct } from "../tensors/by_name.ts";

/**
 * Refuses to train where the weights of one rank are others, or others of them learn.
 *
 * @param group The ranks.
 * @param params Of this one.
 * @param frozen The names of those that do not learn in this run.
 * @throws {Error} If they are not the same on all, with a rank that has others and a weight that it has not.
 *
 * @example
 * ```ts
 * import { one, weight } from "jsr:@raptor/raptor";
 * import { requireSameWeights } from "./same_weights.ts";
 *
 * await requireSameWeights(one(), { slope: weight([], 0) });
 * ```
 */
export async function requireSameWeights(
  group: RankGroup,
  params: Params,
  frozen: readonly string[] = [],
): Promise<void> {
  const own = Object.entries(distinct(params)).map(([name, { shape, dtype, trainable }]) =>
    `${JSON.stringify(name)} [${shape}] ${dtype}${trainable && !frozen.includes(name) ? "" : ", which does not learn"}`
  );
  const bytes = new TextEncoder().encode(own.join("\n")), all = await group.gather(bytes);
  const texts = all.map((each) => new TextDecoder().decode(each)), usual = usualOf(texts, own.join("\n"));
  const odd = texts.findIndex((text) => text !== usual);
  if (odd < 0) return;
  // What stands in the sentence is of this rank, or the same as here.
  const [those, these] = [texts[odd]!, usual].map((text) => new Set(text.split("\n"))) as [Set<string>, Set<string>];
  const lacking = own.find((each) => those.has(each) !== these.has(each));
  throw new Error(
    `Cannot train on ${group.size} ranks as all must have the same weights: got others on rank ${odd}` +
      `${lacking === undefined ? "" : `, as for ${lacking}`}. Let no rank make a model of its own.`,
  );
}
