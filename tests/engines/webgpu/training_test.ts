import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  accuracy,
  batchNorm,
  conv2d,
  dense,
  type Engine,
  flatten,
  type Hook,
  maxPool,
  relu,
  runner,
  sequential,
  sgd,
  synthetic,
  tf,
  wasm,
  webgpu,
} from "../../../mod.ts";
import type { WebgpuBackend } from "../../../src/engines/webgpu/backend.ts";
import { readTensors } from "../../../src/tensors/read.ts";
import { anyAdapter, openAny } from "./any_adapter.ts";

const software = () => webgpu({ allowFallback: true });

/** Layers of every kind that an image network has; the first convolution is strided, as in a residual network. */
const network = () =>
  sequential(
    conv2d({ channels: 3, filters: 8, kernelSize: 3, stride: 2, padding: 1, bias: false }),
    batchNorm({ channels: 8 }),
    relu(),
    maxPool({ size: 2 }),
    conv2d({ channels: 8, filters: 16, kernelSize: 3, padding: 1, bias: false }),
    batchNorm({ channels: 16 }),
    relu(),
    maxPool({ size: 2 }),
    flatten(),
    dense({ inputs: 256, units: 10 }),
  );

const images = synthetic({ batchSize: 16, trainSamples: 320, valSamples: 100, augment: false });

const chain = (engine: Engine, interval: number, hook: Hook<"accuracy">) =>
  runner({ log: { write: () => {}, progress: false, interval }, interrupt: false }).engine(engine)
    .model(network()).data(images).evaluator(accuracy()).optimizer(sgd({ lr: 0.05, momentum: 0.9 })).hook(hook);

Deno.test({
  name: "webgpu() trains a small network of convolutions as wasm() does, and far beyond chance",
  ...anyAdapter,
  async fn() {
    const losses: Record<string, number[]> = { wasm: [], webgpu: [] };
    const first = (into: number[]): Hook<"accuracy"> => (event) =>
      void (event.type === "report" && into.push(...event.losses.loss!));
    await chain(wasm(), 10, first(losses.wasm!)).train({ steps: 10 });
    const { scores } = await chain(software(), 10, first(losses.webgpu!)).train({ epochs: 6 });
    for (const [i, expected] of losses.wasm!.entries()) {
      assert(Math.abs(losses.webgpu![i]! - expected) < 1e-3, `loss ${i} is ${losses.webgpu![i]}, not ${expected}`);
    }
    // Chance is 10 of 100, give or take 3.
    assert(scores!.accuracy > 50, `accuracy ${scores!.accuracy}`);
  },
});

Deno.test({
  name:
    "webgpu() reads losses an interval, scores a validation and whether the weights are finite an epoch, each at once, and nothing else",
  ...anyAdapter,
  async fn() {
    let reads = 0, memory = 0;
    const counted: Hook<"accuracy"> = (event) => {
      if (event.type !== "start") return;
      const backend = tf.backend() as unknown as WebgpuBackend;
      const { read } = backend;
      backend.read = (dataId) => {
        reads++;
        return read(dataId);
      };
      memory = event.engine.memory!();
    };
    await chain(software(), 5, counted).train({ epochs: 1 });
    assertEquals(reads, 20 / 5 + 1 + 1);
    assert(memory > 0);
  },
});

Deno.test({
  name: "webgpu() hands out the tensors of a snapshot many at a time",
  ...anyAdapter,
  async fn() {
    const backend = await openAny(), { read } = backend;
    let waiting = 0, most = 0;
    backend.read = async (dataId) => {
      most = Math.max(most, ++waiting);
      const values = await read(dataId);
      waiting--;
      return values;
    };
    const tensors = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, tf.fill([2], i)]));
    const host = await readTensors(tensors);
    backend.read = read;
    tf.dispose(tensors);
    assertEquals(Object.keys(host), Object.keys(tensors));
    for (const [name, { data }] of Object.entries(host)) assertEquals(Array.from(data), [Number(name), Number(name)]);
    assertEquals(most, 32);
  },
});

Deno.test({
  name: "webgpu() ends a run whose device is lost with an error, and the next run learns on a fresh one",
  ...anyAdapter,
  async fn() {
    const losing: Hook<"accuracy"> = (event) => {
      if (event.type === "step" && event.step === 3) (tf.backend() as unknown as WebgpuBackend).device.destroy();
    };
    const error = await assertRejects(() => chain(software(), 5, losing).train({ epochs: 1 }), Error);
    // Which of the two depends on whether the event of the loss came before the next step.
    assertMatch(
      error.message,
      /^Cannot go on as .+(lost its device .+|its memory is full or the device is lost): got "/,
    );
    const { steps } = await chain(software(), 5, () => {}).train({ steps: 2 });
    assertEquals(steps, 2);
  },
});
