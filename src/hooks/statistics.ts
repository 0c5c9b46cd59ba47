/** How weights and gradients are spread as a run goes on. */
import type { Fact } from "../fact.ts";
import type { Answer, Event, Hook, Needs } from "../hook.ts";
import { asGiven } from "../options/odd_option.ts";
import { asPart, given, requireRange, settle } from "../options/settle.ts";
import { readTensors } from "../tensors/read.ts";
import { binsOf, spreads } from "../tensors/spread.ts";
import type { tf } from "../tf.ts";

/** What is told of weights and gradients, and how often. */
export interface StatisticsOptions {
  /** Steps from one that is looked at to the next. Default 100. */
  readonly every?: number;
  /** What is looked at. Default both. */
  readonly of?: readonly ("weights" | "gradients")[];
  /** Which names are looked at. Default all. */
  readonly only?: RegExp;
  /** Bins of the histogram of each; 0 for none, which reads five numbers a tensor and no more. Default 30. */
  readonly bins?: number;
}

/**
 * Tells norm, mean, standard deviation, least and greatest number of each weight and gradient, as `gradients/head.weight/norm`, the
 * norm of all gradients together as `gradients/norm`, and histograms, for `tensorboard`, `csv` and other sinks. Gradients are those of the loss,
 * before anything clips them.
 *
 * A step that is not looked at costs nothing more; one that is waits until its tensors are read.
 *
 * @throws {TypeError} If there is an option that it does not know.
 * @throws {RangeError} If an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { statistics, tf } from "jsr:@raptor/raptor";
 *
 * const hook = statistics({ every: 1, of: ["gradients"], bins: 0 });
 * const at = { epoch: 1, epochs: 1, step: 1, steps: 1, batch: 1, batches: 1, time: 0, dataTime: 0, lr: 0.1, size: 1 };
 * const answer = await hook({ type: "step", ...at, shown: { gradients: { w: tf.tensor1d([3, 4]) } } });
 * assertEquals(answer!.facts![0], { kind: "scalar", name: "gradients/norm", value: 5 });
 * ```
 */
export function statistics(options: StatisticsOptions = {}): Hook & { readonly needs: Needs } {
  const { every = 100, of = ["weights", "gradients"], only, bins = 30 } = given(options);
  const settings = settle("statistics", options, { every, of, only: only && String(only), bins });
  requireRange("statistics", "a whole number of at least 1", { every });
  requireRange("statistics", "a whole number of at least 0", { bins });
  requireRange("statistics", "a list", { of });
  if (only !== undefined && !(only instanceof RegExp)) {
    throw new TypeError(
      `Cannot make statistics as only must be a regular expression such as /conv/: got ${asGiven(only)}.`,
    );
  }
  const odd = of.find((kind) => kind !== "weights" && kind !== "gradients");
  if (odd !== undefined || of.length === 0) {
    throw new RangeError(`Cannot make statistics as of must list weights, gradients or both: got ${odd ?? "nothing"}.`);
  }
  const shown = Object.fromEntries(of.map((kind) => [kind, every]));
  return asPart("statistics", async (event: Event): Promise<Answer | undefined> => {
    if (event.type !== "step" || event.shown === undefined || event.step % every !== 0) return;
    const facts: Fact[] = [];
    for (const kind of of) facts.push(...await factsOf(kind, chosen(event.shown[kind] ?? {}, only), bins));
    return facts.length === 0 ? undefined : { facts };
  }, { settings, needs: Object.freeze({ events: ["step"] as const, shown }) });
}

function chosen(tensors: Readonly<Record<string, tf.Tensor>>, only?: RegExp): Readonly<Record<string, tf.Tensor>> {
  if (only === undefined) return tensors;
  return Object.fromEntries(Object.entries(tensors).filter(([name]) => name.search(only) >= 0));
}

async function factsOf(kind: string, tensors: Readonly<Record<string, tf.Tensor>>, bins: number): Promise<Fact[]> {
  const each = Object.entries(await spreads(tensors));
  if (each.length === 0) return [];
  const facts: Fact[] = [{
    kind: "scalar",
    name: `${kind}/norm`,
    value: Math.hypot(...each.map(([, { norm }]) => norm)),
  }];
  for (const [name, spread] of each) {
    for (const [what, value] of Object.entries(spread)) {
      facts.push({ kind: "scalar", name: `${kind}/${name}/${what}`, value });
    }
  }
  if (bins === 0) return facts;
  for (const [name, { data }] of Object.entries(await readTensors(tensors))) {
    facts.push({ kind: "histogram", name: `${kind}/${name}`, ...binsOf(data, bins) });
  }
  return facts;
}
