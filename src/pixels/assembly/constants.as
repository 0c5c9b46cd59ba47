/**
 * Where program.ts puts what does not change: V8 would make a constant anew each time it is used, but keeps what a function has read before
 * its loop.
 */

/** Of 12 bytes the first four as whole numbers, the next four and the last four. */
export const FIRST: usize = 0, NEXT: usize = 16, LAST: usize = 32;
/** Of four pixels the reds, the greens and the blues. */
export const RED: usize = 48, GREEN: usize = 64, BLUE: usize = 80;
/** How light these are, four times over (ITU-R 601-2, in torchvision's digits). */
export const LIGHT_RED: usize = 96, LIGHT_GREEN: usize = 112, LIGHT_BLUE: usize = 128;
/** How four pixels of four bytes each lie beside each other where one channel counts, two, three or four. */
export const PACKS: usize = 144;
/** Twice 2, in float64. */
export const TWO: usize = 208;
