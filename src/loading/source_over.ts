/** Sources made of other sources: the same samples by other numbers. What a source may tell is passed on here, for all of them. */
import type { Settings } from "../settings.ts";
import type { Recipe, Source } from "../source.ts";

/** How the samples of a wrapper are numbered. */
export interface View {
  /** How many there are. */
  readonly size: number;
  /** The number of a sample in its own source. */
  readonly at: (index: number) => number;
  /** Which source has a sample. Default the first. */
  readonly which?: (index: number) => number;
}

/** A wrapper of sources. */
export interface Wrapper<X, Y> {
  /** A word for logs. */
  readonly name: string;
  /** How it was made. */
  readonly settings: Settings;
  /** What it is made of; at least one. */
  readonly sources: readonly Source<X, Y>[];
  /** Numbers the samples; asked when the sources are open. What cannot be is refused here. */
  readonly look: () => View;
  /** How a thread makes it, given its sources. */
  readonly recipe: Omit<Recipe, "of">;
  /** How samples are read, where it is not the sources alone that read them. */
  readonly reading?: Required<Pick<Source<X, Y>, "get" | "expect">>;
}

/**
 * Makes a source of sources. It opens them, and passes on what they tell: labels, titles and a recipe where all of them tell
 * them, and a shape where it is the same in all.
 *
 * @throws {TypeError} If something is no source.
 */
export function sourceOver<X, Y>({ name, settings, sources, look, recipe, reading }: Wrapper<X, Y>): Source<X, Y> {
  for (const source of sources) {
    if (typeof source?.get === "function") continue;
    throw new TypeError(`Cannot make ${name} as it is made of sources: got ${source === null ? null : typeof source}.`);
  }
  // Until its sources are open they may not know how many samples they have.
  let view = sources.every(({ open }) => open === undefined) ? look() : undefined;
  const seen = (): View => view ?? look();
  const expect = (indices: Uint32Array): void => {
    const { which = () => 0, at } = seen();
    for (const [i, source] of sources.entries()) {
      const own = source.expect && indices.filter((index) => which(index) === i);
      if (own !== undefined && own.length > 0) source.expect!(own.map(at));
    }
  };
  return Object.freeze({
    name,
    settings,
    get size() {
      return seen().size;
    },
    get classes() {
      return sources[0]!.classes;
    },
    get shape() {
      const [first, ...others] = sources.map(({ shape }) => shape);
      return others.every((shape) => String(shape) === String(first)) ? first : undefined;
    },
    get permissions() {
      return sources.flatMap(({ permissions }) => permissions ?? []);
    },
    get recipe() {
      const of = sources.flatMap(({ recipe }) => recipe ?? []);
      return of.length === sources.length ? { ...recipe, of } : undefined;
    },
    ...sources.some(({ open }) => open !== undefined) && {
      async open() {
        for (const source of sources) await source.open?.();
        view ??= look();
      },
    },
    get(index: number) {
      const { which, at } = seen();
      return sources[which === undefined ? 0 : which(index)]!.get(at(index));
    },
    ...sources.every(({ labels }) => labels !== undefined) && {
      labels() {
        const { size, which, at } = seen(), labels = sources.map((source) => source.labels!());
        return Int32Array.from({ length: size }, (_, i) => labels[which?.(i) ?? 0]![at(i)]!);
      },
    },
    ...sources.some(({ expect }) => expect !== undefined) && { expect },
    title(index: number) {
      const { which, at } = seen(), source = sources[which?.(index) ?? 0]!, number = at(index);
      return source.title?.(number) ?? `sample ${number} of ${source.name}`;
    },
    ...reading,
  }) as unknown as Source<X, Y>;
}
