/** What goes into a model that is to be recorded. */
import { tf } from "../../tf.ts";

/** An input of a model, of one sample. */
export interface InputSpec {
  /** The shape without the batch, such as [224, 224, 3]. */
  readonly shape: readonly number[];
  /** Default float32; int32 for tokens and categories. */
  readonly dtype?: "float32" | "int32" | "bool";
}

/** What a model takes in: one tensor, by its shape or with its type, or several by their names. */
export type InputSpecs = readonly number[] | InputSpec | Readonly<Record<string, readonly number[] | InputSpec>>;

/** Inputs by name. */
export type NamedSpecs = Readonly<Record<string, Required<InputSpec>>>;

/** The name of the only input of a model that has one. */
export const ONLY = "input";

/**
 * Inputs by name, with their types.
 *
 * @throws {RangeError} For what is no shape or no type.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { namedSpecs } from "./input_spec.ts";
 *
 * assertEquals(namedSpecs([8, 3]), { specs: { input: { shape: [8, 3], dtype: "float32" } }, isOne: true });
 * ```
 */
export function namedSpecs(given: InputSpecs): { readonly specs: NamedSpecs; readonly isOne: boolean } {
  const isOne = Array.isArray(given) || Array.isArray((given as InputSpec | undefined)?.shape);
  const entries: [string, unknown][] = isOne ? [[ONLY, given]] : Object.entries(given ?? {});
  if (entries.length === 0) throw refused("input", given);
  return { specs: Object.fromEntries(entries.map(([name, spec]) => [name, specOf(name, spec)])), isOne };
}

function specOf(name: string, given: unknown): Required<InputSpec> {
  const { shape, dtype = "float32" } = (Array.isArray(given) ? { shape: given } : given ?? {}) as InputSpec;
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side > 0);
  if (!isShape || !["float32", "int32", "bool"].includes(dtype)) throw refused(name, given);
  return { shape, dtype };
}

function refused(name: string, got: unknown): RangeError {
  return new RangeError(
    `Cannot record a model as ${name} is a shape of whole numbers of at least 1, without the batch: got ` +
      `${JSON.stringify(got)}. Write [224, 224, 3], { shape: [64], dtype: "int32" }, or several of these by name.`,
  );
}

/** An input of zeros for so many samples, as the model takes it. */
export function exampleOf(specs: NamedSpecs, isOne: boolean, batch: number): unknown {
  const tensors = Object.entries(specs).map(([name, { shape, dtype }]): [string, tf.Tensor] => [
    name,
    tf.zeros([batch, ...shape], dtype),
  ]);
  return isOne ? tensors[0]![1] : Object.fromEntries(tensors);
}
