/**
 * Two sums down every column of a matrix, on which batch normalisation and its gradient rest. A program adds up slices
 * of rows; whoever wants the totals adds up the slices with the code of `TOTALS`, in each of its workgroups: that costs
 * less than one more program in between.
 */
import type { Info } from "./backend.ts";
import type { Card } from "./card.ts";
import { type Element, elementFor, type Program, THREADS, widthOf } from "./program.ts";

/** A workgroup covers so many columns (of elements) and goes down so many rows at once. */
const ACROSS = 16, DOWN = THREADS / ACROSS;

/** Slices of rows: enough to keep a card busy, few enough to add up again and again. */
const MOST_SLICES = 64, ROWS_OF_A_SLICE = 128;

/** How a matrix is cut into workgroups; the names are those of the programs' integers. */
export type Cut = Readonly<Record<"rows" | "columns" | "blocks" | "slices" | "rowsOfSlice", number>>;

/** The names of a cut, as integers of a program. */
export const CUT = ["rows", "columns", "blocks", "slices", "rowsOfSlice"] as const satisfies readonly (keyof Cut)[];

/** Cuts a matrix of so many rows and columns of numbers. */
export function cut(rows: number, channels: number): Cut {
  const columns = channels / widthOf(elementFor(channels));
  const rowsOfSlice = Math.max(ROWS_OF_A_SLICE, Math.ceil(rows / MOST_SLICES));
  return { rows, columns, blocks: Math.ceil(columns / ACROSS), slices: Math.ceil(rows / rowsOfSlice), rowsOfSlice };
}

/** WGSL that says where a thread is: its `column`, its first `row` of the rows from there to `end`. */
export const PLACE = `
  let column = group % numbers.blocks * ${ACROSS}u + lane % ${ACROSS}u;
  let slice = group / numbers.blocks;
  let down = lane / ${ACROSS}u;
  let isInside = column < numbers.columns && slice < numbers.slices;
  let end = select(0u, min(numbers.rows, (slice + 1u) * numbers.rowsOfSlice), isInside);
  let start = slice * numbers.rowsOfSlice + down;`;

/** WGSL of a loop over those rows; `at` is the place of the element. */
export const forEachRow = (code: string): string => `
  for (var row = start; row < end; row += ${DOWN}u) {
    let at = row * numbers.columns + column;
    ${code}
  }`;

/** WGSL that adds up `first` and `second` over the threads of a column; afterwards all of them have the sums. */
const ADD_UP = `
  firsts[lane] = first;
  seconds[lane] = second;
  for (var half = ${DOWN / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (down < half) {
      firsts[lane] += firsts[lane + half * ${ACROSS}u];
      seconds[lane] += seconds[lane + half * ${ACROSS}u];
    }
  }
  workgroupBarrier();
  first = firsts[lane % ${ACROSS}u];
  second = seconds[lane % ${ACROSS}u];`;

/** WGSL that a program with sums begins with. */
export const declareSums = (element: Element): string => `
alias T = ${element};
var<workgroup> firsts: array<T, ${THREADS}>;
var<workgroup> seconds: array<T, ${THREADS}>;
`;

/** WGSL that adds up the slices in the array `partial`: `first` and `second` are the totals then. */
export const TOTALS = `
  var first = T();
  var second = T();
  if (isInside) {
    for (var i = down; i < numbers.slices; i += ${DOWN}u) {
      first += partial[2u * i * numbers.columns + column];
      second += partial[(2u * i + 1u) * numbers.columns + column];
    }
  }
  ${ADD_UP}`;

/** What is added up. */
export interface ColumnSums {
  /** What profiles call it. */
  readonly name: string;
  /** Matrices, and rows of them such as means, by name. */
  readonly reads: readonly string[];
  /** WGSL before the loop, for columns that are inside. */
  readonly before: string;
  /** WGSL of two expressions at `row`, `column` and `at`. */
  readonly terms: readonly [string, string];
}

/** Adds up slices; the caller gives the tensor [slices, 2, columns] back. */
export type RunColumnSums = (tensors: Readonly<Record<string, Info>>, channels: number, cut: Cut) => Info;

/** Makes a program that adds up slices of rows. */
export function columnSums(card: Card, { name, reads, before, terms }: ColumnSums): RunColumnSums {
  const programOn = (element: Element): Program => ({
    name,
    reads: Object.fromEntries(reads.map((name) => [name, element])),
    writes: { partial: element },
    integers: CUT,
    code: `
${declareSums(element)}
fn run(group: u32, lane: u32) {
  ${PLACE}
  var first = T();
  var second = T();
  if (isInside) {
    ${before}
    ${forEachRow(`first += ${terms[0]}; second += ${terms[1]};`)}
  }
  ${ADD_UP}
  if (isInside && down == 0u) {
    partial[2u * slice * numbers.columns + column] = first;
    partial[(2u * slice + 1u) * numbers.columns + column] = second;
  }
}`,
  });
  const programs = { "f32": programOn("f32"), "vec4<f32>": programOn("vec4<f32>") };
  return (tensors, channels, cut) => {
    const partial = card.output([cut.slices, 2, channels]);
    card.run(programs[elementFor(channels)], { ...tensors, partial }, cut, cut.blocks * cut.slices);
    return partial;
  };
}
