import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  accumulate,
  adam,
  byPart,
  chain,
  clipByNorm,
  cpu,
  ema,
  groups,
  lookahead,
  lossScale,
  one,
  type Optimizer,
  type RankGroup,
  scheduleFreeSgd,
  sgd,
  swa,
  tf,
  unitNorm,
  weight,
} from "../../mod.ts";
import { counted } from "../../src/tensors/counted.ts";
import { sharded } from "../../src/training/sharded.ts";

await cpu().open();

const network = () => ({ "a/kernel": weight([4, 2], 1), "a/bias": weight([2], 1), "b/kernel": weight([3, 2], 1) });
const slopes = () => ({
  "a/kernel": tf.fill([4, 2], 0.5),
  "a/bias": tf.fill([2], 2),
  "b/kernel": tf.fill([3, 2], -1),
});

/** Two ranks in one thread: each leaves what it has for a second pass, in which both know what the other has moved. */
function pair(): { readonly group: (rank: number) => RankGroup; readonly said: Map<string, Float32Array> } {
  const said = new Map<string, Float32Array>(), alone = one();
  const group = (rank: number): RankGroup => ({
    ...{ ...alone, rank, size: 2 },
    now: {
      ...alone.now,
      broadcast(...buffers) {
        for (const [i, [buffer, from]] of buffers.entries()) {
          // Weights of one kind have one length here, so that a place and a length name a weight.
          const key = `${from} ${i} ${buffer.length}`;
          if (from === rank) said.set(key, buffer.slice() as Float32Array);
          else if (said.has(key)) buffer.set(said.get(key)!);
        }
      },
    },
  });
  return { group, said };
}

const around: Readonly<Record<string, (inner: Optimizer) => Optimizer>> = {
  "alone": (inner) => inner,
  "chain": (inner) => chain(clipByNorm(0.3), inner),
  "accumulate": (inner) => accumulate(1, inner),
  "groups": (inner) => groups(inner, { weights: { "b": { lrFactor: 0.5 } } }),
  "byPart": (inner) => byPart({ a: inner, b: inner }),
  "ema": (inner) => ema(inner),
  "swa": (inner) => swa(inner),
  "lookahead": (inner) => lookahead(inner, { every: 1 }),
  "unitNorm": (inner) => unitNorm(inner),
  "counted": (inner) => counted(inner),
  "all at once": (inner) => ema(chain(clipByNorm(0.3), groups(accumulate(1, inner), { weights: { "b": {} } }))),
};

for (const [name, wrap] of Object.entries(around)) {
  Deno.test(`sharded() moves each weight on one rank and has the other take it, around which is ${name}`, () => {
    const { group, said } = pair(), whole = network(), moment = { step: 0, steps: 9, stepsPerEpoch: 9 };
    const plain = wrap(adam({ lr: 0.1 })), slots = plain.init(whole);
    tf.tidy(() => plain.update(slopes(), slots, whole, moment));
    const ranks = [0, 1].map((rank) => {
      const optimizer = sharded(wrap(adam({ lr: 0.1 })), { group: group(rank), engine: undefined });
      assertEquals([optimizer.name, optimizer.settings], [plain.name, plain.settings]);
      const params = network();
      return { optimizer, params, slots: optimizer.init(params) };
    });
    const names = ranks.map(({ slots }) => new Set(Object.keys(slots)));
    assertEquals(names[0]!.union(names[1]!), new Set(Object.keys(slots)));
    const owned = Object.keys(slots).filter((name) => /\/(first|second)$/.test(name));
    assert(owned.every((name) => names[0]!.has(name) !== names[1]!.has(name)));
    for (const again of [true, false]) {
      for (const { optimizer, params, slots } of ranks) {
        if (!again) {
          const fresh = network();
          for (const [name, variable] of Object.entries(params)) variable.assign(fresh[name as keyof typeof fresh]);
          const kept = optimizer.init(params);
          for (const [name, slot] of Object.entries(slots)) slot.assign(kept[name]!);
        }
        tf.tidy(() => optimizer.update(slopes(), slots, params, moment));
      }
    }
    assertEquals(said.size, 3);
    for (const { params } of ranks) {
      for (const [name, variable] of Object.entries(params)) {
        assertEquals(variable.arraySync(), whole[name as keyof typeof whole].arraySync(), name);
      }
    }
  });
}

Deno.test("sharded() goes into a scale of the loss, stays outside of what was made by spreading, and refuses what publishes its slots", () => {
  const sharding = { group: { ...one(), rank: 1, size: 2 }, engine: undefined };
  assertEquals(Object.keys(sharded(lossScale(sgd({ lr: 1, momentum: 0.9 })), sharding).init(network())).toSorted(), [
    ...["a/bias/velocity", "b/kernel/velocity", "lossScale/good", "lossScale/scale"],
  ]);
  let seen: readonly string[] = [];
  const plain = chain(clipByNorm(1), sgd({ lr: 1 }));
  const own: Optimizer = { ...plain, update: (grads) => void (seen = Object.keys(grads)) };
  const optimizer = sharded(own, { ...sharding, group: pair().group(1) }), params = network();
  const slots = optimizer.init(params);
  tf.tidy(() => optimizer.update(slopes(), slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
  assertEquals(seen, ["a/bias", "b/kernel"]);
  assertThrows(() => sharded(scheduleFreeSgd({ lr: 1 }), sharding), TypeError, "shardOptimizer");
});

Deno.test("sharded() hands round more weights than go at one time, and none has the numbers of a later one", () => {
  const alone = one(), params = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, weight([600_000], 0)]));
  let call = 0;
  const broadcast: RankGroup["now"]["broadcast"] = (...buffers) => {
    call++;
    for (const [buffer, from] of buffers) if (from === 0) buffer.fill(call);
  };
  const group = { ...alone, rank: 1, size: 2, now: { ...alone.now, broadcast } };
  const optimizer = sharded(sgd({ lr: 1 }), { group, engine: { apart: (run, from = []) => run(from) } });
  const slots = optimizer.init(params),
    grads = Object.fromEntries(Object.keys(params).map((name) => [name, tf.ones([600_000])]));
  tf.tidy(() => optimizer.update(grads, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
  assertEquals(Object.values(params).map((weight) => [weight.min().arraySync(), weight.max().arraySync()]), [
    ...[[1, 1], [-1, -1], [3, 3], [-1, -1]],
  ]);
  tf.dispose([params, grads] as unknown as tf.TensorContainer);
});
