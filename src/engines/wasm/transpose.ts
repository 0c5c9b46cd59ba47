/** Transposes in plain JavaScript, in blocks that stay in the cache. */

const block = 16;

/**
 * Transposes matrices that lie in larger arrays: `to[j * toStride + i] = from[i * fromStride + j]`.
 *
 * @param rows The rows of `from`.
 * @param columns The columns of `from`.
 */
export function transpose(
  from: Float32Array,
  fromOffset: number,
  fromStride: number,
  to: Float32Array,
  toOffset: number,
  toStride: number,
  rows: number,
  columns: number,
): void {
  for (let top = 0; top < rows; top += block) {
    const bottom = Math.min(rows, top + block);
    for (let left = 0; left < columns; left += block) {
      const right = Math.min(columns, left + block);
      for (let j = left; j < right; j++) {
        let source = fromOffset + top * fromStride + j;
        const row = toOffset + j * toStride;
        for (let i = top; i < bottom; i++) {
          to[row + i] = from[source]!;
          source += fromStride;
        }
      }
    }
  }
}
