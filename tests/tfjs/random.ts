/** Random numbers and shapes for property tests: pure functions of a seed. */
import { generator, mixSeed } from "../../src/tensors/random.ts";
import { tf } from "../../src/tf.ts";

/** Draws, one after the other. */
export interface Draws {
  /** A whole number below `n`. */
  int(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** A tensor of numbers that lie apart, so that neither a maximum nor a difference of them meets a kink. */
  tensor(shape: readonly number[], dtype?: "float32" | "int32"): tf.Tensor;
}

/** The draws of a seed. */
export function draws(...seed: readonly (string | number)[]): Draws {
  const next = generator(mixSeed(...seed as [string]));
  const int = (n: number) => Math.floor(next() * n);
  return {
    int,
    pick: (list) => list[int(list.length)]!,
    tensor(shape, dtype = "float32") {
      const size = tf.util.sizeFromShape([...shape]);
      if (dtype === "int32") return tf.tensor(Int32Array.from({ length: size }, () => int(7) - 3), [...shape], dtype);
      const order = Array.from({ length: size }, (_, i) => i).map((i) => [next(), i] as const).sort(([a], [b]) =>
        a - b
      );
      const values = new Float32Array(size);
      order.forEach(([, place], rank) =>
        values[place] = (rank - size / 2 + 0.25 + 0.2 * next()) * 2 / Math.max(4, size)
      );
      return tf.tensor(values, [...shape]);
    },
  };
}
