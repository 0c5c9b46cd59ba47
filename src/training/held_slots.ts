/** What several ranks hold of an optimizer's slots: some the same on all, some on one alone, some as parts of a sum. */
import type { RankGroup } from "../group.ts";
import type { Params } from "../model.ts";
import type { Optimizer, Slots } from "../optimizer.ts";
import { heardFrom, isShape } from "../options/heard_from.ts";
import type { HostTensor, Snapshot } from "../snapshot.ts";
import { readTensors } from "../tensors/read.ts";
import { requireSameWeights } from "./same_weights.ts";
import { restoreSlots } from "./snapshot.ts";
import type { Team } from "./team.ts";
import { plain, type Wire } from "./wire.ts";
import { takeUnsent, unsentOf, withoutUnsent } from "./wire/unsent.ts";

/** The slots of a run, over all its ranks. */
export interface HeldSlots {
  /** Takes over those of a snapshot, each rank its own; then all ranks have what they have in common from the first. */
  begin(from: Snapshot | undefined): Promise<void>;
  /** Those that are whole only over all ranks, by name: for a snapshot of the first one. */
  whole(): Promise<Record<string, HostTensor>>;
}

/** Of which a run's slots are. */
export interface SlotsOf {
  readonly optimizer: Pick<Optimizer, "name" | "partial" | "frozen">;
  readonly slots: Slots;
  readonly params: Params;
  readonly team: Team | undefined;
  /** How gradients go from rank to rank, which may hold some of them back. Default it does not. */
  readonly wire?: Wire | undefined;
}

/** A slot as ranks tell it each other. */
type Told = readonly [name: string, shape: readonly number[], dtype: HostTensor["dtype"]];

/**
 * Tells who holds which slots.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { adam, weight } from "jsr:@raptor/raptor";
 * import { heldSlots } from "./held_slots.ts";
 *
 * const params = { w: weight([2], 0) }, optimizer = adam({ lr: 0.1 });
 * const held = heldSlots({ optimizer, slots: optimizer.init(params), params, team: undefined });
 * assertEquals(await held.whole(), {});
 * ```
 */
export function heldSlots({ optimizer, slots, params, team, wire = plain }: SlotsOf): HeldSlots {
  const restore = (from: Snapshot) =>
    restoreSlots({ ...from, slots: withoutUnsent(from.slots) }, slots, optimizer.name);
  if (team === undefined) {
    return {
      begin: (from) => Promise.resolve(from && restore(from)),
      whole: () => Promise.resolve({}),
    };
  }
  const { group } = team, partial = new Set(optimizer.partial?.(slots) ?? []);
  // Of each slot that is not on all ranks: what it is, and who has it.
  let split = new Map<string, { readonly told: Told; readonly owner: number }>();
  const read = async (name: string) => (await readTensors({ slot: slots[name]! })).slot!;
  let found: Record<string, HostTensor> = {};
  const answered = team.answer(async () => {
    const whole: [string, HostTensor][] = [];
    for (const [name, { told: [, shape, dtype], owner }] of split) {
      const slot = owner === group.rank ? await read(name) : empty(shape, dtype);
      await group.broadcast(slot.data, owner);
      if (group.rank === 0) whole.push([name, slot]);
    }
    for (const name of partial) {
      const slot = await read(name);
      await group.sum(slot.data as Float32Array);
      whole.push([name, slot]);
    }
    found = { ...Object.fromEntries(whole), ...await unsentOf(wire, group) };
  });
  return {
    async begin(from) {
      await requireSameWeights(group, params, optimizer.frozen?.(params));
      split = splitOf(await toldByAll(group, slots));
      if (from !== undefined) {
        const own = Object.entries(from.slots).filter(([name]) => !split.has(name) || name in slots);
        // Sums go on where the first rank has them.
        const parts = own.map(([name, { shape, dtype, ...slot }]) =>
          [name, partial.has(name) && group.rank > 0 ? empty(shape, dtype) : { ...slot, shape, dtype }] as const
        );
        restore({ ...from, slots: Object.fromEntries(parts) });
        takeUnsent(wire, from.slots, group);
      }
      const common = Object.entries(slots).filter(([name]) => !split.has(name) && !partial.has(name));
      await team.agree({ ...params, ...Object.fromEntries(common) });
    },
    async whole() {
      if (split.size === 0 && partial.size === 0 && wire.unsent === undefined) return {};
      await answered();
      const whole = found;
      found = {};
      return whole;
    },
  };
}

async function toldByAll(group: RankGroup, slots: Slots): Promise<Told[][]> {
  const own = Object.entries(slots).map(([name, { shape, dtype }]) => [name, shape, dtype]);
  const all = await group.gather(new TextEncoder().encode(JSON.stringify(own)));
  return all.map((bytes, rank) => heardFrom(rank, bytes, "its slots", areTold));
}

const DTYPES: readonly unknown[] = ["float32", "int32", "bool"];

/** Room is made for what is told: each slot once, of a shape that memory holds. */
function areTold(said: unknown): said is Told[] {
  const isTold = (slot: unknown) =>
    Array.isArray(slot) && typeof slot[0] === "string" && isShape(slot[1]) && DTYPES.includes(slot[2]);
  return Array.isArray(said) && said.every(isTold) && new Set(said.map(([name]) => name)).size === said.length;
}

function splitOf(all: readonly Told[][]): Map<string, { readonly told: Told; readonly owner: number }> {
  const holders = new Map<string, number>();
  for (const [name] of all.flat()) holders.set(name, (holders.get(name) ?? 0) + 1);
  return new Map(
    all.flatMap((those, owner) =>
      those.filter(([name]) => holders.get(name)! < all.length).map((told) => [
        told[0],
        { told, owner },
      ])
    ),
  );
}

function empty(shape: readonly number[], dtype: HostTensor["dtype"]): HostTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const Kind = dtype === "float32" ? Float32Array : dtype === "int32" ? Int32Array : Uint8Array;
  return { dtype, shape: [...shape], data: new Kind(size) };
}
