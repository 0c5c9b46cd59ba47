/** What `.findLr()` does. */
import { replaceFile } from "../files/atomic.ts";
import type { Loss } from "../loss.ts";
import { smoothed, type Suggestions, suggestLr } from "../pace/suggest_lr.ts";
import { rangeTest } from "../training/range_test.ts";
import { checkChain } from "./checks.ts";
import type { Props } from "./run.ts";
import { scaled } from "./scaled.ts";
import { settle } from "./settle.ts";
import { sow } from "./sow.ts";

/** Which learning rates are tried. */
export interface FindLrOptions {
  /** The first rate. Default 1e-7. */
  readonly from?: number;
  /** The last rate. Default 10. */
  readonly to?: number;
  /** How many steps are taken; the rate grows by the same factor with each. Default 100. */
  readonly steps?: number;
  /** The share of the smooth loss that stays with each step, in [0, 1). Default 0.98. */
  readonly smooth?: number;
  /** The test ends where a loss is so many times the least one. Default 4. */
  readonly stopAt?: number;
  /** Where the curve is written as SVG, such as `lr.svg`. Default nowhere. */
  readonly svg?: string;
}

/** What a range test has found. */
export interface LrRange extends Suggestions {
  /** The rate to begin with: that of the valley. */
  readonly suggestion: number;
  /** The rates that were tried. */
  readonly lrs: readonly number[];
  /** The loss of each. */
  readonly losses: readonly number[];
  /** The losses made smooth, which the suggestions go by. */
  readonly smooth: readonly number[];
}

/**
 * Tries learning rates with the parts of a sentence.
 *
 * @param sentence Its parts.
 * @param options Which rates.
 * @throws {TypeError} If the chain is not complete and right, with every reason.
 * @throws {RangeError} If the losses are not finite almost from the first step on.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { arrays, cpu, meanSquaredError, mlp, sgd } from "jsr:@raptor/raptor";
 * import { findLr } from "./find_lr.ts";
 * import { originOf } from "./origin.ts";
 *
 * const data = arrays({ x: [[0], [1]], y: [[0], [2]], batchSize: 2 });
 * const parts = { data, loss: meanSquaredError(), optimizer: sgd({ lr: 0.1 }), engine: cpu(), metrics: [], hooks: [] };
 * const { suggestion } = await findLr({ origin: originOf(mlp({ sizes: [1, 1] })), ...parts }, { from: 1e-3 });
 * assert(suggestion > 1e-3 && suggestion < 10);
 * ```
 */
export async function findLr<X, P, Y>({ origin, ...others }: Props, options: FindLrOptions = {}): Promise<LrRange> {
  const loan = origin?.toLearn();
  try {
    const props = { ...others, ...loan && { model: loan.model } };
    checkChain("findLr", ["model", "data", "loss"], props, options, [loan?.taken]);
    loan!.take?.();
    const { from = 1e-7, to = 10, steps = 100, smooth = 0.98, stopAt = 4, svg } = options;
    const { optimizer, metrics } = props, { seed = 0 } = sow(props.seed), data = props.data!;
    const engine = await props.engine.open();
    await settle(loan!, undefined, seed);
    await data.open?.();
    try {
      const moved = { optimizer: scaled(engine, optimizer), metrics, engine, seed };
      const parts = { model: loan!.model, data, loss: props.loss as Loss<P, Y>, ...moved };
      const { lrs, losses } = await rangeTest<X, P, Y>(parts, { from, to, steps, stopAt });
      const curve = smoothed(losses, smooth), suggestions = suggestLr(lrs, curve);
      const range = { suggestion: suggestions.valley, ...suggestions, lrs, losses, smooth: curve };
      if (svg !== undefined) await draw(svg, range);
      return Object.freeze(range);
    } finally {
      await data.close?.();
    }
  } finally {
    // Nothing was learnt: a model that was made for it is given back.
    loan?.end(false);
  }
}

async function draw(path: string, { lrs, smooth, valley, steepest }: Omit<LrRange, "suggestion">): Promise<void> {
  const { lineChart } = await import("../plots/line_chart.ts");
  const marks = Object.entries({ valley, steepest }).map(([name, x]) => ({
    x,
    label: `${name} ${x.toExponential(1)}`,
  }));
  const labels = { title: "Range test", xLabel: "learning rate", yLabel: "loss, smooth" };
  const bytes = new TextEncoder().encode(lineChart({ ...labels, x: lrs, y: smooth, logX: true, marks }));
  await replaceFile(path, async (file) => {
    for (let written = 0; written < bytes.length;) written += await file.write(bytes.subarray(written));
  });
}
