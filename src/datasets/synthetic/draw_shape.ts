/** The pen of the synthetic dataset. */

/** Whether the pen colours a point. The shape fills about [-1, 1] in both directions. */
type Shape = (x: number, y: number) => boolean;

const { abs, floor, hypot, max } = Math;
const inSquare = (x: number, y: number) => max(abs(x), abs(y)) < 1;

const shapes: Readonly<Record<string, Shape>> = {
  disc: (x, y) => hypot(x, y) < 1,
  ring: (x, y) => abs(hypot(x, y) - 0.75) < 0.25,
  square: (x, y) => max(abs(x), abs(y)) < 0.85,
  frame: (x, y) => abs(max(abs(x), abs(y)) - 0.75) < 0.25,
  triangle: (x, y) => y < 0.8 && y > 2 * abs(x) - 1,
  plus: (x, y) => inSquare(x, y) && (abs(x) < 0.28 || abs(y) < 0.28),
  cross: (x, y) => inSquare(x, y) && abs(abs(x) - abs(y)) < 0.35,
  rows: (x, y) => inSquare(x, y) && floor((y + 1) * 2.5) % 2 === 0,
  columns: (x, y) => inSquare(x, y) && floor((x + 1) * 2.5) % 2 === 0,
  checks: (x, y) => inSquare(x, y) && (floor((x + 1) * 2) + floor((y + 1) * 2)) % 2 === 0,
};

/** The names of the shapes, in the order of their labels. */
export const SHAPES: readonly string[] = Object.freeze(Object.keys(shapes));

/**
 * Draws a shape in a random colour, place and size on a random background, under noise.
 *
 * @param image Filled: rows of RGB pixels.
 * @param side Height and width, in pixels.
 * @param label The index of the shape.
 * @param next Uniform random numbers in [0, 1).
 */
export function drawShape(image: Uint8Array, side: number, label: number, next: () => number): void {
  const shape = shapes[SHAPES[label]!]!;
  const radius = side * (0.22 + 0.16 * next());
  const centerX = side / 2 + (next() - 0.5) * (side - 2 * radius) * 0.8;
  const centerY = side / 2 + (next() - 0.5) * (side - 2 * radius) * 0.8;
  // Hues of neighbouring classes overlap: colour helps, but shape must be seen to be sure.
  const ink = color((label + 4 * (next() - 0.5)) / SHAPES.length, 150 + 90 * next());
  const paper = color(next(), 40 + 60 * next());
  const noise = 20 + 40 * next();
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const source = shape((x + 0.5 - centerX) / radius, (y + 0.5 - centerY) / radius) ? ink : paper;
      const grain = (next() - 0.5) * noise;
      for (let c = 0; c < 3; c++) image[at++] = Math.min(255, max(0, source[c]! + grain));
    }
  }
}

/** A colour of this hue (1 is once around the wheel), whose brightest channel has this value. */
function color(hue: number, value: number): readonly number[] {
  return [0, 1 / 3, 2 / 3].map((peak) => value * (0.6 + 0.4 * Math.cos(2 * Math.PI * (hue - peak))));
}
