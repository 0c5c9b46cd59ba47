/** Where the weights of a model come from, as an option says it: a file alone, or a file and how its names are read. */
import type { Pretrained, WeightsFrom } from "../pretrained.ts";
import { oddOption } from "./odd_option.ts";
import { requireRange } from "./settle.ts";

/**
 * Settles the option `weights` of a model.
 *
 * @param part What is being made, such as `resnet18`.
 * @param given A path, an address, or either with options; undefined for none.
 * @param head The model's last layer, which may have other classes than the file.
 * @returns To be spread into the model.
 * @throws {TypeError} If an option is not known, or there is no file.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { weightsFrom } from "./weights_from.ts";
 *
 * assertEquals(weightsFrom("net", "a.safetensors", "fc"), { pretrained: [{ head: "fc", from: "a.safetensors" }] });
 * assertEquals(weightsFrom("net", undefined), {});
 * ```
 */
export function weightsFrom(
  part: string,
  given: string | URL | WeightsFrom | undefined,
  head?: string,
): { readonly pretrained?: readonly Pretrained[] } {
  if (given === undefined) return {};
  const refuse = (why: string) => new TypeError(`Cannot make ${part} as ${why}`);
  const options = typeof given === "string" || given instanceof URL ? { from: given } : given;
  const odd = oddOption(options, [
    ...["from", "prefix", "rename", "partial", "head", "dir", "megabytes", "licence", "source", "knows"],
  ], "the options of weights");
  if (odd !== undefined) throw refuse(odd);
  const { from, prefix = "", rename, partial = false, dir = "" } = options;
  if (!(from instanceof URL) && (typeof from !== "string" || from === "")) {
    throw refuse(`weights come from a path or an address: got ${String(from)}. Write { weights: "r18.safetensors" }.`);
  }
  requireRange(part, "a string", { "weights.prefix": prefix, "weights.dir": dir });
  requireRange(part, "true or false", { "weights.partial": partial });
  if (rename !== undefined && typeof rename !== "function" && (typeof rename !== "object" || rename === null)) {
    throw refuse(`weights.rename must be a record of beginnings or a function: got ${String(rename)}.`);
  }
  return { pretrained: [Object.freeze({ ...head !== undefined && { head }, ...options })] };
}
