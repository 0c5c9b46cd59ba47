/** What a thread's room holds while it multiplies, and the multiplication of what is packed there. */
import { tile12, tile8 } from "./tile";

/** How much of k is packed at a time: a panel of it stays in the nearest cache. */
@inline export const BLOCK = 384;
/** The most rows of a task. */
@inline export const ROWS = 256;
/** Below this depth a run of zeros is too short to be worth leaving out. */
@inline export const SHALLOW = 16;

// What a thread's room holds, in bytes from its start.
@inline export const PACKED_A: usize = 0;
@inline export const PACKED_B: usize = PACKED_A + ROWS * BLOCK * 4;
/** For each row: the address of its result, its place down and across in A, and the address of its image. */
@inline export const ROW_TABLE: usize = PACKED_B + BLOCK * 12 * 4;
/** For each tile: the addresses of four rows of the result. */
@inline export const RESULTS: usize = ROW_TABLE + ROWS * 16;
/** For each tile: how many segments, and the segments. */
@inline export const SEGMENTS: usize = RESULTS + ROWS * 4;
@inline export const SEGMENT_ROOM: usize = 8 + 8 * (BLOCK / SHALLOW + 2);
/** A tile whose columns are not all wanted, and the addresses of its rows. */
@inline export const ASIDE: usize = SEGMENTS + <usize> (ROWS / 4) * SEGMENT_ROOM;
@inline export const ASIDE_ROWS: usize = ASIDE + 4 * 48;

/** The room that a thread wants, in bytes. */
export function roomOf(): usize {
  return ASIDE_ROWS + 16;
}

/** Multiplies all packed rows with the packed panel. */
export function multiply(
  room: usize,
  tiles: i32,
  columns: i32,
  width: i32,
  column: i32,
  tileBytes: usize,
  onTop: bool,
): void {
  let a = room + PACKED_A, segments = room + SEGMENTS, rows = room + RESULTS;
  const b = room + PACKED_B, offset = <usize> column << 2;
  for (let t = 0; t < tiles; t++) {
    const count = load<i32>(segments);
    if (columns < width) {
      for (let r: usize = 0; r < 4; r++) store<usize>(room + ASIDE_ROWS + (r << 2), room + ASIDE + r * 48);
      if (width == 12) tile12(a, segments + 8, count, b, room + ASIDE_ROWS, 0, false);
      else tile8(a, segments + 8, count, b, room + ASIDE_ROWS, 0, false);
      for (let r = 3; r >= 0; r--) {
        const to = load<usize>(rows + (<usize> r << 2)) + offset, from = room + ASIDE + <usize> r * 48;
        for (let c: usize = 0; c < <usize> columns << 2; c += 4) {
          store<f32>(to + c, onTop ? load<f32>(to + c) + load<f32>(from + c) : load<f32>(from + c));
        }
      }
    } else if (width == 12) tile12(a, segments + 8, count, b, rows, offset, onTop);
    else tile8(a, segments + 8, count, b, rows, offset, onTop);
    a += tileBytes;
    segments += SEGMENT_ROOM;
    rows += 16;
  }
}
