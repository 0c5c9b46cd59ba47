/** Files with boxes and masks that other tools wrote, and what they hold. */
import type { BoxTarget, Picture, Sample, Source } from "../../mod.ts";

const golden = new URL("./golden/", import.meta.url);

/** The folder of the files. */
export const ANNOTATED = decodeURIComponent(new URL("annotated", golden).pathname);

interface Boxed {
  readonly boxes: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly area: readonly number[];
  readonly crowd: readonly number[];
  readonly pixels: readonly number[];
}

/** What pycocotools reads of them, and the masks that were written; crowds come last. */
export const KNOWN: {
  readonly classes: readonly string[];
  readonly images: Readonly<Record<string, Boxed>>;
  readonly masks: Readonly<Record<string, readonly number[]>>;
} = JSON.parse(await Deno.readTextFile(new URL("annotated.json", golden)));

/** All samples of a source that is opened. */
export async function samplesOf<X, Y>(source: Source<X, Y>): Promise<Sample<X, Y>[]> {
  await source.open!();
  return await Promise.all(Array.from({ length: source.size }, (_, i) => source.get(i)));
}

/** Boxes, labels and the first pixels. */
export function said({ x, y }: Sample<Picture, BoxTarget>): unknown {
  const boxes = Array.from({ length: y.labels.shape[0] }, (_, i) => [...y.boxes.data.subarray(4 * i, 4 * i + 4)]);
  return { boxes, labels: [...y.labels.data], pixels: [...x.data.subarray(0, 6)] };
}

/** The same of what is known; without the crowds where they are not asked for. */
export function known(name: string, crowds: boolean): unknown {
  const { boxes, labels, crowd, pixels } = KNOWN.images[name]!;
  const isKept = (_: unknown, i: number) => crowds || crowd[i] === 0;
  return { boxes: boxes.filter(isKept), labels: labels.filter(isKept), pixels };
}
