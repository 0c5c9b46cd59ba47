/** What a model logs from within its forward pass. */
import type { Mode } from "../model.ts";
import { tf } from "../tf.ts";
import { namedScalars } from "./total_loss.ts";

/** The numbers of one forward pass. */
export interface LoggedScalars {
  /** Of the pass's mode. A name that comes again stands for the last. */
  readonly log: NonNullable<Mode["log"]>;
  /** What the loss answers, and beside it what was logged. */
  beside<A>(answer: A): A | Readonly<Record<string, tf.Scalar>>;
}

/**
 * Begins to listen to a forward pass.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tf } from "jsr:@raptor/raptor";
 * import { loggedScalars } from "./logged_scalars.ts";
 *
 * const logged = loggedScalars();
 * logged.log("entropy", tf.scalar(0.5));
 * assertEquals(Object.keys(logged.beside(tf.scalar(2))), ["loss", "entropy"]);
 * ```
 */
export function loggedScalars(): LoggedScalars {
  const logged: Record<string, tf.Scalar> = {};
  return {
    log(name, value) {
      if (typeof name !== "string" || name === "" || name.includes("loss")) {
        throw new TypeError(
          `Cannot log from a forward pass as a name is a word without "loss", which it would be summed by: got ${
            JSON.stringify(name)
          }. What is to be minimised is the loss's to answer.`,
        );
      }
      if (!(value instanceof tf.Tensor) || value.rank !== 0) {
        const got = value as unknown instanceof tf.Tensor ? `a tensor of shape [${(value as tf.Tensor).shape}]` : value;
        throw new TypeError(
          `Cannot log ${name} as it must be a scalar: got ${got}. Take its mean or its sum, by operations of tf.`,
        );
      }
      logged[name] = value;
    },
    beside(answer) {
      const names = Object.keys(logged);
      if (names.length === 0) return answer;
      const parts = namedScalars(answer, "a loss"), twice = names.find((name) => name in parts);
      if (twice === undefined) return { ...parts, ...logged };
      throw new TypeError(
        `Cannot log ${twice} from a forward pass as the loss answers that name: got both. Rename one of them.`,
      );
    },
  };
}
