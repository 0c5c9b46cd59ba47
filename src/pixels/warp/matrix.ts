/** Where pixels come from: 3x3 matrices that take a place of the new image to the old one's. */

/** Rows of a 3x3 matrix of which the last number is 1 unless said otherwise. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** What an affine transform does, around the middle of the image. */
export interface Affinity {
  /** Clockwise, in degrees. */
  readonly angle: number;
  /** To the right and down, in pixels. */
  readonly translate: readonly [x: number, y: number];
  /** How many times as large. */
  readonly scale: number;
  /** Along x and along y, in degrees. */
  readonly shear: readonly [x: number, y: number];
}

/** A height and a width, in pixels. */
export type Size = readonly [height: number, width: number];

/**
 * The matrix from places of the new image to places of the old one, whose middles meet.
 *
 * @param from The size of the old image.
 * @param to The size of the new one.
 * @param centre What stays in its place but for the translation, in pixels of the old image. Default its middle.
 */
export function affine(
  { angle, translate, scale, shear }: Affinity,
  [height, width]: Size,
  [newHeight, newWidth]: Size,
  centre: readonly [x: number, y: number] = [width / 2, height / 2],
): Matrix {
  const turn = radians(angle), alongX = Math.tan(radians(shear[0])), alongY = radians(shear[1]);
  // Turning after scaling after both shears, as a 2x2 matrix of determinant 1, and its inverse.
  const first = exact(Math.cos(turn - alongY)) / Math.cos(alongY),
    second = exact(Math.sin(turn - alongY)) / Math.cos(alongY);
  const a = (exact(Math.cos(turn)) - second * alongX) / scale, b = (first * alongX + exact(Math.sin(turn))) / scale;
  const c = -second / scale, d = first / scale;
  const x = centre[0] + translate[0] + (newWidth - width) / 2, y = centre[1] + translate[1] + (newHeight - height) / 2;
  return [a, b, centre[0] - a * x - b * y, c, d, centre[1] - c * x - d * y, 0, 0, 1];
}

/** Top left, top right, bottom right and bottom left. */
export type Corners = readonly (readonly [x: number, y: number])[];

/** The matrix that takes four new places to four old ones. */
export function perspective(old: Corners, now: Corners): Matrix {
  const rows = now.flatMap(([x, y], i) => {
    const [u, v] = old[i]!;
    return [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]];
  });
  return [...solved(rows), 1] as unknown as Matrix;
}

/** Solves equations, each a row that ends with its right side, by Gauss's elimination with pivots. */
function solved(rows: number[][]): number[] {
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let j = i + 1; j < size; j++) if (Math.abs(rows[j]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = j;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let j = 0; j < size; j++) {
      if (j === i) continue;
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k <= size; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!);
}

/** The way back. */
export function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const top = [e * i - f * h, c * h - b * i, b * f - c * e] as const;
  const middle = [f * g - d * i, a * i - c * g, c * d - a * f] as const;
  return [...top, ...middle, d * h - e * g, b * g - a * h, a * e - b * d];
}

/** Where a matrix takes a place. */
export function taken([a, b, c, d, e, f, g, h, i]: Matrix, x: number, y: number): readonly [number, number] {
  const w = g * x + h * y + i;
  return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
}

/** Nothing where rounding leaves a hair: after a quarter turn pixels would lie to either side of a border by chance, and rows be torn. */
function exact(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : value;
}

function radians(degrees: number): number {
  return degrees * Math.PI / 180;
}
