/** A whole pass on the host, its tensors disposed of. */
import type { Batches } from "../../src/dataset.ts";
import type { tf } from "../../src/tf.ts";

/** A batch on the host. */
export interface HostBatch {
  readonly x: number[];
  readonly y: number[];
  readonly shape: number[];
  readonly size: number;
}

/** Reads every batch of a pass; of one that does not count, nothing. */
export async function allBatches(batches: Batches<tf.Tensor, tf.Tensor>): Promise<HostBatch[]> {
  const all: HostBatch[] = [];
  for await (const { x, y, size, absent = false } of batches) {
    const read = async (tensor: tf.Tensor) => absent ? [] : [...await tensor.data()];
    all.push({ x: await read(x), y: await read(y), shape: x.shape, size });
    x.dispose();
    y.dispose();
  }
  return all;
}
