/** Which tensor of a file goes into which weight of a model, and what is left over on either side. */
import type { Pretrained } from "../../pretrained.ts";
import type { HostTensor } from "../../snapshot.ts";
import { aliasesOf, axesOf, turned } from "./names.ts";

type Tensors = Readonly<Record<string, HostTensor>>;
type Shaped = Readonly<Record<string, { readonly shape: readonly number[] }>>;

/** What fits what. */
export interface Match {
  /** Tensors for the weights, by the names of the weights. */
  readonly found: Tensors;
  /** The names in the file of what nobody took. */
  readonly left: readonly string[];
  /** Weights that begin as drawn, by their names. */
  readonly missing: readonly string[];
}

/** What is no weight: a counter of PyTorch's batch norms, for those without a momentum, and what Swin computes of its windows. */
const ASIDE = /(^|\.)(num_batches_tracked|relative_position_index)$/;

/**
 * Matches the tensors of a file with the weights of a model by their names and shapes.
 *
 * @param tensors By the names of the file.
 * @param params The weights, by names of the model.
 * @param from What the names of the file mean, and what may be missing.
 * @param file What the file is called in errors.
 * @throws {RangeError} If nothing fits, or a weight that must not be missing is, or is of another shape.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { match } from "./match.ts";
 *
 * const tensors = { "module.fc.weight": { dtype: "float32", shape: [1, 2], data: Float32Array.of(5, 6) } } as const;
 * const { found } = match(tensors, { "fc/kernel": { shape: [2, 1] } }, { from: "a", prefix: "module." }, "a");
 * assertEquals(found["fc/kernel"]!.shape, [2, 1]);
 * ```
 */
export function match(tensors: Tensors, params: Shaped, from: Pretrained, file: string): Match {
  const { under = "", partial = false, head } = from;
  const named = renamed(tensors, from);
  const wanted = Object.entries(params).filter(([name]) => name.startsWith(under));
  const found: [string, HostTensor][] = [], taken = new Set<string>(), missing: string[] = [], unlike: string[] = [];
  for (const [name, { shape }] of wanted) {
    const alias = aliasesOf(name.slice(under.length)).find(({ name }) => named.has(name));
    const { source, tensor } = (alias && named.get(alias.name)) ?? {};
    if (tensor === undefined) {
      missing.push(name);
      continue;
    }
    taken.add(source!);
    const sides = alias!.turned ? axesOf(tensor.shape.length).map((axis) => tensor.shape[axis]!) : tensor.shape;
    if (String(sides) === String(shape)) found.push([name, alias!.turned ? turned(tensor) : tensor]);
    else unlike.push(`${name} [${shape}] for ${source} [${tensor.shape}]`), missing.push(name);
  }
  const left = Object.keys(tensors).filter((name) => !taken.has(name) && !ASIDE.test(name));
  const refuse = (got: string, hint: string) =>
    new RangeError(`Cannot load ${file} into the model as its tensors must be its weights: got ${got}. ${hint}`);
  const anyway = "Make the model as it was made there.";
  if (found.length === 0 && unlike.length > 0) throw refuse(`${unlike.length} others (${some(unlike)})`, anyway);
  if (found.length === 0) {
    throw refuse(
      `none of ${wanted.length} weights (${some(wanted.map(([name]) => name))}) among ${some(Object.keys(tensors))}`,
      prefixHint([...named.keys()], wanted.map(([name]) => name.slice(under.length))),
    );
  }
  // A head of which a part is missing begins anew as a whole.
  const whole = typeof head === "string" ? `${under}${head}/` : undefined;
  const anew = whole !== undefined && missing.some((name) => name.startsWith(whole)) ? whole : undefined;
  const lacking = missing.filter((name) => anew === undefined || !name.startsWith(anew));
  if (lacking.length > 0 && !partial) {
    const shapes = unlike.filter((text) => anew === undefined || !text.startsWith(anew));
    throw refuse(
      `${lacking.length} others (${some(shapes.length > 0 ? shapes : lacking)})`,
      "Make the model as it was made there, name what differs by rename, or let such weights begin anew with partial: true.",
    );
  }
  const kept = found.filter(([name]) => anew === undefined || !name.startsWith(anew));
  if (kept.length === 0) throw refuse("none but the head", anyway);
  const has = new Set(kept.map(([name]) => name));
  return {
    found: Object.fromEntries(kept),
    left,
    missing: wanted.map(([name]) => name).filter((name) => !has.has(name)),
  };
}

/** The tensors by the names that the options give them, each with that of the file. */
function renamed(tensors: Tensors, { prefix = "", rename }: Pretrained) {
  const beginnings = typeof rename === "object" ? Object.keys(rename).toSorted((a, b) => b.length - a.length) : [];
  const rule = typeof rename === "function" ? rename : (name: string) => {
    const begin = beginnings.find((begin) => name.startsWith(begin));
    return begin === undefined ? name : (rename as Record<string, string>)[begin] + name.slice(begin.length);
  };
  const named = new Map<string, { readonly source: string; readonly tensor: HostTensor }>();
  for (const [source, tensor] of Object.entries(tensors)) {
    const name = source.startsWith(prefix) ? rule(source.slice(prefix.length)) : undefined;
    if (name !== undefined) named.set(name, { source, tensor });
  }
  return named;
}

/** Where all names only lack their beginning, that is most likely what is wrong. */
function prefixHint(theirs: readonly string[], ours: readonly string[]): string {
  for (const { name } of ours.slice(0, 1).flatMap(aliasesOf)) {
    const longer = theirs.find((their) => their.endsWith(`.${name}`));
    if (longer !== undefined) return `Write prefix: "${longer.slice(0, -name.length)}".`;
  }
  return "Name what differs by prefix or rename, or take the model that the file is of.";
}

function some(names: readonly string[]): string {
  return names.slice(0, 3).join(", ") + (names.length > 3 ? ", ..." : "");
}
