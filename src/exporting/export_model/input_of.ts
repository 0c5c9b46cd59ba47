/** What a network takes in, by how it was made, where nobody says it. */
import type { InputSpecs } from "../../graph/record/input_spec.ts";
import type { Model } from "../../model.ts";
import type { Settings } from "../../settings.ts";

/**
 * The input of a network whose settings tell it: rows, tables, texts, and images of one size.
 *
 * @returns Undefined for other networks.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { gpt, mlp } from "jsr:@raptor/raptor";
 * import { inputOf } from "./input_of.ts";
 *
 * assertEquals(inputOf(mlp({ sizes: [4, 2] })), [4]);
 * const small = gpt({ entries: 9, length: 8, layers: 1, heads: 1, units: 2 });
 * assertEquals(inputOf(small), { shape: [8], dtype: "int32" });
 * ```
 */
export function inputOf(
  { name, settings = {} }: Pick<Model<never, unknown>, "name" | "settings">,
): InputSpecs | undefined {
  return INPUTS[name]?.(settings) ?? firstOf(settings);
}

const INPUTS: Readonly<Record<string, (settings: Settings) => InputSpecs | undefined>> = {
  mlp: ({ sizes }) => [(sizes as number[])[0]!],
  dense: ({ inputs }) => [inputs as number],
  gpt: ({ length }) => ({ shape: [length as number], dtype: "int32" }),
  vit: ({ imageSize, channels }) => [imageSize as number, imageSize as number, channels as number],
  tabular: ({ numbers, categories }) => {
    const columns = (categories as readonly unknown[]).length;
    return {
      ...numbers !== 0 && { num: [numbers as number] },
      ...columns > 0 && { cat: { shape: [columns], dtype: "int32" as const } },
    };
  },
};

/** A row of layers takes what its first one does. */
function firstOf({ layers }: Settings): InputSpecs | undefined {
  const first = Array.isArray(layers) ? layers[0] : undefined;
  return first?.name === "dense" ? inputOf({ name: "dense", settings: first }) : undefined;
}
