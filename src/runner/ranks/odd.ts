/** An error that says on which rank it was. */
import type { RankGroup } from "../../group.ts";

/** The error itself, its text saying where it was; what cannot be changed stays as it is. */
export function odd(error: unknown, { rank, size }: Pick<RankGroup, "rank" | "size">): unknown {
  const where = ` (on rank ${rank} of ${size})`;
  if (!(error instanceof Error) || Object.isFrozen(error) || error.message.endsWith(where)) return error;
  const { message, stack } = error;
  error.message = message + where;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  return error;
}
