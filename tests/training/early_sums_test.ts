import { assertEquals } from "@std/assert";
import {
  adamw,
  chain,
  clipByNorm,
  cpu,
  crossEntropy,
  dense,
  initialize,
  makeStep,
  native,
  one,
  relu,
  sequential,
  tf,
} from "../../mod.ts";
import type { Place } from "../../src/group.ts";
import { earlySums } from "../../src/training/early_sums.ts";
import { plain } from "../../src/training/wire.ts";
import { needLibrary } from "../engines/native/need_library.ts";

/** Of two ranks that have the same gradients; what is asked for is written down. */
function doubling(size: number, isAbsent = false) {
  const said: string[] = [];
  return Object.assign(
    earlySums({
      apart: (run, from = []) => (said.push("cut"), run(from)),
      exchange: (tensors) => {
        said.push(`begin ${tensors.map(({ size }) => size)}`);
        const sums = tensors.map((tensor) => tf.keep(tf.mul(tensor, 2)));
        return () => (said.push("end"), sums);
      },
      start: () => () => {},
      size,
      absent: () => isAbsent,
    }),
    { said },
  );
}

Deno.test("gradients are summed from four million numbers on, or an eighth of all, and what is left over later", async () => {
  await cpu().open();
  tf.tidy(() => {
    const small = tf.ones([3 * 2 ** 20]), { said, take, end } = doubling(2 ** 24), early = doubling(2 ** 26);
    for (const name of ["a", "b", "c"]) take(name, small);
    assertEquals(said, ["cut", "begin 3145728,3145728"]);
    const sums = end();
    assertEquals([Object.keys(sums), sums.a!.dataSync()[7]], [["a", "b"], 2]);
    assertEquals(end(), {});
    for (const name of ["a", "b", "c"]) early.take(name, small);
    assertEquals([early.said[1], [...early.names]], ["begin 3145728,3145728,3145728", ["a", "b", "c"]]);
  });
});

Deno.test("what does not count adds nothing, and a step that is given up leaves no tensor", async () => {
  await cpu().open();
  const odd = tf.fill([2 ** 22], NaN), absent = doubling(2 ** 22, true);
  tf.tidy(() => absent.take("a", odd));
  assertEquals(absent.end().a!.dataSync()[3], 0);
  const before = tf.memory().numTensors, given = doubling(2 ** 22);
  tf.tidy(() => given.take("a", odd));
  given.drop();
  assertEquals([tf.memory().numTensors, given.said.at(-1), given.names.size], [before, "end", 0]);
});

Deno.test({
  name: "a step whose sums begin early learns what one does whose sums wait, to the last digit",
  ...await needLibrary(),
  async fn() {
    const engine = await native({ threads: 1 }).open();
    const library = Deno.dlopen("libc.so.6", {
      memcpy: { parameters: ["u64", "u64", "usize"], result: "void" },
    });
    const copy = (from: readonly Place[], into: readonly Place[]) => {
      for (const [i, { address, length }] of from.entries()) {
        library.symbols.memcpy(into[i]!.address, address, BigInt(4 * length));
      }
    };
    const learn = (early: boolean) => {
      let begun = 0;
      // The last moment at which another thread may have the sums.
      const startSumInto = (from: readonly Place[], into: readonly Place[]) => (begun++, () => copy(from, into));
      const alone = one(), now = { ...alone.now, sumInto: copy, ...early && { startSumInto } };
      const layer = () => dense({ inputs: 1500, units: 1500 });
      const model = sequential(
        dense({ inputs: 4, units: 1500 }),
        relu(),
        ...Array(6).fill(0).flatMap(() => [layer(), relu()]),
        dense({ inputs: 1500, units: 3 }),
      ) as never as import("../../mod.ts").Model<tf.Tensor2D, tf.Tensor2D>;
      initialize(model, 1);
      const optimizer = chain(clipByNorm(0.5), adamw({ lr: 1e-3 })), slots = optimizer.init(model.params);
      const rows = { from: 0, size: 4, whole: 4 }, whole = () => ({ rows, count: 4, own: 4, absent: false });
      const ranks = { group: { ...alone, now }, norms: false, wire: plain, whole };
      const step = makeStep({ model, loss: crossEntropy(), optimizer, slots, engine, ranks } as never),
        losses: number[] = [];
      const before = tf.memory().numTensors;
      for (let i = 0; i < 5; i++) {
        const x = tf.tensor2d([[i, 1, 0, 2], [2, 3, 1, 0], [4, i, 2, 2], [1, 1, i, 0]]),
          y = tf.tensor1d([0, 1, 2, 1], "int32");
        const told = step({ x, y, size: 4 } as never, { step: i, steps: 5, stepsPerEpoch: 5 }, 0);
        losses.push(told.loss!.dataSync()[0]!);
        tf.dispose([x, y, told] as unknown as tf.TensorContainer);
      }
      const kept = tf.memory().numTensors - before,
        weights = Object.values(model.params).map((weight) => weight.dataSync().slice());
      step.release?.();
      tf.dispose([model.params, slots] as unknown as tf.TensorContainer);
      return { begun, kept, losses, weights };
    };
    const [late, early] = [learn(false), learn(true)];
    // Six layers of 2.25 million numbers: two at a time.
    assertEquals([late.begun, early.begun, late.kept, early.kept], [0, 5 * 3, 0, 0]);
    assertEquals(early.losses, late.losses);
    assertEquals(early.weights, late.weights);
    library.close();
  },
});
