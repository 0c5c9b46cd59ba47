/**
 * Products of matrices in tiles, whose elements lie wherever their program says: convolutions and their gradients are
 * such products. A workgroup computes a square tile of the product and walks down the shared dimension, a strip of both
 * factors at a time in its own memory; a thread computes four by four numbers.
 *
 * Factors are read by four along the dimension in which they lie one after the other, which decides how they are kept.
 */
import type { Element, Program } from "./program.ts";

/** A factor. */
export interface Factor {
  /** The array that it lies in. */
  readonly array: string;
  /** What it lies along, one number after the other: the dimension that is summed over, or the product's own. */
  readonly along: "sum" | "product";
  /** Whether it always comes by four: then `place` is asked for the first only, and divides by four. */
  readonly byFour: boolean;
  /**
   * WGSL of a function body that says where an element is in the array, or -1 for a zero: of `at`, its row or column
   * in the product, and `k`, its place in the sum; both may lie beyond the end.
   */
  readonly place: string;
}

/** A product. */
export interface Tiles {
  /** What profiles call it. */
  readonly name: string;
  /** The factor whose `at` is the row. */
  readonly left: Factor;
  /** The factor whose `at` is the column. */
  readonly right: Factor;
  /** Integers that the places need, beside those of the tiles. */
  readonly integers: readonly string[];
  /** WGSL of a function body that says where the product's element (`row`, `column`) goes, or -1 for nowhere. */
  readonly target: string;
  /** Declarations that the places share. */
  readonly head?: string;
  /** The rows and columns of a tile. */
  readonly side: Side;
  /**
   * Whether factors, and a product that is whole, are rounded to 16 bits; sums stay in 32. What a workgroup keeps takes half the
   * memory then. Default false.
   */
  readonly half?: boolean;
  /** Whether each slice is a product of its own, whose number the places find as `batch`, and not a part of one sum. Default false. */
  readonly batched?: boolean;
}

/** Rows and columns of a tile: 64 with 256 threads, or 32 with 64. */
export type Side = 32 | 64;

/** Integers of every product: its own size, the sum's length, its slices, and the length of `result`. */
export const SIZES = ["rows", "columns", "depth", "slices", "depthOfSlice", "length"] as const;

/** So much of the shared dimension is kept at once. */
export const STRIP = 16;

const QUARTER = STRIP / 4;

/** The program of a product. Its result may have several slices, one after the other, to be summed. */
export function tiledProduct(
  { name, left, right, integers, target, head = "", side, half = false, batched = false }: Tiles,
): Program {
  const threads = side * side / 16, across = side / 4, kind = half ? "vec4<f16>" : "vec4<f32>";
  const element = (factor: Factor): Element => factor.byFour ? "vec4<f32>" : "f32";
  return {
    name,
    reads: { [left.array]: element(left), [right.array]: element(right) },
    writes: { result: right.along === "product" ? element(right) : "f32" },
    integers: [...SIZES, ...integers],
    threads,
    half,
    code: `
var<private> batch: u32;
${head}
var<workgroup> lefts: array<${kind}, ${kept(left, side)}>;
var<workgroup> rights: array<${kind}, ${kept(right, side)}>;

${reader("left", left)}
${reader("right", right)}
fn placeOfResult(row: u32, column: u32) -> i32 { ${target} }

fn run(group: u32, lane: u32) {
  let tilesAcross = (numbers.columns + ${side - 1}u) / ${side}u;
  let tilesDown = (numbers.rows + ${side - 1}u) / ${side}u;
  let slice = group / (tilesAcross * tilesDown);
  let tile = group % (tilesAcross * tilesDown);
  let top = tile / tilesAcross * ${side}u;
  let start = tile % tilesAcross * ${side}u;
  let x = lane % ${across}u;
  let y = lane / ${across}u;
  ${
      batched
        ? "batch = slice; let begin = 0u; let end = numbers.depth;"
        : "let begin = slice * numbers.depthOfSlice; let end = min(numbers.depth, begin + numbers.depthOfSlice);"
    }
  ${four((i) => `var sum${i} = vec4<f32>();`)}
  for (var k = begin; k < end; k += ${STRIP}u) {
    ${load("left", left, "top", side, kind)}
    ${load("right", right, "start", side, kind)}
    workgroupBarrier();
    ${multiply(left, right, side)}
    workgroupBarrier();
  }
  if (slice >= numbers.slices) { return; }
  let base = i32(slice * numbers.length);
  ${half ? rounded(batched) : ""}
  ${four((i) => write(right, `top + 4u * y + ${i}u`, `sum${i}`, across))}
}`,
  };
}

const four = (code: (i: number) => string): string => [0, 1, 2, 3].map(code).join("\n");

/** A row of a factor that lies along the sum takes one more place than it has, so that rows meet in no bank. */
const PITCH = QUARTER + 1;

const kept = ({ along }: Factor, side: Side) => along === "sum" ? side * PITCH : STRIP * side / 4;

/** Reads four numbers that lie one after the other. */
function reader(which: string, { array, along, byFour, place }: Factor): string {
  const next = (i: number) => along === "sum" ? `pick_${which}(at, k + ${i}u)` : `pick_${which}(at + ${i}u, k)`;
  return `
fn place_${which}(at: u32, k: u32) -> i32 { ${place} }
${
    byFour
      ? `fn read_${which}(at: u32, k: u32) -> vec4<f32> {
  let place = place_${which}(at, k);
  if (place < 0) { return vec4<f32>(); }
  return ${array}[place / 4];
}`
      : `fn pick_${which}(at: u32, k: u32) -> f32 {
  let place = place_${which}(at, k);
  if (place < 0) { return 0.0; }
  return ${array}[place];
}
fn read_${which}(at: u32, k: u32) -> vec4<f32> { return vec4<f32>(${[0, 1, 2, 3].map(next).join(", ")}); }`
  }`;
}

/** Brings a strip of a factor into the workgroup's memory. */
function load(which: string, { along }: Factor, first: string, side: Side, kind: string): string {
  const threads = side * side / 16, all = side * QUARTER;
  const one = along === "sum"
    ? `${which}s[i / ${QUARTER}u * ${PITCH}u + i % ${QUARTER}u] =
        ${kind}(read_${which}(${first} + i / ${QUARTER}u, k + i % ${QUARTER}u * 4u));`
    : `${which}s[i] = ${kind}(read_${which}(${first} + i % ${side / 4}u * 4u, k + i / ${side / 4}u));`;
  return Array.from({ length: all / threads }, (_, turn) => `{ let i = lane + ${turn * threads}u; ${one} }`).join("\n");
}

/** Rounds what is no part of a longer sum. */
function rounded(batched: boolean): string {
  const all = four((i) => `sum${i} = vec4<f32>(vec4<f16>(sum${i}));`);
  return batched ? all : `if (numbers.slices == 1u) { ${all} }`;
}

/** Writes four numbers of a row. */
function write({ along, byFour }: Factor, row: string, sum: string, across: number): string {
  if (along === "product" && byFour) {
    return `{ let at = placeOfResult(${row}, start + 4u * x); if (at >= 0) { result[(base + at) / 4] = ${sum}; } }`;
  }
  return four((j) => {
    const column = along === "sum" ? `x + ${j * across}u` : `4u * x + ${j}u`;
    return `{ let at = placeOfResult(${row}, start + ${column}); if (at >= 0) { result[base + at] = ${sum}[${j}]; } }`;
  });
}

/** Multiplies the strips: four rows by four columns a thread. */
function multiply(left: Factor, right: Factor, side: Side): string {
  const across = side / 4;
  const columns = four((i) => `let b${i} = vec4<f32>(rights[(x + ${i * across}u) * ${PITCH}u + j]);`);
  const dots = four((i) => `sum${i} += vec4<f32>(dot(a${i}, b0), dot(a${i}, b1), dot(a${i}, b2), dot(a${i}, b3));`);
  if (left.along === "product" && right.along === "sum") {
    return `for (var j = 0u; j < ${QUARTER}u; j++) {
      ${four((i) => `let c${i} = vec4<f32>(lefts[(4u * j + ${i}u) * ${across}u + y]);`)}
      ${four((i) => `let a${i} = vec4<f32>(c0[${i}], c1[${i}], c2[${i}], c3[${i}]);`)}
      ${columns}
      ${dots}
    }`;
  }
  if (left.along === "product") {
    return `for (var j = 0u; j < ${STRIP}u; j++) {
      let a = vec4<f32>(lefts[j * ${across}u + y]);
      let b = vec4<f32>(rights[j * ${across}u + x]);
      ${four((i) => `sum${i} += a[${i}] * b;`)}
    }`;
  }
  const rows = four((i) => `let a${i} = vec4<f32>(lefts[(4u * y + ${i}u) * ${PITCH}u + j]);`);
  if (right.along === "product") {
    return `for (var j = 0u; j < ${QUARTER}u; j++) {
      ${rows}
      ${four((i) => `let b${i} = vec4<f32>(rights[(4u * j + ${i}u) * ${across}u + x]);`)}
      ${four((i) => `sum${i} += a${i}.x * b0 + a${i}.y * b1 + a${i}.z * b2 + a${i}.w * b3;`)}
    }`;
  }
  return `for (var j = 0u; j < ${QUARTER}u; j++) {
    ${rows}
    ${columns}
    ${dots}
  }`;
}
