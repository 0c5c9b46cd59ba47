/**
 * Over how many values a number of the log is taken, and how: MMEngine's rule, and what a user says beside it. The latest values
 * of a number are its history.
 */

/** What becomes of one of the numbers of a log. */
export interface Smooth {
  /** Which number: `loss`, the name of a part of the loss, `time`, `data_time` or `lr`. */
  readonly name: string;
  /** How its values become one. Default `mean`. */
  readonly by?: Statistic;
  /**
   * Over how many steps: a number, all of the epoch so far, or all of the run. Default 10. A run that goes on from a checkpoint
   * remembers the losses of a number; all of its epoch or of itself is what came since.
   */
  readonly window?: number | "epoch" | "run";
  /** The name under which it is written beside the usual one. Default in place of the usual one. */
  readonly as?: string;
}

/** The numbers of a run by name, smoothed. */
export interface Smoothing {
  /** An epoch begins; one that is already known does not. */
  epoch(number: number): void;
  /** Takes a value of a step. */
  add(name: string, value: number): void;
  /** All names in the order in which they came, with what they come to; those of a rule of one's own at the end. */
  read(): Record<string, number>;
}

const WINDOW = 10;
/** What is averaged; of anything else the latest value is told. */
const AVERAGED = /loss|time|grad_norm/;

/**
 * Starts to smooth. Without a rule of one's own it is as MMEngine does it: losses, times and norms of gradients are means
 * over the last ten steps, and of all else the latest value counts.
 *
 * @param rules Rules of one's own.
 * @throws {RangeError} If two rules write under one name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smoothing } from "./smoothing.ts";
 *
 * const smooth = smoothing([{ name: "loss", by: "max", window: "run", as: "loss_max" }]);
 * for (const loss of [3, 1]) smooth.add("loss", loss);
 * assertEquals(smooth.read(), { loss: 2, loss_max: 3 });
 * ```
 */
export function smoothing(rules: readonly Smooth[] = []): Smoothing {
  const written = rules.map(({ name, as = name }) => as);
  const twice = written.find((name, i) => written.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new RangeError(
      `Cannot smooth two numbers under one name as each needs its own: got ${twice} twice. Give one another name by as.`,
    );
  }
  const values = new Map<string, { readonly all: History; epoch: History | undefined }>();
  let current: number | undefined;
  /** The rule of a name's usual number. */
  const usualOf = (name: string): Omit<Smooth, "name"> =>
    rules.find((rule) => rule.name === name && (rule.as ?? name) === name) ??
      { by: AVERAGED.test(name) ? "mean" : "current" };
  /** Keeps of a name what its rules ask for: there are as many numbers as steps. */
  const begun = (name: string) => {
    const asked = [usualOf(name), ...rules.filter((rule) => rule.name === name)].map(({ window = WINDOW }) => window);
    const most = asked.includes("run")
      ? undefined
      : Math.max(1, ...asked.filter((window) => typeof window === "number"));
    return { all: history(most), epoch: asked.includes("epoch") ? history() : undefined };
  };
  const told = (name: string, { by = "mean", window = WINDOW }: Omit<Smooth, "name">) => {
    const { all, epoch } = values.get(name)!;
    return window === "epoch" ? epoch!.read(by) : all.read(by, window === "run" ? undefined : window);
  };
  return {
    epoch(number) {
      if (current === number) return;
      current = number;
      for (const one of values.values()) one.epoch &&= history();
    },
    add(name, value) {
      let one = values.get(name);
      if (one === undefined) values.set(name, one = begun(name));
      one.all.add(value), one.epoch?.add(value);
    },
    read() {
      const usual = [...values.keys()].map((name) => [name, told(name, usualOf(name))] as const);
      const others = rules.filter(({ name, as = name }) => as !== name && values.has(name));
      return Object.fromEntries([...usual, ...others.map((rule) => [rule.as!, told(rule.name, rule)] as const)]);
    },
  };
}

/**
 * Over how many steps a number is smoothed at most, all of an epoch or of a run left out.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { longestOf } from "./smoothing.ts";
 *
 * assertEquals(longestOf([{ name: "loss", window: 50 }, { name: "lr", window: "run" }]), 50);
 * ```
 */
export function longestOf(rules: readonly Smooth[]): number {
  return Math.max(WINDOW, ...rules.flatMap(({ window }) => typeof window === "number" ? [window] : []));
}

/**
 * Rules as an option, checked.
 *
 * @param part What is being made.
 * @param rules As they were given.
 * @throws {RangeError} If one is none.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { requireRules } from "./smoothing.ts";
 *
 * const text = "Cannot make log as smooth[0].window must be a whole number of at least 1, epoch or run: got 0.";
 * assertThrows(() => requireRules("log", [{ name: "loss", window: 0 }]), RangeError, text);
 * ```
 */
export function requireRules(part: string, rules: readonly Smooth[]): void {
  const refuse = (what: string, got: unknown) => new RangeError(`Cannot make ${part} as ${what}: got ${got}.`);
  if (!Array.isArray(rules)) throw refuse('smooth must be a list such as [{ name: "loss", window: 50 }]', rules);
  const odd = rules.findIndex((rule) => typeof rule !== "object" || rule === null);
  if (odd >= 0) throw refuse(`smooth[${odd}] must be an object`, rules[odd]);
  for (const [i, { name, by = "mean", window = WINDOW, as = name }] of rules.entries()) {
    if (typeof name !== "string") throw refuse(`smooth[${i}].name must be a string`, name);
    if (typeof as !== "string") throw refuse(`smooth[${i}].as must be a string`, as);
    if (!["mean", "max", "min", "current"].includes(by)) {
      throw refuse(`smooth[${i}].by must be mean, max, min or current`, by);
    }
    if (!["epoch", "run"].includes(window as string) && !(Number.isSafeInteger(window) && window as number >= 1)) {
      throw refuse(`smooth[${i}].window must be a whole number of at least 1, epoch or run`, window);
    }
  }
  smoothing(rules);
}

/** How the numbers of a stretch become one. */
export type Statistic = "mean" | "max" | "min" | "current";

/** Numbers, oldest first. */
export interface History {
  /**
   * Adds a number.
   *
   * @param value The number; where it is a sum, `count` says of how many.
   * @param count What a mean divides it by. Default 1.
   */
  add(value: number, count?: number): void;
  /** How many there are. */
  readonly size: number;
  /**
   * What the last numbers come to.
   *
   * @param statistic How.
   * @param last How many of them, fewer where there are fewer. Default all.
   * @returns NaN where there is none.
   */
  read(statistic: Statistic, last?: number): number;
}

/**
 * Makes a history.
 *
 * @param most How many numbers are kept; older ones are dropped. Default 1,000,000, as in MMEngine's `HistoryBuffer`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { history } from "./smoothing.ts";
 *
 * const losses = history();
 * for (const value of [1, 2, 3]) losses.add(value);
 * assertEquals([losses.read("mean", 2), losses.read("max"), losses.read("current")], [2.5, 3, 3]);
 * ```
 */
export function history(most = 1_000_000): History {
  let values: number[] = [], counts: number[] = [];
  return {
    add(value, count = 1) {
      values.push(value), counts.push(count);
      // Cut now and then, as taking one off the front moves all others.
      if (values.length >= 2 * most) values = values.slice(-most), counts = counts.slice(-most);
    },
    get size() {
      return Math.min(values.length, most);
    },
    read(statistic, last = most) {
      const from = Math.max(0, values.length - Math.min(last, most));
      if (values.length === 0) return NaN;
      if (statistic === "current") return values.at(-1)!;
      let [found, count] = statistic === "mean" ? [0, 0] : [values[from]!, 1];
      for (let i = from; i < values.length; i++) {
        if (statistic === "mean") found += values[i]!, count += counts[i]!;
        else found = statistic === "max" ? Math.max(found, values[i]!) : Math.min(found, values[i]!);
      }
      return found / count;
    },
  };
}
