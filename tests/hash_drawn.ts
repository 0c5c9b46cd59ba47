/** Numbers drawn by a hash of a name, which tests/models/golden/make_torchvision.py computes as well. */
import type { HostTensor } from "../src/snapshot.ts";

/** A tensor of a state dict of PyTorch, by its name there: about as large as weights that were learnt. */
export function hashDrawn(name: string, shape: readonly number[]): HostTensor {
  const size = shape.reduce((product, side) => product * side, 1), data = new Float32Array(size);
  let seed = 2166136261;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 16777619);
  const bound = Math.fround(Math.sqrt(3 / (size / shape[0]!)));
  const scale = name.endsWith("running_var")
    ? (u: number) => 1 + u / 2
    : shape.length > 1
    ? (u: number) => u * bound
    : name.endsWith("weight")
    ? (u: number) => 1 + u / 4
    : (u: number) => u / 4;
  for (let i = 0; i < size; i++) {
    let bits = Math.imul(i, 0x9e3779b1) ^ seed;
    bits = Math.imul(bits ^ bits >>> 16, 0x85ebca6b);
    bits = Math.imul(bits ^ bits >>> 13, 0xc2b2ae35);
    data[i] = scale(Math.fround(((bits ^ bits >>> 16) >>> 0) / 2 ** 32 * 2 - 1));
  }
  return { dtype: "float32", shape, data };
}
