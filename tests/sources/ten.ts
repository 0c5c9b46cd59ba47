/** Ten labelled images that tell all that a source can tell, made anew in threads by this very function. */
import { assert } from "@std/assert";
import type { Picture, Recipe, Source } from "../../mod.ts";

/** The classes of the samples. */
export const LABELS = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1] as const;

/** Samples whose only pixel is ten times their number, and what they were asked for. */
export interface Ten extends Source<Picture, number> {
  readonly expected: number[];
  readonly recipe: Recipe;
  open(): Promise<void>;
}

/** Makes them. They lie in memory that is used again, and there is nothing before `open`. */
export function ten(name = "ten"): Ten {
  const data = new Uint8Array(1), expected: number[] = [], shape = [1, 1, 1] as const;
  let open = false;
  return {
    name,
    expected,
    shape,
    classes: ["low", "high"],
    permissions: [{ name: "read", path: name }],
    recipe: { module: import.meta.url, name: "ten", options: name },
    get size() {
      return open ? 10 : 0;
    },
    open: () => Promise.resolve(void (open = true)),
    get(index) {
      assert(open && index < 10);
      data[0] = 10 * index;
      return { x: { dtype: "uint8", shape, data }, y: LABELS[index]! };
    },
    labels: () => open ? LABELS : [],
    title: (index) => `number ${index}`,
    expect: (indices) => void expected.push(...indices),
  };
}
