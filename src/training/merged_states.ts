/** The states of metrics over all ranks: added up, or one after the other. Nothing is averaged, and no sample stands for another. */
import type { RankGroup } from "../group.ts";
import type { AnyMetric, State } from "../metric.ts";
import type { HostTensor } from "../snapshot.ts";
import { readTensors } from "../tensors/read.ts";
import { tf } from "../tf.ts";
import { mergeOf, partsOf, stateOf } from "./folding.ts";

/**
 * The states over all ranks. Every one has them afterwards.
 *
 * @param group The ranks.
 * @param metrics Whose states they are; each says how it merges.
 * @param states Of this rank, which stay the caller's.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { accuracy, one, tf } from "jsr:@raptor/raptor";
 * import { mergedStates } from "./merged_states.ts";
 *
 * const metric = accuracy(), state = metric.init();
 * const [merged] = await mergedStates(one(), [metric], [state]);
 * assertEquals((merged as tf.Tensor).arraySync(), (state as tf.Tensor).arraySync());
 * ```
 */
export async function mergedStates<S extends State>(
  group: RankGroup,
  metrics: readonly AnyMetric<string, never, never, S>[],
  states: readonly S[],
): Promise<S[]> {
  const merged: S[] = [];
  for (const [i, metric] of metrics.entries()) {
    const own = await readTensors(partsOf(states[i]!)), parts: [string, tf.Tensor][] = [];
    for (const [key, part] of Object.entries(own)) {
      const whole = mergeOf(metric, key) === "concat" ? await concatenated(group, part) : await added(group, part);
      parts.push([key, tf.tensor(whole.data, [...whole.shape], whole.dtype)]);
    }
    merged.push(stateOf<S>(Object.fromEntries(parts)));
  }
  return merged;
}

async function added(group: RankGroup, { data, ...part }: HostTensor): Promise<HostTensor> {
  const sum = data instanceof Uint8Array ? Int32Array.from(data) : data;
  await group.sum(sum);
  return { ...part, data: data instanceof Uint8Array ? Uint8Array.from(sum) : sum };
}

/** The rows of all ranks, in their order. Those of a rank that has none may have another shape. */
async function concatenated(group: RankGroup, { data, shape, dtype }: HostTensor): Promise<HostTensor> {
  const shapes = await group.gather(Int32Array.from(shape)), all = await group.gather(data);
  const rows = shapes.filter(([first]) => first! > 0), width = rows[0] ?? Int32Array.from(shape);
  const length = all.reduce((sum, { length }) => sum + length, 0);
  const Kind = data.constructor as new (length: number) => Float32Array;
  const whole = new Kind(length);
  let at = 0;
  for (const numbers of all) {
    whole.set(numbers, at);
    at += numbers.length;
  }
  return { dtype, data: whole, shape: [rows.reduce((sum, [first]) => sum + first!, 0), ...width.subarray(1)] };
}
