/** Compiled steps are the default: so they must be eager ones to the last digit, or a resumed run would not go on exactly. */
import { assert, assertEquals } from "@std/assert";
import {
  accuracy,
  adam,
  batchNorm,
  chain,
  clipByNorm,
  conv2d,
  crossEntropy,
  dense,
  dropout,
  flatten,
  gelu,
  globalAvgPool,
  initialize,
  layerNorm,
  makeStep,
  maxPool,
  mlp,
  type Model,
  native,
  type Optimizer,
  relu,
  resnet18,
  runner,
  sequential,
  sgd,
  synthetic,
  tf,
} from "../../../../mod.ts";
import { stateOf } from "../../../state_of.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

type Network = Model<tf.Tensor4D, tf.Tensor2D>;

const networks: Record<string, () => Network> = {
  "ResNet-18": () => resnet18({ classes: 10 }),
  "convolutions with biases": () =>
    sequential(
      conv2d({ channels: 3, filters: 8, kernelSize: 3, padding: 1 }),
      relu(),
      maxPool({ size: 2 }),
      conv2d({ channels: 8, filters: 16, kernelSize: 3, stride: 2, padding: 1 }),
      relu(),
      flatten(),
      dropout({ rate: 0.3 }),
      dense({ inputs: 16 * 8 * 8, units: 10 }),
    ) as unknown as Network,
  "norms and gelu": () =>
    sequential(
      conv2d({ channels: 3, filters: 8, kernelSize: 3, stride: 2, padding: 1, bias: false }),
      batchNorm({ channels: 8 }),
      gelu(),
      layerNorm({ units: 8 }),
      globalAvgPool(),
      dense({ inputs: 8, units: 10 }),
    ) as unknown as Network,
  "a perceptron": () => mlp({ sizes: [32 * 32 * 3, 64, 10] }) as unknown as Network,
};

const optimizers: Record<string, () => Optimizer> = {
  "momentum": () => sgd({ lr: 1e-2, momentum: 0.9 }),
  "clipped Adam": () => chain(clipByNorm(1), adam({ lr: 1e-3 })),
};

/** The losses of 12 steps over changing images, a smaller batch among them. */
async function losses(make: () => Network, optimizer: Optimizer, compiled: boolean): Promise<number[]> {
  const info = await native({ compile: compiled }).open();
  const model = make();
  initialize(model);
  const slots = optimizer.init(model.params);
  const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine: info });
  const read: number[] = [];
  for (let i = 0; i < 12; i++) {
    const size = i % 4 === 3 ? 3 : 8;
    const x = tf.randomNormal([size, 32, 32, 3], 0, 1, "float32", i + 1) as tf.Tensor4D;
    const y = tf.tensor1d(Array.from({ length: size }, (_, j) => (i + j) % 10), "int32");
    const { loss } = step({ x, y, size }, { step: i, steps: 12, stepsPerEpoch: 12 }, i);
    read.push(loss!.dataSync()[0]!);
    tf.dispose([x, y, loss!]);
  }
  tf.dispose([Object.values(model.params), Object.values(slots)] as unknown as tf.TensorContainer);
  return read;
}

for (const [network, make] of Object.entries(networks)) {
  for (const [name, optimizer] of Object.entries(optimizers)) {
    Deno.test({
      name: `compile() gives the losses of eager steps to the last digit: ${network}, ${name}`,
      ...needed,
      fn: async () => assertEquals(await losses(make, optimizer(), true), await losses(make, optimizer(), false)),
    });
  }
}

Deno.test({
  name: "native() resumed after one epoch has the state of two straight to the last bit",
  ...needed,
  async fn() {
    const [straight, halves] = [await Deno.makeTempDir(), await Deno.makeTempDir()];
    const train = (workDir: string, epochs: number) =>
      runner({ workDir, seed: 5, log: { write: () => {}, progress: false } }).model(networks["norms and gelu"]!())
        .data(synthetic({ trainSamples: 100, valSamples: 20, batchSize: 16 })).evaluator(accuracy())
        .optimizer(sgd({ lr: 0.05, momentum: 0.9 })).engine(native()).train({ epochs, resume: true });
    await train(straight, 2);
    await train(halves, 1);
    assert((await train(halves, 2)).steps === 14);
    const state = (workDir: string) => stateOf(`${workDir}/epoch_2.safetensors`);
    assertEquals(await state(halves), await state(straight));
    for (const workDir of [straight, halves]) await Deno.remove(workDir, { recursive: true });
  },
});
