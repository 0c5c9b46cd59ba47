/** Several sources as one. */
import { sourceOver, type View } from "../loading/source_over.ts";
import { settle } from "../options/settle.ts";
import type { Source } from "../source.ts";

/**
 * The samples of several sources, one source after the other (`ConcatDataset` of PyTorch).
 *
 * @param sources At least one; their classes, where they have names, are the same.
 * @throws {TypeError} If something is no source, or there is none.
 * @throws {RangeError} If classes differ; from `open`, where a source has one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { concat } from "jsr:@raptor/raptor";
 *
 * const ones = { name: "ones", size: 2, get: () => ({ x: 1, y: 0 }) };
 * const twos = { name: "twos", size: 3, get: () => ({ x: 2, y: 1 }) };
 * const both = concat(ones, twos);
 * assertEquals([both.size, await both.get(2)], [5, { x: 2, y: 1 }]);
 * ```
 */
export function concat<X, Y>(...sources: readonly Source<X, Y>[]): Source<X, Y> {
  if (sources.length === 0) throw new TypeError("Cannot make concat as it is made of sources: got none.");
  return sourceOver({
    name: "concat",
    settings: settle("concat", {}, {}, { sources }),
    sources,
    look: () => oneAfterTheOther(sources),
    recipe: { module: import.meta.url, name: "concat", options: undefined },
  });
}

function oneAfterTheOther(sources: readonly Source<unknown, unknown>[]): View {
  const [first, ...others] = sources;
  for (const { name, classes } of others) {
    if (JSON.stringify(classes) === JSON.stringify(first!.classes)) continue;
    throw new RangeError(
      `Cannot join ${first!.name} and ${name} as a label must mean the same class in both: got ` +
        `${said(first!.classes)} and ${said(classes)}. Give both the same classes, in one order.`,
    );
  }
  let size = 0;
  const begins = sources.map((source) => (size += source.size) - source.size);
  // Few sources: looking from the last one takes no longer than a search in halves.
  const which = (index: number): number => {
    let i = begins.length - 1;
    while (begins[i]! > index) i--;
    return i;
  };
  return { size, which, at: (index) => index - begins[which(index)]! };
}

function said(classes: readonly string[] | undefined): string {
  return classes === undefined ? "no names of classes" : `the classes ${classes.join(", ")}`;
}
