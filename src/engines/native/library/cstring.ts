/** Texts for C. */

/** A text as C reads it. */
export function cstring(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
