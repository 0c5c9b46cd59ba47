/**
 * Random numbers that are pure functions of a seed, so that a resumed run draws what the first one would have.
 *
 * `mixSeed` derives one seed from another and a place in the run; `generator` draws from it.
 */

/**
 * Derives a seed from parts: the runner's seed, an epoch, a name. Other parts give an unrelated seed.
 *
 * The mixing is the finalizer of MurmurHash3 (Appleby, 2011).
 *
 * @param parts Numbers (any finite ones, taken to 32 bits) and texts, in order.
 * @returns An unsigned 32-bit integer.
 * @throws {TypeError} If a part is neither, such as the seed of a pass by hand that was left out.
 *
 * @example
 * ```ts
 * import { assertEquals, assertNotEquals } from "@std/assert";
 * import { mixSeed } from "jsr:@raptor/raptor";
 *
 * assertEquals(mixSeed(1, "kernel"), mixSeed(1, "kernel"));
 * assertNotEquals(mixSeed(1, 2), mixSeed(2, 1));
 * ```
 */
export function mixSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x9747b28c;
  for (const part of parts) {
    if (typeof part === "number") hash = mix(hash, part | 0);
    else if (typeof part !== "string") throw oddPart(part);
    else for (let i = 0; i < part.length; i++) hash = mix(hash, part.charCodeAt(i) + 0x10000);
  }
  return hash >>> 0;
}

function oddPart(part: unknown): TypeError {
  return new TypeError(
    `Cannot make a seed as it must be made of numbers and texts: got ${typeof part}. A pass by hand needs one: ` +
      "data.train({ epoch: 0, seed: 0 }).",
  );
}

function mix(hash: number, value: number): number {
  hash = Math.imul(hash ^ value, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * A stream of random numbers, uniform in [0, 1) with 32 bits each (the generator sfc32 by Doty-Humphrey).
 *
 * @param seed An unsigned 32-bit integer, as of {@linkcode mixSeed}.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { generator } from "jsr:@raptor/raptor";
 *
 * const next = generator(7);
 * const number = next();
 * assert(number >= 0 && number < 1);
 * ```
 */
export function generator(seed: number): () => number {
  let a = 0x9e3779b9 | 0, b = seed | 0, c = 0x85ebca6b | 0, count = 1;
  const next = () => {
    const sum = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/**
 * Standard normal numbers, by Marsaglia's polar method (Marsaglia and Bray, 1964): three times as fast as sines and
 * cosines, which counts where a network begins with tens of millions of them.
 *
 * @param size How many.
 * @param next Uniform numbers, as of {@linkcode generator}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, normals } from "jsr:@raptor/raptor";
 *
 * assertEquals(normals(3, generator(1)).length, 3);
 * ```
 */
export function normals(size: number, next: () => number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(size);
  for (let i = 0; i < size;) {
    const u = 2 * next() - 1, v = 2 * next() - 1;
    const square = u * u + v * v;
    if (square >= 1 || square === 0) continue;
    const factor = Math.sqrt(-2 * Math.log(square) / square);
    values[i++] = factor * u;
    if (i < size) values[i++] = factor * v;
  }
  return values;
}

/**
 * The numbers 0 to `size - 1` in random order (Fisher-Yates).
 *
 * @param size How many.
 * @param next Uniform numbers, as of {@linkcode generator}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generator, permutation } from "jsr:@raptor/raptor";
 *
 * assertEquals(permutation(4, generator(1)).toSorted(), Uint32Array.of(0, 1, 2, 3));
 * ```
 */
export function permutation(size: number, next: () => number): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
