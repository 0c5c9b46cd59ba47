/** Loads the weights that a model is to begin with. */
import type { Model } from "../model.ts";
import { writeTensor } from "../tensors/read.ts";

/** What came of a file of weights. */
export interface LoadedWeights {
  /** The file. */
  readonly from: string;
  /** The names of the weights that were loaded. */
  readonly taken: readonly string[];
  /** The names in the file of what the model has no place for. */
  readonly left: readonly string[];
  /** The names of the weights that begin as drawn. */
  readonly missing: readonly string[];
}

const loaded = Symbol("loaded");

/**
 * Loads the weights that a model was made to begin with (its option `weights`), each file once. A run does so by itself;
 * it is for models that are used by hand, and before {@linkcode initialize}, which draws what is missing.
 *
 * All files are read and matched before a weight is written.
 *
 * @param model The model.
 * @returns What came of each file; none where the model begins with none, or was loaded before.
 * @throws {RangeError} If nothing of a file fits, or weights that must be there are not.
 * @throws {SyntaxError} If a file is damaged, or of no form that is known.
 * @throws {Deno.errors.NotFound} If there is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadWeights, mlp } from "jsr:@raptor/raptor";
 *
 * assertEquals(await loadWeights(mlp({ sizes: [2, 1] })), []);
 * ```
 */
export async function loadWeights(
  { params, pretrained = [] }: Pick<Model<never, unknown>, "params" | "pretrained">,
): Promise<readonly LoadedWeights[]> {
  const plans = [];
  for (const from of pretrained) {
    const under = Object.entries(params).filter(([name]) => name.startsWith(from.under ?? ""));
    const marks = under.map(([, variable]) => variable as { [loaded]?: true });
    if (marks.length > 0 && marks.every((mark) => mark[loaded])) continue;
    const { plan } = await import("./load_weights/plan.ts");
    plans.push({ marks, ...await plan(params, from) });
  }
  return plans.map(({ path, marks, found, left, missing }) => {
    for (const [name, tensor] of Object.entries(found)) writeTensor(params[name]!, tensor);
    for (const mark of marks) mark[loaded] = true;
    return Object.freeze({ from: path, taken: Object.keys(found), left, missing });
  });
}

/**
 * What came of files of weights, a line for each thing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadedLines } from "./load_weights.ts";
 *
 * const lines = loadedLines([{ from: "a.safetensors", taken: ["fc/bias"], left: [], missing: ["fc/kernel"] }]);
 * assertEquals(lines, ["Took 1 weight of a.safetensors.", "1 weight begins as drawn: fc/kernel."]);
 * ```
 */
export function loadedLines(all: readonly LoadedWeights[]): string[] {
  return all.flatMap(({ from, taken, left, missing }) => [
    `Took ${counted(taken, "weight")} of ${from}.`,
    ...left.length > 0 ? [`Left ${counted(left, "tensor")} of ${from}: ${listed(left)}.`] : [],
    ...missing.length > 0
      ? [`${counted(missing, "weight")} ${missing.length === 1 ? "begins" : "begin"} as drawn: ${listed(missing)}.`]
      : [],
  ]);
}

const counted = (names: readonly string[], what: string) => `${names.length} ${what}${names.length === 1 ? "" : "s"}`;
const listed = (names: readonly string[]) => names.slice(0, 8).join(", ") + (names.length > 8 ? ", ..." : "");
