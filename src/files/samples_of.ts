/** How many samples a batch of predictions has: the first axis of each of its fields. */
import type { HostTensor } from "../snapshot.ts";

/**
 * Counts the samples of a batch.
 *
 * @param batch Its fields by name.
 * @throws {RangeError} If the fields are not of as many samples, as then their rows are of none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { samplesOf } from "./samples_of.ts";
 *
 * assertEquals(samplesOf({ target: { dtype: "int32", shape: [2], data: Int32Array.of(0, 1) } }), 2);
 * ```
 */
export function samplesOf(batch: Readonly<Record<string, HostTensor>>): number {
  const fields = Object.entries(batch), samples = fields[0]?.[1].shape[0] ?? 0;
  const odd = fields.find(([, { shape }]) => shape.length === 0 || shape[0] !== samples);
  if (odd === undefined) return samples;
  const [first, other] = [fields[0]!, odd].map(([name, { shape }]) => `${name} of [${shape.join(", ")}]`);
  const got = odd === fields[0] ? first : `${first} and ${other}`;
  throw new RangeError(
    `Cannot write predictions as the first axis of each field must be the samples of the batch: got ${got}. ` +
      "Have the model answer what is of all samples in training alone, or not at all.",
  );
}
