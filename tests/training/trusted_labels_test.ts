/** Steps on labels that the host knows to be classes, in turn with others: what is left out of the step must never be missed. */
import { assert, assertEquals } from "@std/assert";
import { cpu, crossEntropy, initialize, makeStep, mlp, native, sgd, tf } from "../../mod.ts";
import { noteLabels } from "../../src/tensors/class_range.ts";
import { needLibrary } from "../engines/native/need_library.ts";

/** Labels of a step, and whether the host knows of them. */
const STEPS: readonly (readonly [labels: readonly number[], known: boolean])[] = [
  ...[[[0, 1, 2, 2], true], [[1, 1, 0, 2], true], [[2, 1, 0, 0], true], [[0, 0, 0, 1], true]] as const,
  // No class: as the host knows, as it does not, and -1.
  ...[[[0, 3, 1, 1], true], [[0, 0, 5, 1], false], [[0, -1, 2, 2], true]] as const,
  ...[[[0, 1, 2, 2], false], [[1, 1, 0, 2], true], [[2, 1, 0, 0], false], [[7, 1, 0, 0], true], [[0, 0, 0, 1], true]],
] as never;

/** The losses of these steps; weights are moved by those alone that are finite, as they are put back by hand. */
async function losses(engineOf: typeof cpu | typeof native, knows: boolean) {
  const engine = await engineOf().open(), model = mlp({ sizes: [2, 3] }), optimizer = sgd({ lr: 0.1 });
  initialize(model, 1);
  const slots = optimizer.init(model.params), all: number[] = [];
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine } as never);
  for (const [i, [labels, known]] of STEPS.entries()) {
    const before = Object.values(model.params).map((weight) => weight.clone());
    const numbers = Int32Array.from(labels), y = tf.tensor1d(numbers, "int32");
    if (knows && known) noteLabels(y, numbers);
    const x = tf.tensor2d([[i, 1], [2, 3], [4, i], [1, 1]]);
    const { loss } = step({ x, y, size: 4 } as never, { step: i, steps: 12, stepsPerEpoch: 12 }, 0);
    all.push(loss!.dataSync()[0]!);
    if (!Number.isFinite(all.at(-1))) {
      for (const [j, weight] of Object.values(model.params).entries()) weight.assign(before[j]!);
    }
    tf.dispose([x, y, loss!, before] as unknown as tf.TensorContainer);
  }
  step.release?.();
  tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
  return all;
}

for (const [name, engineOf, needed] of [["cpu", cpu, {}], ["native", native, await needLibrary()]] as const) {
  Deno.test({
    name: `on ${name} a label that is no class makes the loss NaN, whatever came before it`,
    ...needed,
    async fn() {
      const [trusting, judging] = [await losses(engineOf, true), await losses(engineOf, false)];
      assertEquals(trusting, judging);
      assertEquals(trusting.map(Number.isNaN), STEPS.map(([labels]) => labels.some((label) => label < 0 || label > 2)));
    },
  });
}

Deno.test({
  name: "on native a step of labels that are classes asks for three operations fewer",
  ...await needLibrary(),
  async fn() {
    // Each operation by itself, so that they can be counted.
    const { compile: _, replay: __, ...engine } = await native().open();
    const count = (known: boolean) => {
      const backend = tf.backend() as unknown as { readonly binding: { readonly executed: number } };
      const model = mlp({ sizes: [2, 3] }), optimizer = sgd({ lr: 0.1 });
      initialize(model, 1);
      const slots = optimizer.init(model.params);
      const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine } as never);
      const numbers = Int32Array.of(0, 2), y = tf.tensor1d(numbers, "int32"), x = tf.ones([2, 2]);
      if (known) noteLabels(y, numbers);
      const before = backend.binding.executed;
      const told = step({ x, y, size: 2 } as never, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0);
      const executed = backend.binding.executed - before;
      tf.dispose([x, y, told, model.params, slots] as unknown as tf.TensorContainer);
      return executed;
    };
    const [judged, trusted] = [count(false), count(true)];
    assert(judged > 10);
    assertEquals(judged - trusted, 3);
  },
});
