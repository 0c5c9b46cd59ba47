/** Steps of networks that nobody chose: compiled ones are eager ones, and those of a run that goes on, to the last digit. */
import { assertEquals } from "@std/assert";
import { crossEntropy, makeStep, native, type NativeOptions, tf } from "../../../../mod.ts";
import { needLibrary } from "../need_library.ts";
import { CLASSES, drawNetwork } from "./drawn_network.ts";

const needed = await needLibrary(), first = Number(Deno.env.get("RAPTOR_SEED") ?? 0), COUNT = 40;

/** The weights and slots after five steps, the fourth of a smaller batch. */
async function learned(seed: number, options: NativeOptions, isAnew = false): Promise<Record<string, unknown>> {
  const engine = await native(options).open(), { name, model, optimizer, image } = drawNetwork(seed);
  const slots = optimizer.init(model.params), made = () => makeStep({ model, loss, optimizer, slots, engine });
  const loss = crossEntropy();
  let step = made();
  for (let i = 0; i < 5; i++) {
    const size = i === 3 ? 4 : 6, x = tf.randomNormal([size, ...image], 0, 1, "float32", seed + i + 1) as tf.Tensor4D;
    const y = tf.tensor1d(Array.from({ length: size }, (_, j) => (i + j) % CLASSES), "int32");
    if (isAnew) step = made();
    tf.dispose([x, y, step({ x, y, size }, { step: i, steps: 5, stepsPerEpoch: 5 }, i)] as tf.TensorContainer);
  }
  const state = Object.entries({ ...model.params, ...slots });
  const read = Object.fromEntries(state.map(([name, tensor]) => [name, tensor.dataSync().slice()]));
  tf.dispose(state.map(([, tensor]) => tensor));
  return { name, ...read };
}

Deno.test({
  name: "compile() gives the weights of eager steps to the last digit, whatever the network",
  ...needed,
  async fn() {
    for (let seed = first; seed < first + COUNT; seed++) {
      const [compiled, eager] = [
        await learned(seed, { atOnce: 1 }),
        await learned(seed, { atOnce: 1, compile: false }),
      ];
      assertEquals(compiled, eager);
    }
  },
});

Deno.test({
  name: "steps that are made anew after each step give the same weights to the last digit, whatever the network",
  ...needed,
  async fn() {
    for (let seed = first; seed < first + COUNT; seed++) {
      assertEquals(await learned(seed, {}, true), await learned(seed, {}));
    }
  },
});
