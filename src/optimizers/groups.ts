/** Groups of weights that learn otherwise than the rest, or not at all: one row each. */
import type { Params } from "../model.ts";
import type { Moment, Optimizer } from "../optimizer.ts";
import type { tf } from "../tf.ts";
import { given, requirePart, settle } from "../options/settle.ts";
import { assign } from "./groups/assign.ts";
import type { GroupsOptions } from "./groups/options.ts";
import { type Assigned, rulesOf } from "./groups/rules.ts";

export type { Group, GroupsOptions } from "./groups/options.ts";

/**
 * Lets groups of weights learn otherwise than the rest: at rates of their own, without decay, or not at all. It may stand around
 * any optimizer, and within `chain`, `accumulate`, averages and the parts of a model.
 *
 * What is frozen costs no gradient and keeps no slots; batch norms whose scale and offset are frozen normalize by their running
 * statistics, as in evaluation, and leave them as they are. Dropout goes on dropping there. To thaw it, go on from its weights
 * in a run with another optimizer: `.train({ weights })`.
 *
 * The log has the rate of the optimizer as `base_lr`, and as `lr` that of the first group with one of its own (of the first
 * layer, with `layerDecay`).
 *
 * @param optimizer What moves the weights: one of Raptor's, or of one's own that asks `Moment.own` for its numbers.
 * @throws {RangeError} If an option is out of its range; by `init`, if a pattern names no weight that learns, two of them name
 * the same weight, or nothing is left to learn.
 * @throws {TypeError} If the first part is no optimizer, or there is an option that is not known.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { groups, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { "stem/kernel": weight([], 1), "body/kernel": weight([], 1), "head/kernel": weight([], 1) };
 * const optimizer = groups(sgd({ lr: 0.1 }), { weights: { stem: { frozen: true }, head: { lrFactor: 5 } } });
 * const slots = optimizer.init(params), grads = Object.fromEntries(Object.keys(params).map((name) => [name, tf.scalar(1)]));
 * tf.tidy(() => optimizer.update(grads, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * const [stem, body, head] = Object.values(params).map((w) => w.dataSync()[0]!);
 * assertEquals(stem, 1);
 * assertAlmostEquals(body!, 0.9, 1e-6);
 * assertAlmostEquals(head!, 0.5, 1e-6);
 * ```
 */
export function groups(optimizer: Optimizer, options: GroupsOptions): Optimizer {
  requirePart("groups", "an optimizer", optimizer, "groups(sgd(...), ...)");
  const { weights = {}, noDecay, layerDecay } = given(options);
  const settings = settle("groups", options, { weights, noDecay, layerDecay }, { optimizer });
  const rules = rulesOf({
    weights,
    ...noDecay !== undefined && { noDecay },
    ...layerDecay !== undefined && { layerDecay },
  });
  const known = new WeakMap<tf.Variable, Assigned>();
  const learn = (params: Params) => {
    const assigned = assign(rules, params);
    for (const [name, one] of Object.entries(assigned)) known.set(params[name]!, one);
    return assigned;
  };
  const within = (params: Params, moment: Moment): Moment => ({
    ...moment,
    own(weight, numbers) {
      const given = moment.own?.(weight, numbers) ?? numbers;
      return known.get(params[weight]!)?.change(given, moment) ?? given;
    },
  });
  const isFrozen = (weight: tf.Variable | undefined) => weight !== undefined && known.get(weight)?.frozen === true;
  const withoutFrozen = <T>(values: Readonly<Record<string, T>>, params: Params) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !isFrozen(params[name])));

  const grouped: Optimizer = Object.freeze<Optimizer>({
    ...optimizer,
    name: `groups > ${optimizer.name}`,
    settings,
    rates(step, span) {
      const base = optimizer.lr(step, span);
      return { base_lr: base, lr: rules.first?.({ lr: base }, { ...span, step }).lr ?? base };
    },
    frozen(params) {
      const assigned = learn(params), inner = optimizer.frozen?.(params) ?? [];
      return [...new Set([...inner, ...Object.keys(assigned).filter((name) => assigned[name]!.frozen)])];
    },
    tells: (params) => [...rules.tell(learn(params), params), ...optimizer.tells?.(params) ?? []],
    init(params) {
      learn(params);
      return optimizer.init(withoutFrozen(params, params));
    },
    update(grads, slots, params, moment) {
      optimizer.update(withoutFrozen(grads, params), slots, params, within(params, moment));
    },
    ...optimizer.flush && {
      flush: (slots, params, moment) => optimizer.flush!(slots, params, within(params, moment)),
    },
    within: (self, around) => self === grouped ? groups(around(optimizer), options) : undefined,
  });
  return grouped;
}
