/** Convolution and its two gradients as products in tiles: nothing is laid out anew in memory, elements are found. */
import { tf } from "../../tf.ts";
import { type Attributes, type Window, windowOf } from "../../shapes/window.ts";
import type { Info } from "./backend.ts";
import type { Card } from "./card.ts";
import { type Choice, filterProgram, forwardProgram, inputProgram } from "./convolution_programs.ts";
import type { Kernels } from "./kernel.ts";
import { pointwise } from "./pointwise.ts";
import type { Program } from "./program.ts";
import { type Side, STRIP } from "./tiles.ts";

/** Workgroups that keep a card busy; where a product has fewer tiles, its sum is cut into slices. */
const BUSY = 128;

/** A slice of a sum that is shorter than this is not worth its place in memory. */
const SHORTEST = 128;

/** A product of that size, and the numbers that its program wants. */
interface Part {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly numbers: Readonly<Record<string, number>>;
}

/** The kernels `Conv2D`, `Conv2DBackpropFilter` and `Conv2DBackpropInput`, of images with their channels last. */
export function convolutionKernels(card: Card): Kernels {
  const [forward, byFilter, byInput] = [forwardProgram, filterProgram, inputProgram].map(variants);
  const [addUp, addUpHalf] = [false, true].map((half) =>
    pointwise(card, {
      name: "SumOfSlices",
      reads: ["partial"],
      writes: ["result"],
      integers: ["slices"],
      half,
      code: `
      var sum = partial[i];
      for (var slice = 1u; slice < numbers.slices; slice++) { sum += partial[slice * numbers.count + i]; }
      result[i] = ${half ? "T(H(sum))" : "sum"};`,
    })
  );

  /** Computes the parts of a result, each of which writes to places of its own. */
  const multiply = (
    variant: (choice: Choice) => Program,
    tensors: Readonly<Record<string, Info>>,
    shape: readonly number[],
    { ci, co }: Window,
    parts: readonly Part[],
  ): Info => {
    const length = tf.util.sizeFromShape([...shape]), result = card.output(shape);
    const largest = (name: "rows" | "columns" | "depth") => Math.max(...parts.map((part) => part[name]));
    const side: Side = largest("rows") <= 32 || largest("columns") <= 32 ? 32 : 64;
    const tiles = ({ rows, columns }: Part) => Math.ceil(rows / side) * Math.ceil(columns / side);
    const all = parts.reduce((sum, part) => sum + tiles(part), 0);
    const slices = Math.max(1, Math.min(Math.floor(BUSY / all), Math.floor(largest("depth") / SHORTEST)));
    const { half } = card.products, program = variant({ side, half, ciByFour: ci % 4 === 0, coByFour: co % 4 === 0 });
    const into = slices === 1 ? result : card.output([slices, length]);
    for (const part of parts) {
      const { rows, columns, depth, numbers } = part;
      const depthOfSlice = Math.ceil(depth / slices / STRIP) * STRIP;
      const sizes = { rows, columns, depth, slices, depthOfSlice, length };
      card.run(program, { ...tensors, result: into }, { ...sizes, ...numbers }, tiles(part) * slices);
    }
    if (slices > 1) {
      (half ? addUpHalf : addUp)!({ partial: into, result }, length, { slices });
      card.release(into);
    }
    return result;
  };

  return {
    Conv2D({ x, filter }, attributes: Attributes) {
      const window = windowOf(x!.shape, filter!.shape, attributes);
      const { n, ci, co, output: [oh, ow], taps: [kh, kw] } = window;
      const numbers = { ...sizesOf(window), ...tapsOf(window) };
      return multiply(forward!, { x: x!, kernel: filter! }, [n, oh, ow, co], window, [
        { rows: n * oh * ow, columns: co, depth: kh * kw * ci, numbers },
      ]);
    },

    Conv2DBackpropFilter({ x, dy }, attributes: Attributes & { readonly filterShape: number[] }) {
      const window = windowOf(x!.shape, attributes.filterShape, attributes);
      const { n, ci, co, output: [oh, ow], full: [fh, fw], first, dilation, pad } = window;
      // All taps, as those that were cut need their zeros.
      const near = { padTop: pad[0] + first[0] * dilation[0], padLeft: pad[3] + first[1] * dilation[1] };
      const numbers = { ...sizesOf(window), ...near, tapsAcross: fw };
      return multiply(byFilter!, { x: x!, dy: dy! }, attributes.filterShape, window, [
        { rows: fh * fw * ci, columns: co, depth: n * oh * ow, numbers },
      ]);
    },

    Conv2DBackpropInput({ dy, filter }, attributes: Attributes & { readonly inputShape: number[] }) {
      const window = windowOf(attributes.inputShape, filter!.shape, attributes);
      const { n, ci, co, input: [h, w], first, stride: [sh, sw], taps: [kh, kw], pad } = window;
      // The pixels of every stride-th row and column meet the same taps: they are a product of their own.
      const phases = (stride: number, pad: number, taps: number, size: number) =>
        Array.from({ length: Math.min(stride, size) }, (_, phase) => {
          const tap = (phase + pad) % stride;
          const count = Math.max(0, Math.ceil((taps - tap) / stride));
          return {
            phase,
            tap,
            taps: count,
            from: (phase + pad - tap) / stride,
            size: Math.ceil((size - phase) / stride),
          };
        });
      const parts = phases(sh, pad[0], kh, h).flatMap((down) =>
        phases(sw, pad[3], kw, w).map((across): Part => ({
          rows: n * down.size * across.size,
          columns: ci,
          depth: down.taps * across.taps * co,
          numbers: {
            ...sizesOf(window),
            ...{ phaseDown: down.phase, phaseAcross: across.phase, sizeDown: down.size, sizeAcross: across.size },
            ...{ fromDown: down.from, fromAcross: across.from, tapsAcross: across.taps },
            ...{ firstDown: first[0] + down.tap, firstAcross: first[1] + across.tap, filterAcross: window.full[1] },
          },
        }))
      );
      return multiply(byInput!, { dy: dy!, kernel: filter! }, attributes.inputShape, window, parts);
    },
  };
}

function sizesOf({ ci, co, input: [h, w], output: [oh, ow], stride: [sh, sw], dilation: [dh, dw] }: Window) {
  return { ci, co, h, w, oh, ow, strideDown: sh, strideAcross: sw, dilationDown: dh, dilationAcross: dw };
}

function tapsOf({ first, full, taps, pad }: Window) {
  const cut = { firstDown: first[0], firstAcross: first[1], filterAcross: full[1], tapsAcross: taps[1] };
  return { ...cut, padTop: pad[0], padLeft: pad[3] };
}

/** Makes each variant of a program once. */
export function variants<C>(make: (choice: C) => Program): (choice: C) => Program {
  const made = new Map<string, Program>();
  return (choice) => {
    const key = JSON.stringify(choice);
    let program = made.get(key);
    if (program === undefined) made.set(key, program = make(choice));
    return program;
  };
}
