/** Which columns a table uses, as what, and how each is fitted: what the user says, else what the column holds. */
import { nearest } from "../../options/odd_option.ts";
import { requireOneOf, requireRange, settle } from "../../options/settle.ts";
import type { UsedColumn } from "./coder.ts";
import { type ColumnKind, type Survey, textOf } from "./columns.ts";
import type { FitRule, FittedColumn, MissingCategory, MissingNumber, Scale } from "./fitting.ts";

/** What the targets of a table are: one class a row, numbers, or several yes-or-no answers. */
export type TableTask = "classification" | "regression" | "multiLabel";

/** How a column is used. */
export interface ColumnRule {
  /** What it is taken for. Default what it holds. */
  readonly kind?: ColumnKind;
  /** Of numbers: how they are scaled. Default as the table says. */
  readonly scale?: Scale;
  /** What stands for a missing value. Default as the table says. */
  readonly missing?: MissingNumber | MissingCategory;
  /** Of numbers: whether one more input says which are missing, where some are. Default as the table says. */
  readonly indicator?: boolean;
  /** Of ordinal ones: their values, lowest first. Default they are numbers. Of an ordinal target: its classes, in this order. */
  readonly order?: readonly string[];
}

/** What stands for missing values. */
export interface MissingRules {
  /** Of numbers. Default `median`. */
  readonly number?: MissingNumber;
  /** Of categories: their own category, the most frequent one, or none, and the row is refused. Default `own`. */
  readonly category?: MissingCategory;
  /** Whether each column of numbers with missing values has one more input that says where. Default false. */
  readonly indicator?: boolean;
}

/** What the user says of the columns. */
export interface Said {
  readonly targets: readonly string[];
  /** The column that says how much each row weighs. */
  readonly weight: string | undefined;
  readonly task: TableTask | undefined;
  readonly columns: Readonly<Record<string, ColumnKind | ColumnRule>>;
  readonly missing: MissingRules;
  readonly scale: Scale;
  /** What was fitted before, whose columns and kinds are taken. */
  readonly fitted: Readonly<Record<string, FittedColumn>> | undefined;
}

/** What is used: inputs, then the weight, then targets. */
export interface Used {
  readonly columns: readonly UsedColumn[];
  readonly rules: readonly FitRule[];
  /** What is left out unasked, and why. */
  readonly left: readonly string[];
}

const KINDS = ["number", "category", "boolean", "ordinal", "ignore"], SCALES = ["standard", "minMax", "robust", "none"];
const MISSING = { number: ["mean", "median", "mostFrequent", "refuse"], category: ["own", "mostFrequent", "refuse"] };
/** A target that is whole numbers names classes where there are no more of them. */
const FEW = 100;

/**
 * Says which columns are used.
 *
 * @throws {TypeError} If a column or option is not known.
 * @throws {RangeError} If a rule cannot be, a target is no target of the task, or no input is left.
 */
export function usedColumns(file: string, said: Said, { facts }: Survey): Used {
  const { targets, weight, task, columns, missing, scale, fitted } = said, names = [...facts.keys()];
  for (const name of Object.keys(columns)) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new TypeError(
      `Cannot use column ${name} as ${file} has the columns ${names.join(", ")}: got no such one.` +
        (near === undefined ? "" : ` Did you mean ${near}?`),
    );
  }
  const used: UsedColumn[] = [], rules: FitRule[] = [], left: string[] = [];
  for (const [name, { kind: held, why }] of facts) {
    if (targets.includes(name) || name === weight) continue;
    const rule = ruleOf(name, own(columns, name) ?? {}), before = own(fitted ?? {}, name);
    const kind = fitted === undefined ? rule.kind ?? held : before?.kind ?? "ignore";
    if (kind === "ignore") {
      if (rule.kind === undefined && fitted === undefined) left.push(`${name} (${why})`);
      continue;
    }
    const order = before !== undefined && "order" in before ? before.order : rule.order;
    const isCategory = kind === "category", kindOf = isCategory ? "category" : "number";
    const filled = rule.missing ?? (isCategory ? missing.category ?? "own" : missing.number ?? "median");
    requireOneOf("table", MISSING[kindOf], { [`missing of ${name}`]: filled });
    used.push({ name, at: names.indexOf(name), kind, order, needed: filled === "refuse" });
    rules.push({
      scale: kind === "boolean" ? "none" : rule.scale ?? scale,
      missing: kind === "boolean" && rule.missing === undefined ? "mostFrequent" : filled,
      indicator: rule.indicator ?? missing.indicator ?? false,
    });
  }
  if (used.length === 0) {
    const why = left.length === 0 ? "none" : `none but ${left.join(", ")}`;
    throw new RangeError(`Cannot learn from ${file} as it needs columns beside ${targets.join(" and ")}: got ${why}.`);
  }
  if (weight !== undefined) {
    used.push({ name: weight, at: names.indexOf(weight), kind: "number", needed: true, least: 0 });
    rules.push({ scale: "none", missing: "refuse", indicator: false });
  }
  for (const name of targets) {
    const { kind: held, whole, distinct } = facts.get(name)!,
      { kind: said, order } = ruleOf(name, own(columns, name) ?? {});
    if (said === "ordinal" && (task === "regression" || task === "multiLabel")) {
      throw new TypeError(`Cannot tell ${name} of ${file} by levels as task must be "classification": got ${task}.`);
    }
    if (task === undefined && said !== "ordinal" && held === "number" && !(whole && distinct <= FEW)) {
      throw new RangeError(
        `Cannot take ${name} of ${file} for classes as it holds ${
          whole ? `${distinct} different` : "fractional"
        } numbers: ` +
          `got no task. Say task: "regression", or task: "classification" if they are classes.`,
      );
    }
    const kind = task === "regression" ? "number" : task === "multiLabel" ? "boolean" : "category";
    used.push({ name, at: names.indexOf(name), kind, order, needed: true });
    rules.push({ scale: task === "regression" ? "standard" : "none", missing: "refuse", indicator: false });
  }
  return { columns: used, rules, left };
}

/** A column may be called constructor, which any record has. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function ruleOf(name: string, given: ColumnKind | ColumnRule): ColumnRule {
  const rule = typeof given === "string" ? { kind: given } : given;
  const { kind, scale, missing, indicator, order } = rule;
  settle(`columns.${name}`, rule, { kind, scale, missing, indicator, order });
  if (kind !== undefined) requireOneOf("table", KINDS, { [`kind of ${name}`]: kind });
  if (scale !== undefined) requireOneOf("table", SCALES, { [`scale of ${name}`]: scale });
  if (indicator !== undefined) requireRange("table", "true or false", { [`indicator of ${name}`]: indicator });
  if (order === undefined) return rule;
  if (kind !== "ordinal") {
    throw new TypeError(
      `Cannot make table as only ordinal columns have an order: got one for ${name}. Say kind: "ordinal".`,
    );
  }
  // Fields are compared with it as they are with each other.
  return { ...rule, order: order.map(textOf) };
}
