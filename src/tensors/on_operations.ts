/** Who hears each operation that tfjs runs, while it listens. */
import { tf } from "../tf.ts";

/**
 * Hears an operation.
 *
 * @param name Of its kernel, such as `MatMul`.
 * @param from When it began, in milliseconds as `performance.now()` tells.
 * @param to When it was done, or asked for, where an engine does not wait.
 * @param shapes Those of its inputs.
 * @param made Those of its outputs; none where it failed.
 */
export type OperationListener = (
  name: string,
  from: number,
  to: number,
  shapes: readonly (readonly number[])[],
  made: readonly (readonly number[])[],
) => void;

interface Running {
  runKernel(name: string, inputs: tf.NamedTensorMap, attrs?: object): unknown;
}

/**
 * Listens to the operations of the current engine. They run as they do unheard; several may listen, and stop in the order
 * in which they please.
 *
 * @returns Stops listening.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu, tf } from "jsr:@raptor/raptor";
 * import { onOperations } from "./on_operations.ts";
 *
 * await cpu().open();
 * const heard: string[] = [], stop = onOperations((name) => heard.push(name));
 * tf.tidy(() => tf.neg(tf.scalar(1)));
 * stop();
 * tf.tidy(() => tf.abs(tf.scalar(1)));
 * assertEquals(heard, ["Neg"]);
 * ```
 */
export function onOperations(listener: OperationListener): () => void {
  const engine = tf.engine() as unknown as Running, before = engine.runKernel;
  let listening = true;
  engine.runKernel = function (this: Running, name, inputs, attrs) {
    if (!listening) return before.call(this, name, inputs, attrs);
    const from = performance.now();
    let made: unknown;
    try {
      return made = before.call(this, name, inputs, attrs);
    } finally {
      listener(name, from, performance.now(), shapesOf(Object.values(inputs)), shapesOf([made].flat()));
    }
  };
  const own = engine.runKernel;
  return () => {
    listening = false;
    // Someone else may have begun to listen since.
    if (engine.runKernel === own) engine.runKernel = before;
  };
}

function shapesOf(values: readonly unknown[]): number[][] {
  return values.filter((value) => value instanceof tf.Tensor).map(({ shape }) => shape);
}
