/**
 * Which numbers of which images a product meets. Rows are numbered by place first and image last, so that the rows of
 * a tile mostly lie at one place of several images, and meet the rim together.
 */

/** The parameters of a product, as src/engines/wasm/product.ts writes them. */
@inline export const A = 0, B = 1, C = 2;
/** The rows: height and width of the grid of places, and images. */
@inline export const PLACES = 3, ACROSS = 4, IMAGES = 5;
/** The images of A: height, width, and the strides of an image, a line and a pixel. */
@inline export const HEIGHT = 6, WIDTH = 7, A_IMAGE = 8, A_LINE = 9, A_PIXEL = 10;
/** How far apart in A the places of the grid are. */
@inline export const STEP_DOWN = 11, STEP_ACROSS = 12;
/** The strides of C (or, in a transposed product, of B) along the rows. */
@inline export const C_IMAGE = 13, C_LINE = 14, C_PIXEL = 15;
/** Numbers of a pixel of A; columns of B; the stride of B's rows (columns, if turned), and whether it is turned. */
@inline export const DEPTH = 16, COLUMNS = 17, B_STRIDE = 18, TURNED = 19;
/** How many taps, and where their table lies. */
@inline export const TAPS = 20, TABLE = 21;
/** How the rows and columns are cut into tasks. */
@inline export const ROW_CHUNK = 22, ROW_CHUNKS = 23, COLUMN_CHUNK = 24, COLUMN_CHUNKS = 25;
/** The strides and counts of matrices in a batch. */
@inline export const A_COUNT = 26, A_MATRIX = 27, B_COUNT = 28, B_MATRIX = 29, C_MATRIX = 30;
/** Zeros, as many as a block is long. */
@inline export const ZEROS = 31;

/** In a transposed product: whether all taps are one matrix, as pays where pixels have few numbers. */
@inline export const IS_JOINT = 32;

/** Words of the table for each tap: its way down and across, its matrix of B; and the rectangle of places that it meets. */
@inline export const TAP = 8;

/** A parameter. */
@inline
export function word(block: usize, index: usize): i32 {
  return load<i32>(block + (index << 2));
}

/** The address of a number of float32 numbers at an address. */
@inline
export function at(address: i32, index: i32): usize {
  return <usize> address + (<usize> index << 2);
}

/** How many columns the next panel takes of those that are left, so that few are filled up with zeros. */
@inline
export function panelWidth(left: i32): i32 {
  return left <= 8 || (left > 12 && left <= 16) ? 8 : 12;
}
