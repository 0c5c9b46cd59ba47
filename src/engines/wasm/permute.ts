/** Numbers put into another order, by all threads. */
import { kernel, taskSize } from "./crew.ts";
import type { Info } from "./heap.ts";
import type { Workshop } from "./kernel.ts";

/** An axis: how long it is, and from one to the next in the one array and in the other. */
export interface Axis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** What is put where. All sizes and strides count numbers of four bytes. */
export interface Move {
  readonly from: Info;
  readonly to: Info;
  /** Where in them the first number lies. Default 0. */
  readonly start?: { readonly from: number; readonly to: number };
  /** All axes but those of numbers that lie side by side. */
  readonly others?: readonly Axis[];
  /** The last axis of `to`, or if `columns` is that, any. */
  readonly rows: Axis;
  /** The last axis of `from`. */
  readonly columns: Omit<Axis, "from">;
}

/** The most axes beside rows and columns. */
export const mostOthers = 6;

/** Puts numbers where they belong. */
export function move({ heap, crew }: Pick<Workshop, "heap" | "crew">, given: Move): void {
  const { from, to, start = { from: 0, to: 0 }, others = [], rows, columns } = given;
  const count = others.reduce((product, { size }) => product * size, 1), size = rows.size * columns.size;
  if (count * size === 0) return;
  const chunk = Math.min(rows.size, 16 * Math.ceil(taskSize / columns.size / 16)),
    chunks = Math.ceil(rows.size / chunk);
  const each = Math.max(1, Math.floor(taskSize / size)), units = count * chunks;
  crew.run(kernel.permute, Math.ceil(units / each), [
    ...[heap.address(from) + start.from * 4, heap.address(to) + start.to * 4, units, each, chunks],
    ...[rows.size, chunk, rows.from, rows.to, columns.size, columns.to],
    ...[others.length, ...others.flatMap(({ size, from, to }) => [size, from, to])],
  ]);
}

/** Copies runs of numbers that lie a stride apart on both sides. */
export function copyRuns(
  workshop: Pick<Workshop, "heap" | "crew">,
  given: Omit<Move, "others" | "columns">,
  run: number,
): void {
  const { rows } = given;
  // A single run is cut into several, so that all threads have some of it.
  if (rows.size === 1 && run % 16 === 0) {
    const part = run / 16;
    return move(workshop, { ...given, rows: { size: 16, from: part, to: part }, columns: { size: part, to: 1 } });
  }
  move(workshop, { ...given, columns: { size: run, to: 1 } });
}
