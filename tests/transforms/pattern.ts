/** An image that any language can make again, to compare with others' figures. */

/** RGB bytes `7919 i mod 251`. */
export function pattern(height: number, width: number): Uint8Array {
  return Uint8Array.from({ length: height * width * 3 }, (_, i) => i * 7919 % 251);
}
