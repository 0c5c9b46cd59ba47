/** The share that a rank has of each batch, where a dataset does not hand out shares itself. */
import type { Batch, Batches, Dataset, Share } from "../dataset.ts";
import { mapped, tensorsIn } from "../tensors/tensors_in.ts";
import { tf } from "../tf.ts";

/**
 * A dataset that hands out shares: the same one where it does so itself, else one over it, whose every rank makes whole batches
 * and takes its rows of them.
 *
 * @param data Its tensors begin with the examples.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { sharing } from "./shares.ts";
 *
 * const three = () => ({ x: tf.tensor1d([1, 2, 3]), y: tf.tensor1d([4, 5, 6]), size: 3 });
 * const data = sharing({ name: "three", train: () => [three()] });
 * for await (const { x, y, size, of } of data.train({ epoch: 0, seed: 0, rank: 1, ranks: 2 })) {
 *   assertEquals([x.arraySync(), y.arraySync(), size, of], [[2, 3], [5, 6], 2, 3]);
 * }
 * ```
 */
export function sharing<X, Y>(data: Dataset<X, Y, never>): Dataset<X, Y, never> {
  if (data.shares === true) return data;
  // Some of what it tells is known only once it is open.
  return new Proxy(data, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (name === "shares") return true;
      if (typeof member !== "function") return member;
      if (name === "train" || name === "val" || name === "test") {
        const pass = member.bind(target) as (share?: Share) => Batches<X, Y>;
        return ({ rank = 0, ranks = 1, ...others }: Share = {}) =>
          ranks === 1 ? pass(others) : shared(pass(others), rank, ranks);
      }
      return member.bind(target);
    },
  });
}

async function* shared<X, Y>(batches: Batches<X, Y>, rank: number, ranks: number): AsyncGenerator<Batch<X, Y>> {
  for await (const batch of batches) {
    const { x, y, size } = batch;
    const [begin, end] = [rank, rank + 1].map((i) => Math.floor(size * i / ranks)) as [number, number];
    const absent = begin === end, own = absent ? [0, 1] as const : [begin, end] as const;
    const rows = <T>(of: T): T => mapped(of, (tensor) => rowsOf(tensor, size, own)) as T;
    const taken = tf.tidy(() => [rows(x), rows(y)] as unknown as tf.TensorContainer) as unknown as [X, Y];
    tf.dispose(tensorsIn([x, y]));
    yield { ...batch, x: taken[0], y: taken[1], size: own[1] - own[0], of: size, ...absent && { absent } };
  }
}

function rowsOf(tensor: tf.Tensor, size: number, [begin, end]: readonly [number, number]): tf.Tensor {
  // What is not one for each example is everybody's.
  if (tensor.shape[0] !== size) return tf.clone(tensor);
  return tf.slice(tensor, [begin, ...tensor.shape.slice(1).map(() => 0)], [end - begin, ...tensor.shape.slice(1)]);
}
