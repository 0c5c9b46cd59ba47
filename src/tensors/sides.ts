/** Options of which there is one for each side of an image or a volume: one number for all, or a list. */
import { requireEach, requireRange } from "../options/settle.ts";

/** One number for all sides, or one for each. */
export type Sides = number | readonly number[];

/**
 * The numbers of each side.
 *
 * @param part What is being made, such as `conv3d`.
 * @param count How many sides there are.
 * @param least 0 or 1.
 * @param options By their names.
 * @returns A list for each option, in their order.
 * @throws {RangeError} If a number is no whole one of at least `least`, or a list has not one for each side.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { sidesOf } from "./sides.ts";
 *
 * assertEquals(sidesOf("conv3d", 3, 1, { stride: 2, kernelSize: [1, 3, 3] }), [[2, 2, 2], [1, 3, 3]]);
 * ```
 */
export function sidesOf(
  part: string,
  count: number,
  least: 0 | 1,
  options: Readonly<Record<string, Sides>>,
): (readonly number[])[] {
  const range = least === 0 ? "a whole number of at least 0" : "a whole number of at least 1";
  return Object.entries(options).map(([name, value]) => {
    if (!Array.isArray(value)) {
      requireRange(part, range, { [name]: value });
      return Array<number>(count).fill(value as number);
    }
    requireEach(part, range, { [name]: value });
    if (value.length === count) return value as readonly number[];
    throw new RangeError(
      `Cannot make ${part} as ${name} must be one number, or one for each of ${count} sides: got [${
        value.join(", ")
      }].`,
    );
  });
}
