/** Batches made in another thread, so that the next one is ready when a step is done. */
import type { Conversion, ImageShape, Transform } from "../transform.ts";
import type { Developed, LabelledImages } from "./develop.ts";
import type { Order, Question } from "./develop_worker.ts";

/** Another thread at work. */
export interface Ahead {
  /** Makes a batch, as a developer does. One may ask for several before the first is there; they come in order. */
  develop(picked: Uint32Array, seed: number): Promise<Developed>;
  /** Ends the thread. */
  stop(): void;
}

/**
 * Copies images into memory that threads can share.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { share } from "./develop_ahead.ts";
 *
 * const { pixels } = share({ pixels: Uint8Array.of(1, 2), labels: Uint8Array.of(0) });
 * assertEquals(pixels.buffer instanceof SharedArrayBuffer, true);
 * ```
 */
export function share({ pixels, labels }: LabelledImages): LabelledImages {
  const shared = new Uint8Array(new SharedArrayBuffer(pixels.length));
  shared.set(pixels);
  return { pixels: shared, labels };
}

/**
 * Starts another thread that makes batches. What it makes is what this thread would make, bit by bit.
 *
 * @param images All images, of {@linkcode share}.
 * @returns Undefined where that cannot be: a transform without a recipe, one processor, or no leave to read the modules.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normalize } from "../transforms/normalize.ts";
 * import { developAhead, share } from "./develop_ahead.ts";
 *
 * const images = share({ pixels: Uint8Array.of(0, 255), labels: Uint8Array.of(3, 4) });
 * const ahead = await developAhead(images, [1, 1, 1], [], normalize({ mean: [0], std: [1] }));
 * if (ahead !== undefined) assertEquals((await ahead.develop(Uint32Array.of(1), 0)).x, Float32Array.of(1));
 * ahead?.stop();
 * ```
 */
export async function developAhead(
  images: LabelledImages,
  shape: ImageShape,
  transforms: readonly Transform[],
  conversion: Conversion,
): Promise<Ahead | undefined> {
  const address = new URL("./develop_worker.ts", import.meta.url);
  const parts = [...transforms, conversion];
  const recipes = parts.flatMap(({ name, recipe }) => recipe === undefined ? [] : [{ name, ...recipe }]);
  const modules = [address.href, ...recipes.map(({ module }) => module)];
  if (recipes.length < parts.length || navigator.hardwareConcurrency < 2 || !modules.every(mayRead)) return undefined;

  const worker = new Worker(address, { type: "module" });
  const waiting: PromiseWithResolvers<unknown>[] = [];
  worker.onmessage = ({ data }) => waiting.shift()!.resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    const why = new Error(`Cannot make batches in another thread as it must not fail: got ${event.message}.`);
    for (const { reject } of waiting.splice(0)) reject(why);
  };
  const ask = (message: Order | Question): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    // Whoever waits hears of an error at its turn; an answer that nobody came to wait for is no unhandled one.
    answer.promise.catch(() => {});
    waiting.push(answer);
    worker.postMessage(message);
    return answer.promise;
  };
  await ask({ images, shape, recipes });
  return {
    develop: (picked, seed) => ask({ picked, seed }) as Promise<Developed>,
    stop: () => worker.terminate(),
  };
}

/** Deno lets a thread begin with a module only where the main one may read it; one that came by URL it has already. */
function mayRead(module: string): boolean {
  if (!module.startsWith("file:")) return true;
  return Deno.permissions.querySync({ name: "read", path: new URL(module) }).state === "granted";
}
