import { assert } from "@std/assert";
import { wasm } from "../../../src/engines/wasm.ts";
import { generator, normals } from "../../../src/tensors/random.ts";
import { tf } from "../../../src/tf.ts";

/** Fails unless a product of wasm is that of a plain loop, for each way round that the operands can lie. */
function check(m: number, k: number, n: number) {
  const a = normals(m * k, generator(1)), b = normals(k * n, generator(2));
  const expected = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) for (let j = 0; j < n; j++) expected[i * n + j]! += a[i * k + l]! * b[l * n + j]!;
  }
  tf.tidy(() => {
    const left = tf.tensor2d(a, [m, k]), right = tf.tensor2d(b, [k, n]);
    for (const turnA of [false, true]) {
      for (const turnB of [false, true]) {
        const c = tf.matMul(turnA ? tf.transpose(left) : left, turnB ? tf.transpose(right) : right, turnA, turnB);
        const worst = [...c.dataSync()].reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!)), 0);
        assert(worst <= 1e-5 * k, `[${m}, ${k}] x [${k}, ${n}], turned ${turnA}, ${turnB}: off by ${worst}`);
      }
    }
  });
}

Deno.test("products() are right for sizes about those of tiles, panels and blocks", async () => {
  await wasm().open();
  for (const m of [1, 3, 4, 5, 17]) for (const n of [1, 7, 8, 9, 12, 13, 16, 17, 20, 25]) check(m, 6, n);
  for (const k of [1, 2, 3, 383, 384, 385, 900]) check(9, k, 21);
  for (const m of [255, 256, 257, 600]) check(m, 40, 30);
  check(70, 500, 410);
  check(130, 300, 203);
});

Deno.test("products() without anything to sum are zero", async () => {
  await wasm().open();
  tf.tidy(() => {
    tf.fill([4, 3], 7).dispose();
    assert(tf.matMul(tf.zeros([4, 0]), tf.zeros([0, 3])).dataSync().every((value) => value === 0));
  });
});
