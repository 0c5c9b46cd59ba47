/** What the options of groups say, checked once. */
import { namePattern } from "../../options/name_pattern.ts";
import { asGiven, oddOption } from "../../options/odd_option.ts";
import { requireRange } from "../../options/settle.ts";
import type { Moment } from "../../optimizer.ts";
import type { Params } from "../../model.ts";
import type { Group, GroupsOptions } from "./options.ts";

/** Numbers of an optimizer by their names. */
export type Numbers = Readonly<Record<string, number>>;

/** Makes the numbers of a weight of those of all. */
export type Change = (numbers: Numbers, moment: Moment) => Numbers;

/** What is said of a weight. */
export interface Assigned {
  /** Whether it stays as it is. */
  readonly frozen: boolean;
  /** Makes its numbers of those of all. */
  readonly change: Change;
}

/** A pattern and what it says. */
export interface Rule {
  readonly pattern: string;
  readonly matches: (name: string) => boolean;
  readonly frozen: boolean;
  /** Whether it says how strongly its weights shrink. */
  readonly decays: boolean;
  readonly change: Change;
}

/** A layer, by a pattern. */
export interface Layer {
  readonly pattern: string;
  readonly matches: (name: string) => boolean;
}

/** The options of groups, checked. */
export interface Rules {
  readonly groups: readonly Rule[];
  /** Whether a weight of that name and number of axes does not shrink, and the patterns that must name one. */
  readonly spared: { readonly patterns: readonly Layer[]; readonly few: boolean };
  /** The factor from layer to layer, and the layers where they were named. */
  readonly layers: { readonly factor: number; readonly named?: readonly Layer[] } | undefined;
  /** What the first group with a rate of its own makes of it. */
  readonly first: Change | undefined;
  /** The lines that tell what was assigned. */
  tell(assigned: Readonly<Record<string, Assigned>>, params: Params): string[];
}

/** Checks the options. */
export function rulesOf({ weights = {}, noDecay, layerDecay }: GroupsOptions): Rules {
  requireRange("groups", "an object", { weights });
  const groups = Object.entries(weights).map(([pattern, group]) => ruleOf(pattern, group));
  const patterns = Array.isArray(noDecay) ? noDecay.map(layerOf) : [];
  if (noDecay !== undefined && noDecay !== "normsAndBiases" && patterns.length === 0) {
    throw new RangeError(
      `Cannot make groups as noDecay must be "normsAndBiases" or a list of patterns: got ${
        Array.isArray(noDecay) ? "none" : asGiven(noDecay)
      }.`,
    );
  }
  const layers = layersOf(layerDecay);
  if (groups.length === 0 && noDecay === undefined && layers === undefined) {
    throw new RangeError("Cannot make groups as it must be told of weights, noDecay or layerDecay: got none of them.");
  }
  const own = groups.find((_, i) => {
    const { lr, lrFactor } = Object.values(weights)[i]!;
    return lr !== undefined || lrFactor !== undefined;
  });
  return Object.freeze<Rules>({
    ...{ groups, layers, first: own?.change, spared: { patterns, few: noDecay === "normsAndBiases" } },
    tell: (assigned, params) =>
      groups.map(({ pattern, matches }, i) => {
        const those = Object.keys(assigned).filter(matches);
        const size = those.reduce((sum, name) => sum + params[name]!.size, 0);
        return `Group ${pattern}: ${those.length} weights of ${size} numbers, ${inWords(Object.values(weights)[i]!)}`;
      }),
  });
}

function ruleOf(pattern: string, group: Group): Rule {
  const part = "groups";
  const odd = oddOption(group, ["lr", "lrFactor", "weightDecay", "weightDecayFactor", "frozen"]);
  if (odd !== undefined) throw new TypeError(`Cannot make the group "${pattern}" as ${odd}`);
  const { lr, lrFactor, weightDecay, weightDecayFactor, frozen = false } = group;
  const given = { lr, lrFactor, weightDecay, weightDecayFactor };
  requireRange(part, "true or false", { frozen });
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || typeof value === "function") continue;
    requireRange(part, "a finite number of at least 0", { [`${name} of ${pattern}`]: value });
  }
  for (const name of ["lr", "weightDecay"] as const) {
    if (given[name] === undefined || given[`${name}Factor`] === undefined) continue;
    throw new RangeError(
      `Cannot make the group "${pattern}" as it has a number of its own or a factor: got ${name} and ${name}Factor.`,
    );
  }
  if (frozen && Object.values(given).some((value) => value !== undefined)) {
    throw new RangeError(`Cannot make the group "${pattern}" as what is frozen has no numbers of its own: got some.`);
  }
  const now = (value: Group["lr"], moment: Moment) => typeof value === "function" ? value(moment.step, moment) : value;
  return {
    ...{
      pattern,
      matches: namePattern(part, pattern),
      frozen,
      decays: (weightDecay ?? weightDecayFactor) !== undefined,
    },
    change(numbers, moment) {
      const [rate, factor] = [now(lr, moment), now(lrFactor, moment)];
      const [decay, share] = [now(weightDecay, moment), now(weightDecayFactor, moment)];
      return {
        ...numbers,
        lr: rate ?? numbers.lr! * (factor ?? 1),
        ...decay !== undefined && { weightDecay: decay },
        ...share !== undefined && { weightDecay: (numbers.weightDecay ?? 0) * share },
      };
    },
  };
}

function layersOf(layerDecay: GroupsOptions["layerDecay"]): Rules["layers"] {
  if (layerDecay === undefined) return undefined;
  const { factor, layers } = typeof layerDecay === "object" && layerDecay !== null
    ? layerDecay
    : { factor: layerDecay, layers: undefined };
  requireRange("groups", "a finite number above 0", { layerDecay: factor });
  return { factor, ...layers && { named: layers.map(layerOf) } };
}

function layerOf(pattern: string): Layer {
  return { pattern, matches: namePattern("groups", pattern) };
}

function inWords(group: Group): string {
  if (group.frozen) return "frozen";
  const said = Object.entries(group).filter(([, value]) => value !== undefined && value !== false);
  return said.map(([name, value]) => `${name} ${typeof value === "function" ? value.name || "a schedule" : value}`)
    .join(", ");
}
