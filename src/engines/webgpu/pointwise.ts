/** Programs that do the same to every number by itself, and the rectifier's gradient in one of them. */
import type { Info } from "./backend.ts";
import type { Card } from "./card.ts";
import { type Element, elementFor, type Program, THREADS, widthOf } from "./program.ts";
import { tf } from "../../tf.ts";
import type { Kernels } from "./kernel.ts";

/** What is done to every number. */
export interface Pointwise {
  /** What profiles call it. */
  readonly name: string;
  /** Names of the tensors that are read. */
  readonly reads: readonly string[];
  /** Names of the tensors that are written, or changed in place. */
  readonly writes: readonly string[];
  /** Names of scalars that are read, which the code finds as `name[0]`. */
  readonly scalars?: readonly string[];
  /** Whole numbers that are the same for all, which the code finds as `numbers.name`, beside `numbers.count`. */
  readonly integers?: readonly string[];
  /** Other numbers, likewise. */
  readonly floats?: readonly string[];
  /** Whether the code has numbers of 16 bits in it, of the type `H`. Default false. */
  readonly half?: boolean;
  /** WGSL on the elements `name[i]`, of the type `T`: one number or four. */
  readonly code: string;
}

/** Runs on tensors of one size. */
export type RunPointwise = (
  tensors: Readonly<Record<string, Info>>,
  size: number,
  numbers?: Readonly<Record<string, number>>,
) => void;

/** Makes a pointwise program. */
export function pointwise(
  card: Card,
  { name, reads, writes, scalars = [], integers = [], floats = [], half = false, code }: Pointwise,
): RunPointwise {
  const programOn = (element: Element): Program => ({
    name,
    reads: Object.fromEntries([...reads.map((name) => [name, element]), ...scalars.map((name) => [name, "f32"])]),
    writes: Object.fromEntries(writes.map((name) => [name, element])),
    integers: ["count", ...integers],
    floats,
    half,
    code: `
alias T = ${element};
${half ? `alias H = ${element.replace("f32", "f16")};` : ""}

fn run(group: u32, lane: u32) {
  let i = group * ${THREADS}u + lane;
  if (i >= numbers.count) { return; }
  ${code}
}`,
  });
  const programs = { "f32": programOn("f32"), "vec4<f32>": programOn("vec4<f32>") };
  return (tensors, size, numbers = {}) => {
    const element = elementFor(size), count = size / widthOf(element);
    card.run(programs[element], tensors, { count, ...numbers }, Math.ceil(count / THREADS));
  };
}

/** The kernel `ReluGrad`, as src/tensors/relu.ts describes it. */
export function reluKernels(card: Card): Kernels {
  const gradient = pointwise(card, {
    name: "ReluGrad",
    reads: ["dy", "y"],
    writes: ["dx"],
    code: "dx[i] = select(T(), dy[i], y[i] > T());",
  });
  return {
    ReluGrad({ dy, y }) {
      const dx = card.output(y!.shape);
      gradient({ dy: dy!, y: y!, dx }, tf.util.sizeFromShape(y!.shape));
      return [dx];
    },
  };
}
