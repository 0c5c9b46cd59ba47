import { assertEquals } from "@std/assert";
import { mixedPrecision, native, tf } from "../../../../mod.ts";
import { needLibrary } from "../need_library.ts";

const needed = await needLibrary();

/** Whole numbers from -2 to 2, whose products and sums bfloat16 has exactly where there are few of them. */
const whole = (shape: number[], seed: number) =>
  tf.tensor(
    Array.from({ length: shape.reduce((all, length) => all * length, 1) }, (_, i) => (i * 7919 + seed) % 5 - 2),
    shape,
  );

for (const mixed of [false, true]) {
  for (const [rows, inner, columns] of [[8, 63, 49], [5, 31, 52], [13, 16, 57], [1, 64, 49], [3, 4, 5]] as const) {
    for (const [transposeA, transposeB] of [[false, true], [true, true], [false, false]] as const) {
      const kind = `${transposeA ? "transposed " : ""}${rows} x ${inner} by ${inner} x ${columns}${
        transposeB ? " transposed" : ""
      }`;
      Deno.test({
        name: `${mixed ? "in bfloat16 " : ""}a product of one batch and one head is that of its definition: ${kind}`,
        ...needed,
        async fn() {
          const { compile } = await (mixed ? mixedPrecision(native()) : native()).open();
          const a = whole([1, 1, ...transposeA ? [inner, rows] : [rows, inner]], 1);
          const b = whole([1, 1, ...transposeB ? [columns, inner] : [inner, columns]], 2);
          const [left, right] = [a, b].map((of) => of.dataSync());
          const at = (i: number, j: number) => {
            let sum = 0;
            for (let k = 0; k < inner; k++) {
              sum += left![transposeA ? k * rows + i : i * inner + k]! *
                right![transposeB ? j * inner + k : k * columns + j]!;
            }
            return sum;
          };
          const step = compile!((a: tf.Tensor, b: tf.Tensor) =>
            tf.tidy(() => tf.neg(tf.neg(tf.matMul(a, b, transposeA, transposeB))))
          );
          // The second step like the first is compiled, if not the first.
          tf.dispose([step(a, b), step(a, b)]);
          const y = step(a, b);
          assertEquals(y.shape, [1, 1, rows, columns]);
          assertEquals(
            [...y.dataSync()],
            Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns) + 0),
          );
          tf.dispose([a, b, y]);
        },
      });
    }
  }
}

for (const rows of [1, 2, 3]) {
  Deno.test({
    name: `a product of ${rows} rows and many numbers is that of its definition, with gradients, eager and compiled`,
    ...needed,
    async fn() {
      const { compile } = await native().open(), [inner, columns] = [700, 400];
      const a = whole([rows, inner], 1), b = whole([inner, columns], 2), [left, right] = [a.dataSync(), b.dataSync()];
      /** A matrix by what makes the parts of its sums. */
      const matrix = (
        height: number,
        width: number,
        terms: number,
        term: (i: number, j: number, k: number) => number,
      ) =>
        Array.from({ length: height * width }, (_, place) => {
          let sum = 0;
          for (let k = 0; k < terms; k++) sum += term(Math.floor(place / width), place % width, k);
          return sum;
        });
      const expected = [
        matrix(rows, columns, inner, (i, j, k) => left[i * inner + k]! * right[k * columns + j]!),
        matrix(rows, inner, columns, (_, j, k) => right[j * columns + k]!),
        matrix(inner, columns, rows, (i, _, k) => left[k * inner + i]!),
      ];
      const slopes = tf.grads((a, b) => tf.sum(tf.matMul(a, b)));
      const step = (a: tf.Tensor, b: tf.Tensor) => tf.tidy(() => [tf.matMul(a, b), ...slopes([a, b])]);
      const compiled = compile!(step);
      tf.dispose([compiled(a, b), compiled(a, b)]);
      for (const results of [step(a, b), compiled(a, b)]) {
        assertEquals(results.map((of) => [...of.dataSync()]), expected);
        tf.dispose(results);
      }
      tf.dispose([a, b]);
    },
  });
}
