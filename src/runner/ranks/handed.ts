/** Whether what the first rank hands to the others is what they can go on with: the same that is asked of a file. */
import { toJson } from "../../files/numbers.ts";
import { parseProgress } from "../../files/progress.ts";
import { isShape } from "../../options/heard_from.ts";
import { isRecord } from "../../options/is_record.ts";
import { ARRAYS } from "../../tensors/read.ts";

/** Whether a value is of `sow`. */
export function isSown(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { seed = 0, drawn, notes } = value;
  const isSeed = Number.isInteger(seed) && seed as number >= 0 && seed as number <= 0xffffffff;
  return isSeed && typeof drawn === "boolean" && Array.isArray(notes) &&
    notes.every((note) => typeof note === "string");
}

/**
 * Whether a value is a checkpoint that was found, or that none was.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isNewest } from "./handed.ts";
 *
 * assertEquals([undefined, { path: "a", snapshot: {} }].map(isNewest), [true, false]);
 * ```
 */
export function isNewest(value: unknown): boolean {
  if (value === undefined) return true;
  return isRecord(value) && typeof value.path === "string" && ["string", "undefined"].includes(typeof value.note) &&
    isSnapshot(value.snapshot);
}

function isSnapshot(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { model, optimizer, weights, slots, same = {}, progress, hooks = {}, terms = {}, settings = {} } = value;
  const { learning = {}, marked = {}, tally = {} } = value;
  if (![model, optimizer].every((name) => typeof name === "string")) return false;
  if (![weights, slots, learning, marked, tally].every(areTensors)) return false;
  if (
    !isRecord(same) ||
    !Object.values(same).every((name) => typeof name === "string" && Object.hasOwn(weights as object, name))
  ) {
    return false;
  }
  return [hooks, terms, settings].every(isRecord) && isProgress(progress);
}

function areTensors(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((tensor) => {
    if (!isRecord(tensor)) return false;
    const { dtype, shape, data } = tensor;
    if (typeof dtype !== "string" || !Object.hasOwn(ARRAYS, dtype) || !isShape(shape)) return false;
    const size = shape.reduce((all, side) => all * side, 1);
    return data instanceof ARRAYS[dtype as keyof typeof ARRAYS] && data.length === size;
  });
}

function isProgress(value: unknown): boolean {
  try {
    parseProgress(toJson(value) ?? "");
    return true;
  } catch {
    return false;
  }
}
