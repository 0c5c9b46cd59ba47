/** Some of a source's samples. */
import { sourceOver, type View } from "../loading/source_over.ts";
import { requireRange, settle } from "../options/settle.ts";
import type { Source } from "../source.ts";

/** Samples at one end of a source; give one of the two. */
export interface SubsetOptions {
  /** So many from the beginning. */
  readonly first?: number;
  /** So many up to the end. */
  readonly last?: number;
}

/**
 * Some of the samples of a source, by their numbers or at one end of it (`Subset` of PyTorch). A number that comes twice is a
 * sample that comes twice.
 *
 * @param which The numbers, in the order wanted; or `{ first: 1000 }`, or `{ last: 1000 }`.
 * @throws {TypeError} If it is neither.
 * @throws {RangeError} If there are no such samples; from `open`, where the source has one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { subset } from "jsr:@raptor/raptor";
 *
 * const squares = { name: "squares", size: 10, get: (i: number) => ({ x: i, y: i * i }) };
 * assertEquals(await subset(squares, [3, 9]).get(1), { x: 9, y: 81 });
 * assertEquals(await subset(squares, { last: 2 }).get(0), { x: 8, y: 64 });
 * ```
 */
export function subset<X, Y>(source: Source<X, Y>, which: ArrayLike<number> | SubsetOptions): Source<X, Y> {
  if (isList(which)) {
    const indices = shared(which, source);
    return sourceOver({
      name: "subset",
      settings: settle("subset", {}, {}, { source, indices: which }),
      sources: [source],
      look: () => chosen(indices, source),
      recipe: { module: import.meta.url, name: "sharedSubset", options: indices.buffer },
    });
  }
  const { first, last } = which ?? {};
  const settings = settle("subset", which, { first, last }, { source });
  if ((first === undefined) === (last === undefined)) {
    throw new TypeError(
      `Cannot make subset as it takes either first or last: got ${first === undefined ? "neither" : "both"}. ` +
        "For others give the numbers of the samples.",
    );
  }
  const count = (first ?? last)!;
  requireRange("subset", "a whole number of at least 1", first === undefined ? { last } : { first });
  return sourceOver({
    name: "subset",
    settings,
    sources: [source],
    look: () => ends(count, first === undefined, source),
    recipe: { module: import.meta.url, name: "subset", options: first === undefined ? { last } : { first } },
  });
}

/** What a thread makes of the recipe of a {@linkcode subset} by numbers, which lie in memory that threads share. */
export function sharedSubset(source: Source, indices: SharedArrayBuffer): Source {
  return subset(source, new Uint32Array(indices));
}

function isList(which: ArrayLike<number> | SubsetOptions): which is ArrayLike<number> {
  return Array.isArray(which) || ArrayBuffer.isView(which);
}

function shared(which: ArrayLike<number>, source: Source<unknown, unknown>): Uint32Array<SharedArrayBuffer> {
  if (which.length === 0) {
    throw new RangeError(`Cannot take a subset of ${source.name} as it needs at least one sample: got none.`);
  }
  const indices = new Uint32Array(new SharedArrayBuffer(4 * which.length));
  for (let i = 0; i < which.length; i++) {
    const index = which[i]!;
    if (!(Number.isInteger(index) && index >= 0 && index < 2 ** 32)) throw noSuch(index, source);
    indices[i] = index;
  }
  return indices;
}

function chosen(indices: Uint32Array, source: Source<unknown, unknown>): View {
  const { size } = source, odd = indices.find((index) => index >= size);
  if (odd !== undefined) throw noSuch(odd, source);
  return { size: indices.length, at: (index) => indices[index]! };
}

function ends(count: number, fromEnd: boolean, { name, size }: Source<unknown, unknown>): View {
  if (count > size) {
    throw new RangeError(
      `Cannot take a subset of ${name} as it has ${size} samples: got ${
        fromEnd ? "last" : "first"
      } ${count}. Take fewer.`,
    );
  }
  const before = fromEnd ? size - count : 0;
  return { size: count, at: (index) => before + index };
}

function noSuch(index: number, { name, size }: Source<unknown, unknown>): RangeError {
  return new RangeError(
    `Cannot take a subset of ${name} as samples are numbered from 0 to ${size - 1}: got ${index}.`,
  );
}
