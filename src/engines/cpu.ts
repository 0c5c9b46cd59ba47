/** The reference engine: plain JavaScript, slow and simple, on every machine. */
import { tf } from "../tf.ts";
import type { Engine } from "../engine.ts";
import { takeBackend } from "../tensors/take_backend.ts";

/**
 * The engine in plain JavaScript. It is the reference that the others are compared with; train with it only what is
 * tiny. Closing it gives nothing back, as it holds nothing but tensors.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cpu } from "jsr:@raptor/raptor";
 *
 * const info = await cpu().open();
 * assertEquals(info.backend, "cpu");
 * ```
 */
export function cpu(): Engine {
  return Object.freeze({
    name: "cpu",
    settings: Object.freeze({}),
    async open() {
      const [{ repairReference }, { repairGradients }] = await Promise.all([
        import("../tensors/repairs.ts"),
        import("../tensors/gradients.ts"),
      ]);
      repairReference();
      repairGradients();
      await takeBackend("cpu");
      return { name: "cpu", backend: "cpu", version: `tfjs ${tf.version.tfjs}`, device: "cpu", threads: 1 };
    },
    close: () => Promise.resolve(),
  });
}
