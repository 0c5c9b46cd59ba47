/** Halves of a batch meet here without other processes: what both say is worked out beforehand. */
import { assert, assertEquals } from "@std/assert";
import { batchNormTrain, cpu, native, tf } from "../../mod.ts";
import { needLibrary } from "../engines/native/need_library.ts";
import { inMeeting, type Meeting } from "../../src/tensors/meeting.ts";

function meets(): void {
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const whole = tf.randomNormal([6, 3], 2, 3, "float32", 5),
      scale = tf.tensor1d([1, 2, 0.5]),
      offset = tf.tensor1d([0, 1, 2]);
    const dy = tf.randomNormal([6, 3], 0, 1, "float32", 7);
    const run = (x: tf.Tensor, slope: tf.Tensor) => {
      const made = (x: tf.Tensor, s: tf.Tensor, o: tf.Tensor) => batchNormTrain(x, s, o, 1e-3);
      const { mean, variance } = made(x, scale, offset);
      const [dx, dscale, doffset] = tf.grads((x, s, o) => made(x!, s!, o!).y)([x, scale, offset], slope);
      return { y: made(x, scale, offset).y, mean, variance, dx: dx!, dscale: dscale!, doffset: doffset! };
    };
    const expected = run(whole, dy), { mean, variance } = tf.moments(whole, 0);
    const halves = [[0, 2], [2, 4]].map(([from, size]) => {
      const rows = (of: tf.Tensor) => tf.slice(of, [from!, 0], [size!, 3]);
      const met: Meeting = {
        ...{ rows: { from: from!, size: size!, whole: 6 }, norms: true },
        sum: () => [expected.dscale, expected.doffset],
        moments: () => ({ mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D, count: tf.scalar(6) }),
      };
      return inMeeting(met, () => run(rows(whole), rows(dy)));
    });
    const near = (a: tf.Tensor, b: tf.Tensor) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]! < 1e-5;
    const joined = (name: "y" | "dx") => tf.concat(halves.map((half) => half[name]));
    assert(near(joined("y"), expected.y) && near(joined("dx"), expected.dx));
    for (const name of ["dscale", "doffset"] as const) {
      assert(near(tf.addN(halves.map((half) => half[name])), expected[name]), name);
    }
    for (const { mean, variance } of halves) {
      assert(near(mean, expected.mean) && near(variance, expected.variance));
    }
  });
  assertEquals(tf.memory().numTensors, before);
}

Deno.test("batchNormTogether() gives each half of a batch what the whole has, there and back", async () => {
  await cpu().open();
  meets();
});

Deno.test({
  name: "batchNormTogether() does the same by TensorFlow's operations",
  ...await needLibrary(),
  async fn() {
    await native().open();
    meets();
  },
});
