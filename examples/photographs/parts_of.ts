/** Names of weights by the largest parts that hold them and no others. */

/**
 * The parts of a network that some of its weights are all of: `layer1` for all that is in it, `classifier/0` where the rest of
 * `classifier` is none of them.
 *
 * @param names Of the weights in question.
 * @param all Names of all weights.
 */
export function partsOf(names: readonly string[], all: readonly string[], within = ""): string[] {
  const inside = all.filter((name) => name.startsWith(within));
  const parts = new Set(inside.map((name) => within + name.slice(within.length).split("/")[0]));
  return [...parts].flatMap((part) => {
    const own = inside.filter((name) => name === part || name.startsWith(`${part}/`));
    const found = own.filter((name) => names.includes(name)).length;
    return found === 0 ? [] : found === own.length ? [part] : partsOf(names, all, `${part}/`);
  });
}
