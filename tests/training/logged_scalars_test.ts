import { assertEquals, assertThrows } from "@std/assert";
import {
  arrays,
  checkpointed,
  cpu,
  type Event,
  model,
  native,
  runner,
  sequential,
  sgd,
  tf,
  wasm,
  weight,
} from "../../mod.ts";
import type { Loss, Mode, Model } from "../../mod.ts";
import { loggedScalars } from "../../src/training/logged_scalars.ts";
import { needLibrary } from "../engines/native/need_library.ts";

await cpu().open();
const needed = await needLibrary();

/** Multiplies by a weight, which it logs. */
const scaled = (): Model<tf.Tensor1D, tf.Tensor1D> => ({
  name: "scaled",
  staticGraph: true,
  params: { by: weight([], 2) },
  forward(x: tf.Tensor1D, mode: Mode) {
    const by = this.params.by as unknown as tf.Scalar;
    mode.log?.("factor", tf.mul(by, 10) as tf.Scalar);
    return tf.mul(x, by) as tf.Tensor1D;
  },
});
const plain: Loss<tf.Tensor1D, tf.Tensor1D> = (p) => tf.mean(p) as tf.Scalar;
const named: Loss<tf.Tensor1D, tf.Tensor1D> = (p) => ({ loss: tf.mean(p) as tf.Scalar, most: tf.max(p) as tf.Scalar });
const half = Object.assign((...given: Parameters<typeof plain>) => plain(...given), { staticGraph: true });

async function told(layer: Model<tf.Tensor1D, tf.Tensor1D>, loss: Loss<tf.Tensor1D, tf.Tensor1D>, engine = cpu()) {
  const rows: Record<string, readonly number[]>[] = [];
  const hear = (event: Event) => void (event.type === "report" && rows.push(event.losses));
  const data = arrays({ x: Array(4).fill(1), y: Array(4).fill(0), batchSize: 1, shuffle: false });
  const network = model({
    params: { scaled: layer },
    staticGraph: true,
    forward: (x: tf.Tensor1D, mode, { scaled }) => scaled.forward(x, mode),
  });
  await runner({ log: { interval: 4, write: () => {}, progress: false } }).model(network).data(data as never).loss(
    loss as never,
  )
    .optimizer(sgd({ lr: 0.5 })).engine(engine).hook(hear).train({ epochs: 1 });
  return rows;
}

const ENGINES = [
  ["cpu", cpu(), {}],
  ["wasm", wasm(), {}],
  ["native, compiled", native(), needed],
  ["native, eager", native({ compile: false }), needed],
] as const;

for (const [on, engine, ignore] of ENGINES) {
  Deno.test({
    name: `log() of a forward pass tells numbers of each step under the layer's path, minimising none, on ${on}`,
    ...ignore,
    async fn() {
      for (const loss of [plain, half]) {
        assertEquals(await told(scaled(), loss, engine), [{
          loss: [2, 1.5, 1, 0.5],
          "scaled/factor": [20, 15, 10, 5],
        }]);
      }
      assertEquals((await told(scaled(), named, engine))[0]!["scaled/factor"], [20, 15, 10, 5]);
    },
  });
}

Deno.test("log() of a forward pass is not there where nothing is learnt, nor within checkpointed()", async () => {
  const modes: boolean[] = [];
  const layer = { ...scaled(), forward: (x: tf.Tensor1D, mode: Mode) => (modes.push(mode.log !== undefined), x) };
  sequential(layer as never).forward(tf.scalar(1) as never, { training: false, seed: 0 });
  assertEquals(modes, [false]);
  assertEquals(await told(checkpointed(scaled()), plain), [{ loss: [2, 1.5, 1, 0.5] }]);
});

Deno.test("loggedScalars() refuses a name with loss in it, one that the loss has, and what is no scalar", () => {
  const { log, beside } = loggedScalars();
  assertThrows(
    () => log("aux_loss", tf.scalar(1)),
    TypeError,
    'a name is a word without "loss", which it would be summed by: got "aux_loss"',
  );
  assertThrows(
    () => log("norm", tf.tensor1d([1, 2]) as never),
    TypeError,
    "norm as it must be a scalar: got a tensor of shape [2]",
  );
  assertThrows(() => log("norm", 3 as never), TypeError, "got 3");
  assertEquals(beside("as it is"), "as it is");
  log("most", tf.scalar(1));
  assertThrows(() => beside({ loss: tf.scalar(1), most: tf.scalar(2) }), TypeError, "the loss answers that name");
});
