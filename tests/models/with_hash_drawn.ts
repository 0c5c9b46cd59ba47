/** Networks whose weights a hash draws from their names in PyTorch, and what they answer beside it. */
import { assert, assertEquals } from "@std/assert";
import { initialize, loadWeights, type Model, tf } from "../../mod.ts";
import { writeSafetensors } from "../../src/files/safetensors.ts";
import { hashDrawn } from "../hash_drawn.ts";

/** Some numbers of a tensor. */
export interface Told {
  readonly norm: number;
  readonly every: number;
  readonly some: readonly number[];
}

/**
 * A network with the weights of a state dict, all of which it must take and need.
 *
 * @param make Makes it of a file.
 * @param shapes Of the state dict.
 */
export async function withHashDrawn<M extends Model<never, unknown>>(
  make: (weights: string) => M,
  shapes: Readonly<Record<string, readonly number[]>>,
): Promise<M> {
  const tensors = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, hashDrawn(name, shape)]));
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  {
    using file = await Deno.open(path, { write: true });
    await writeSafetensors(file, { tensors, metadata: {} });
  }
  const model = make(path), [report] = await loadWeights(model);
  initialize(model, 1);
  assertEquals([report!.taken.length, report!.left, report!.missing], [Object.keys(shapes).length, [], []]);
  await Deno.remove(path);
  return model;
}

/** An image [1, height, width, 3] drawn by the hash. */
export function drawnImage(height: number, width: number): tf.Tensor4D {
  return tf.mul(tf.tensor(hashDrawn("image", [1, height, width, 3]).data, [1, height, width, 3]), 16) as tf.Tensor4D;
}

/** Holds a tensor against what was told of PyTorch's. */
export function assertTold(name: string, tensor: tf.Tensor, { norm, every, some }: Told): void {
  const data = tensor.dataSync(), got = some.map((_, i) => data[i * every]!);
  const scale = Math.max(...some.map(Math.abs), norm / Math.sqrt(data.length));
  some.forEach((value, i) => assert(Math.abs(got[i]! - value) < 1e-4 * scale, `${name}: ${got} are not ${some}`));
  const sum = Math.sqrt((data as Float32Array).reduce((sum, value) => sum + value * value, 0));
  assert(Math.abs(sum - norm) < 1e-4 * norm, `${name}: a norm of ${sum}, not ${norm}`);
}
