/** A bound on what comes out of a stream: what was packed small may be larger than the disk. */

/**
 * Lets bytes through, until there are more than there may be.
 *
 * @param bytes How many there may be.
 * @param refuse Makes the error that ends the stream then.
 *
 * @example
 * ```ts
 * import { assertEquals, assertRejects } from "@std/assert";
 * import { atMost } from "./at_most.ts";
 *
 * const through = (most: number) =>
 *   new Response(new Blob(["abc"]).stream().pipeThrough(atMost(most, () => new Error("too long")))).text();
 * assertEquals(await through(3), "abc");
 * await assertRejects(() => through(2), Error, "too long");
 * ```
 */
export function atMost(
  bytes: number,
  refuse: () => Error,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let done = 0;
  return new TransformStream({
    transform(chunk, controller) {
      if ((done += chunk.length) > bytes) throw refuse();
      controller.enqueue(chunk);
    },
  });
}
