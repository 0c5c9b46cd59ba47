import { assertEquals, assertRejects } from "@std/assert";
import { cpu, one, type RankGroup, type Snapshot, tf, weight } from "../../mod.ts";
import { heldSlots } from "../../src/training/held_slots.ts";
import { teamOf } from "../../src/training/team.ts";

await cpu().open();

const progress = { step: 3, epoch: 0, batch: 3, samples: 0, seed: 1, scores: {}, judged: 0, recent: {} };
const host = (...numbers: number[]) => ({
  dtype: "float32" as const,
  shape: [numbers.length],
  data: Float32Array.from(numbers),
});
const snapshot = (slots: Snapshot["slots"]): Snapshot => ({ model: "m", optimizer: "o", weights: {}, slots, progress });

/** The second rank of two, of whom the first has one slot that this one has not, and its part of a sum. */
function second(said?: string): RankGroup {
  const alone = one(), first = [["scale", [1], "float32"], ["a/first", [2], "float32"], ["sum", [1], "float32"]];
  return {
    ...{ ...alone, rank: 1, size: 2 },
    // The same weights, and other slots.
    gather: (buffer) =>
      Promise.resolve(
        [buffer.length === 0 ? buffer : new TextEncoder().encode(said ?? JSON.stringify(first)), buffer] as never,
      ),
    broadcast(buffer, from = 0) {
      // The scale, which the first one has.
      if (from === 0) buffer.fill(8);
      return Promise.resolve();
    },
  };
}

Deno.test("heldSlots() takes of a snapshot what this rank has, what all have from the first, and of sums nothing", async () => {
  const slots = { scale: weight([1], 1), "b/first": weight([2], 0), sum: weight([1], 5) };
  const held = heldSlots({
    ...{ slots, params: {}, optimizer: { name: "o", partial: () => ["sum"] } },
    team: teamOf(second(), () => undefined),
  });
  const saved = { scale: host(7), "a/first": host(1, 2), "b/first": host(3, 4), sum: host(6) };
  await held.begin(snapshot(saved));
  assertEquals(Object.values(slots).map((slot) => slot.arraySync()), [[8], [3, 4], [0]]);
  await assertRejects(
    () => held.begin(snapshot({ ...saved, "c/first": host(1) })),
    RangeError,
    "1 unknown (c/first)",
  );
  tf.dispose(slots);
});

Deno.test("heldSlots() makes no room for slots that another rank cannot have, and names it", async () => {
  const odd = [
    ...["no JSON", "{}", "3", "[3]", '[[1,[2],"float32"]]'],
    ...[[-1], [1e6, 1e6], [0.5], "2", null].map((shape) => JSON.stringify([["a", shape, "float32"]])),
    ...["float16", "constructor", 3].map((dtype) => JSON.stringify([["a", [2], dtype]])),
    JSON.stringify([["a", [2], "float32"], ["a", [3], "float32"]]),
  ];
  for (const said of odd) {
    const slots = { b: weight([1], 1) }, team = teamOf(second(said), () => undefined);
    const held = heldSlots({ slots, params: {}, optimizer: { name: "o" }, team });
    await assertRejects(() => held.begin(undefined), Error, "Cannot go on as rank 0 must say its slots: got ");
    tf.dispose(slots);
  }
});

Deno.test("heldSlots() of one rank restores all there is, and has nothing elsewhere", async () => {
  const slots = { "b/first": weight([2], 0) };
  const held = heldSlots({ slots, params: {}, optimizer: { name: "o" }, team: undefined });
  await held.begin(undefined);
  await held.begin(snapshot({ "b/first": host(3, 4) }));
  assertEquals([slots["b/first"].arraySync(), await held.whole()], [[3, 4], {}]);
  tf.dispose(slots);
});
