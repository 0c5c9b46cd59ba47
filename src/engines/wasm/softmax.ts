/** Softmax, its gradient, and the cross-entropy after it, each in one pass over a row that is in the cache. */
import { tf } from "../../tf.ts";
import { bits, kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Kernels, Workshop } from "./kernel.ts";

/**
 * The kernels `Softmax`, of tfjs, along the last axis; `SoftmaxGrad` and `SoftmaxCrossEntropy`, as src/tensors/softmax.ts and
 * src/tensors/softmax.ts describe them.
 */
export function softmaxKernels({ heap, crew }: Workshop): Kernels {
  const sizes = ({ shape }: Info) => {
    const columns = shape.at(-1) ?? 1, rows = tf.util.sizeFromShape(shape.slice(0, -1));
    const each = Math.ceil(taskSize / 4 / Math.max(1, columns));
    return { words: [rows, columns, each], tasks: columns === 0 ? 0 : Math.ceil(rows / each) };
  };
  return {
    Softmax({ logits }) {
      const y = heap.output(logits!.shape), { words, tasks } = sizes(y);
      crew.run(kernel.softmax, tasks, [...[logits!, y].map(heap.address), ...words]);
      return y;
    },

    SoftmaxGrad({ dy, y }) {
      const dx = heap.output(y!.shape), { words, tasks } = sizes(dx);
      crew.run(kernel.softmaxGradient, tasks, [...[dy!, y!, dx].map(heap.address), ...words]);
      return [dx];
    },

    SoftmaxCrossEntropy({ logits, labels }, { smoothing }: { readonly smoothing: number }) {
      const [rows, columns] = logits!.shape as [number, number], { words, tasks } = sizes(logits!);
      const slopes = heap.output(logits!.shape), [losses, sums] = [[rows], [rows]].map(heap.output) as [Info, Info];
      const addresses = [logits!, labels!, slopes, sums, losses].map(heap.address);
      crew.run(kernel.crossEntropy, tasks, [...addresses, ...words, bits(smoothing / columns), bits(1 - smoothing)]);
      const [of, all, names] = [heap.floats(losses), heap.floats(sums), heap.ints(labels!)];
      for (let i = 0; i < rows; i++) {
        of[i] = names[i]! >= 0 && names[i]! < columns ? of[i]! + Math.log(all[i]!) : NaN;
      }
      heap.release(sums);
      return [losses, slopes];
    },
  };
}
