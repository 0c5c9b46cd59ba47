/** The taps of a convolution's window, and the places that they see. */
import type { Window } from "../../shapes/window.ts";

type Pair = readonly [number, number];

/** All taps in the order of the filter: how far down and across they lie from where the window's step begins. */
export function tapsOf({ full: [kh, kw], first, pad, dilation }: Window): Pair[] {
  return Array.from({ length: kh * kw }, (_, tap): Pair => [
    (Math.floor(tap / kw) - first[0]) * dilation[0] - pad[0],
    (tap % kw - first[1]) * dilation[1] - pad[3],
  ]);
}

/** Whether every pixel is met once and by itself: then the convolution is a plain product of matrices. */
export function isPlain({ full, isPoint, input, output }: Window): boolean {
  return isPoint && full[0] * full[1] === 1 && input[0] === output[0] && input[1] === output[1];
}

/**
 * Which places of a line see pixels: of the places 0, 1, ... that lie `step` apart, those for which `offset` more is
 * within the input.
 *
 * @returns The first of them, and how many.
 */
export function meets(offset: number, step: number, places: number, input: number): Pair {
  const first = Math.max(0, Math.ceil(-offset / step));
  const end = Math.min(places, Math.ceil((input - offset) / step));
  return [first, Math.max(0, end - first)];
}
