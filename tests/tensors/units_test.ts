import { assertEquals, assertThrows } from "@std/assert";
import { checkpointed, cpu, dense, tf, weight } from "../../mod.ts";
import { inMeeting, type Meeting } from "../../src/tensors/meeting.ts";
import { recomputed } from "../../src/tensors/recomputed.ts";
import { asUnit, empty, handOut, isInUnit, type Units } from "../../src/tensors/units.ts";

await cpu().open();

/** One rank that has all of a weight, which it hands out and takes away as if it had not. */
function alone(w: tf.Variable, said: string[]): Units & { readonly taken: Map<tf.Variable, tf.Tensor | undefined> } {
  const kept = w.dataSync().slice(), taken = new Map<tf.Variable, tf.Tensor | undefined>();
  let whole = true;
  const units: Units = {
    anchor: weight([], 0),
    apart: (those) => whole ? [] : [...those],
    gather: (those) =>
      those.length > 0 && !whole &&
      (whole = true, said.push("gather"), tf.tidy(() => w.assign(tf.tensor(kept, w.shape)))),
    release: (those) => those.length > 0 && whole && (whole = false, said.push("release"), empty(w)),
    take: (those, gradients) =>
      those.forEach((each, i) => taken.set(each, gradients[i] && tf.keep(tf.clone(gradients[i]!)))),
    isPart: () => true,
    sum: (part) => part,
  };
  units.release([w]);
  said.length = 0;
  return { ...units, taken };
}

Deno.test("checkpointed() says that its weights are a unit's, and nothing else does", () => {
  const inside = dense({ inputs: 2, units: 2 }), outside = dense({ inputs: 2, units: 2 });
  checkpointed(inside);
  assertEquals([...Object.values(inside.params), ...Object.values(outside.params)].map(isInUnit), [
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("recomputed() has a unit's weights made whole for each run alone, and hands over their gradients", () => {
  const w = weight([2], 0), said: string[] = [];
  tf.tidy(() => w.assign(tf.tensor1d([3, 4])));
  asUnit({ w });
  const units = alone(w, said), met = { units } as unknown as Meeting;
  inMeeting(met, () => {
    const part = () => tf.sum(recomputed(tf.tensor1d([1, 2]), { w }, (x) => tf.mul(tf.square(x), w))) as tf.Scalar;
    // What goes in needs no gradient: the weight of nothing asks for those of the unit.
    const { value } = tf.engine().gradients(part, [units.anchor], undefined, true);
    assertEquals([value.dataSync()[0], [...units.taken.get(w)!.dataSync()]], [19, [1, 4]]);
    assertEquals(said, ["gather", "release", "gather", "release"]);
    assertThrows(() => tf.add(w, 1).dataSync());
    const slope = tf.grad((x) => tf.sum(recomputed(x, { w }, (x) => tf.mul(tf.square(x), w))))(tf.tensor1d([1, 2]));
    assertEquals([...slope.dataSync()], [6, 16]);
  });
});

Deno.test("handOut() leaves a kept tensor to the tidy around", () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => void handOut(tf.keep(tf.zeros([2]))));
  assertEquals(tf.memory().numTensors, before);
});
