import { assertEquals } from "@std/assert";
import { adam, initialize, mlp } from "../../../mod.ts";
import { isNewest, isSown } from "../../../src/runner/ranks/handed.ts";
import { packed, unpacked } from "../../../src/runner/ranks/packed.ts";
import { sow } from "../../../src/runner/sow.ts";
import { takeSnapshot } from "../../../src/training/snapshot.ts";

Deno.test("isSown() knows what sow() answers from all else", () => {
  assertEquals([undefined, 7, "random" as const].map((seed) => isSown(sow(seed))), [true, true, true]);
  const odd = [undefined, 7, { seed: -1, drawn: true, notes: [] }, { seed: 1, drawn: 1, notes: [] }, {
    drawn: true,
    notes: [1],
  }];
  assertEquals(odd.map(isSown), odd.map(() => false));
});

Deno.test("isNewest() knows a checkpoint that went from rank to rank, whole, from one that did not", async () => {
  const model = mlp({ sizes: [2, 1] }), optimizer = adam({ lr: 0.1 });
  initialize(model, 1);
  const progress = {
    step: 3,
    epoch: 1,
    batch: 0,
    samples: 0,
    seed: 1,
    scores: { mae: NaN },
    judged: 3,
    recent: { loss: [1] },
  };
  const snapshot = await takeSnapshot({ model, optimizer, slots: optimizer.init(model.params) }, progress);
  const found = unpacked(packed({ path: "a", snapshot })) as { readonly snapshot: typeof snapshot };
  assertEquals([isNewest(found), isNewest(undefined)], [true, true]);
  const [name] = Object.keys(snapshot.weights), weight = snapshot.weights[name!]!;
  const others = (changes: object) => ({ path: "a", snapshot: { ...found.snapshot, ...changes } });
  const odd = [
    ...[null, {}, { path: "a" }, { path: 3, snapshot }, { path: "a", snapshot: 5 }],
    others({ model: 4 }),
    others({ weights: [] }),
    others({ weights: { [name!]: { ...weight, shape: [1e6, 1e6] } } }),
    others({ weights: { [name!]: { ...weight, data: Float32Array.of(1) } } }),
    others({ weights: { [name!]: { ...weight, dtype: "toString" } } }),
    others({ slots: { a: { ...weight, dtype: "int32" } } }),
    others({ marked: { a: 3 } }),
    others({ same: { other: "constructor" } }),
    others({ progress: { ...progress, step: -1 } }),
    others({ progress: undefined }),
    others({ hooks: "run" }),
  ];
  assertEquals(odd.map(isNewest), odd.map(() => false));
});
