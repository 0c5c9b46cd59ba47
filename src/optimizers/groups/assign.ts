/** Which group a weight belongs to, and what its numbers become. */
import { distinct } from "../../tensors/by_name.ts";
import type { tf } from "../../tf.ts";
import type { Assigned, Change, Layer, Rules } from "./rules.ts";

/**
 * Assigns every weight that learns.
 *
 * @throws {RangeError} If a pattern names no weight that learns, two groups name the same weight, or all are frozen.
 */
export function assign(
  rules: Rules,
  params: Readonly<Record<string, tf.Variable>>,
): Readonly<Record<string, Assigned>> {
  const learned = Object.entries(distinct(params)).filter(([, { trainable }]) => trainable);
  const names = learned.map(([name]) => name), { groups, spared, layers } = rules;
  for (const { pattern, matches } of [...groups, ...spared.patterns, ...layers?.named ?? []]) {
    if (!names.some(matches)) throw unused(pattern, names);
  }
  const places = layers && placesOf(layers.named, learned), last = places && Math.max(...places.values());
  const assigned = Object.fromEntries(learned.map(([name, { shape }]): [string, Assigned] => {
    const those = groups.filter(({ matches }) => matches(name)), [group] = those;
    if (those.length > 1) {
      throw new RangeError(
        `Cannot group as every weight belongs to one group at most: got ${name} in ${
          those.map(({ pattern }) => `"${pattern}"`).join(" and in ")
        }. Make one of them narrower.`,
      );
    }
    const isSpared = group?.decays !== true &&
      (spared.few && shape.length < 2 || spared.patterns.some(({ matches }) => matches(name)));
    const factor = places === undefined ? 1 : layers!.factor ** (last! - (places.get(name) ?? last!));
    const change: Change = (numbers, moment) => {
      const mine = group?.change(numbers, moment) ?? numbers;
      return { ...mine, lr: mine.lr! * factor, ...isSpared && { weightDecay: 0 } };
    };
    return [name, { frozen: group?.frozen ?? false, change }];
  }));
  if (names.length > 0 && Object.values(assigned).every(({ frozen }) => frozen)) {
    throw new RangeError("Cannot group as something must be left to learn: got groups that freeze every weight.");
  }
  return assigned;
}

/** The place of each weight's layer, counted from the input. */
function placesOf(
  named: readonly Layer[] | undefined,
  learned: readonly (readonly [string, tf.Variable])[],
): Map<string, number> {
  if (named !== undefined) {
    const places = learned.map(([name]) => [name, named.findIndex(({ matches }) => matches(name))] as const);
    return new Map(places.filter(([, place]) => place >= 0));
  }
  const layers = new Map<string, [string, tf.Variable][]>();
  for (const [name, variable] of learned) {
    const layer = layerOf(name);
    layers.set(layer, [...layers.get(layer) ?? [], [name, variable]]);
  }
  const places = new Map<string, number>();
  let place = -1;
  for (const weights of layers.values()) {
    // A norm by itself is no layer: it goes with the one before it.
    if (place < 0 || weights.some(([, { shape }]) => shape.length > 1)) place++;
    for (const [name] of weights) places.set(name, place);
  }
  return places;
}

/** The first levels of a name, up to the first that is a number. */
function layerOf(name: string): string {
  const levels = name.split("/"), number = levels.findIndex((level) => /^\d+$/.test(level));
  return levels.slice(0, number < 0 || number === levels.length - 1 ? 1 : number + 1).join("/");
}

function unused(pattern: string, names: readonly string[]): RangeError {
  const shown = names.slice(0, 5).join(", ");
  return new RangeError(
    `Cannot group as every pattern must name a weight that learns: got "${pattern}", which names none. The weights are ${shown}${
      names.length > 5 ? ", ..." : ""
    }.`,
  );
}
