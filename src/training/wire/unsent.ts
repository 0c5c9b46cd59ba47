/** What ranks have held back of their gradients, as slots of a checkpoint: each rank its own, so that a run goes on exactly. */
import type { RankGroup } from "../../group.ts";
import type { HostTensor } from "../../snapshot.ts";
import type { Wire } from "../wire.ts";

/** No weight has a space and a number before it like this. */
const NAMED = /^unsent by rank (\d+)\/(.+)$/;

type Slots = Readonly<Record<string, HostTensor>>;

/** The slots of a checkpoint without these. */
export function withoutUnsent(slots: Slots): Slots {
  return Object.fromEntries(Object.entries(slots).filter(([name]) => !NAMED.test(name)));
}

/**
 * Gives the wire of a rank what it had held back. Among fewer ranks some take over what several had, among more some begin
 * with nothing; what all of them hold back is the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { one } from "jsr:@raptor/raptor";
 * import { plain } from "../wire.ts";
 * import { takeUnsent, unsentOf } from "./unsent.ts";
 * import { wireOf } from "./wire_of.ts";
 *
 * const wire = wireOf({ topK: 0.1 }), data = (value: number) => Float32Array.of(value);
 * const slots = [1, 2].map((value, i) => [`unsent by rank ${i}/w`, { dtype: "float32", shape: [1], data: data(value) }]);
 * takeUnsent(wire, Object.fromEntries(slots), one());
 * assertEquals((await unsentOf(wire, one()))["unsent by rank 0/w"]!.data, data(3));
 * assertEquals(await unsentOf(plain, one()), {});
 * ```
 */
export function takeUnsent({ unsent }: Wire, slots: Slots, { rank, size }: RankGroup): void {
  for (const [slot, { data }] of Object.entries(slots)) {
    const [, whose, name] = NAMED.exec(slot) ?? [];
    if (unsent === undefined || name === undefined) continue;
    // All ranks have the same names, in the same order.
    const held = unsent.get(name) ?? new Float32Array(data.length);
    unsent.set(name, held);
    if (Number(whose) % size === rank) { for (let i = 0; i < held.length; i++) held[i]! += data[i]!; }
  }
}

/** What all ranks hold back, each by its rank: they meet, and the first one has it. */
export async function unsentOf({ unsent = new Map() }: Wire, group: RankGroup): Promise<Record<string, HostTensor>> {
  const whole: Record<string, HostTensor> = {};
  for (const [name, held] of unsent) {
    for (let owner = 0; owner < group.size; owner++) {
      const data = owner === group.rank ? held.slice() : new Float32Array(held.length);
      await group.broadcast(data, owner);
      if (group.rank === 0) whole[`unsent by rank ${owner}/${name}`] = { dtype: "float32", shape: [data.length], data };
    }
  }
  return whole;
}
