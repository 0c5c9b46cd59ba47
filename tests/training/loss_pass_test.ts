import { assertEquals } from "@std/assert";
import { tf, weight } from "../../mod.ts";
import { lossPass } from "../../src/training/loss_pass.ts";
import { halfSquare, line } from "../toy.ts";

await tf.setBackend("cpu");

Deno.test("lossPass() is one update by the gradients of the loss, weighed by the size of the batch", () => {
  const model = line(), { slope } = model.params, seen: unknown[] = [];
  const pass = lossPass({
    ...{ model, loss: halfSquare, weights: { slope }, learned: { slope }, watched: false, engine: undefined },
  });
  const updates = {
    apply: ({ gradients }: { readonly gradients: Readonly<Record<string, tf.Tensor>> }, count: unknown) =>
      void seen.push(gradients.slope!.dataSync()[0], count),
    end: () => ({}),
  };
  const batch = { x: tf.tensor1d([1, 1]), y: tf.tensor1d([2, 2]), size: 2 };
  const losses = pass(updates, batch, { step: 0, steps: 1, stepsPerEpoch: 1 }, 0);
  assertEquals([losses.loss!.dataSync()[0], ...seen], [2, -2, 2]);
});

Deno.test("lossPass() is repeated by an engine only where the model and the loss are static", () => {
  const made: boolean[] = [];
  for (const [isModel, isLoss] of [[true, true], [true, false], [false, true]] as const) {
    const w = weight([], 0), model = { ...line(), params: { w }, staticGraph: isModel };
    const loss = Object.assign((p: tf.Tensor, y: tf.Tensor) => halfSquare(p, y), { staticGraph: isLoss });
    let asked = false;
    const replay = () => {
      asked = true;
      return Object.assign((_: unknown, run: () => tf.NamedTensorMap) => run(), {});
    };
    lossPass({ model, loss, weights: { w }, learned: { w }, watched: false, engine: { replay } });
    made.push(asked);
  }
  assertEquals(made, [true, false, false]);
});
