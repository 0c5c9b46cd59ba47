/** Options that a part cannot do without, taken apart. */

/**
 * The options that were given; none where nothing was.
 *
 * A program runs unchecked, so options that are required may be missing. Taken apart as they are, the error would be the
 * language's own; taken apart from here, {@linkcode settle} refuses what was given, by a sentence with the options' names.
 *
 * @param options As they were given.
 *
 * @example
 * ```ts
 * import { assertEquals, assertThrows } from "@std/assert";
 * import { given } from "./given.ts";
 * import { settle } from "./settle.ts";
 *
 * function box(options: { readonly width: number; readonly depth?: number }) {
 *   const { width, depth = width } = given(options);
 *   return settle("box", options, { width, depth });
 * }
 * assertEquals(box({ width: 2 }), { width: 2, depth: 2 });
 * const text = "Cannot make box as its options come as an object of width and depth: got undefined.";
 * assertThrows(() => (box as () => unknown)(), TypeError, text);
 * ```
 */
export function given<O extends object>(options: O): O {
  return options ?? ({} as O);
}
