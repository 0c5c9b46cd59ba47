/** The reference engine: plain JavaScript, slow and simple, on every machine. */
import { tf } from "../tf.ts";
import type { Engine } from "../engine.ts";

/**
 * The engine in plain JavaScript. It is the reference that the others are compared with; train with it only what is
 * tiny.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu } from "./cpu.ts";
 *
 * const info = await cpu().open();
 * assertEquals(info.backend, "cpu");
 * ```
 */
export function cpu(): Engine {
  return Object.freeze({
    name: "cpu",
    async open() {
      await tf.setBackend("cpu");
      return { backend: "cpu", version: `tfjs ${tf.version.tfjs}`, device: "cpu", threads: 1 };
    },
    close: () => Promise.resolve(),
  });
}
