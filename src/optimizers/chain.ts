/** Big optimizers of small ones: gradients pass through transforms on their way. */
import type { GradientTransform, Optimizer, Slots } from "../optimizer.ts";
import { plainRecord } from "../options/plain.ts";

/**
 * Makes one optimizer of gradient transforms, in the order written, and the optimizer that moves the weights.
 *
 * The optimizer's slots keep their names, those of the transforms begin with their name and place: so that clipping can
 * be added to a run that is resumed.
 *
 * @param parts Any number of transforms, then an optimizer.
 * @throws {TypeError} If a part is not what its place asks for.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { chain, clipByNorm, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { w: weight([1], 1) };
 * const optimizer = chain(clipByNorm(2), sgd({ lr: 0.1 }));
 * const slots = optimizer.init(params);
 * tf.tidy(() => optimizer.update({ w: tf.tensor1d([50]) }, slots, params, { step: 0, steps: 1, stepsPerEpoch: 1 }));
 * assertAlmostEquals(params.w.dataSync()[0]!, 1 - 0.1 * 2, 1e-6);
 * ```
 */
export function chain(...parts: readonly [...GradientTransform[], Optimizer]): Optimizer {
  const last = parts.at(-1) as Optimizer | undefined;
  const transforms = parts.slice(0, -1) as GradientTransform[];
  const odd = transforms.find((part) => typeof part?.transform !== "function");
  if (typeof last?.update !== "function" || odd !== undefined) {
    const got = parts.map((part) => part?.name ?? String(part)).join(", ") || "nothing";
    throw new TypeError(`Cannot chain optimizers as transforms must come first and one optimizer last: got ${got}.`);
  }
  const prefix = (i: number) => `${transforms[i]!.name}.${i}/`;
  const chained: Optimizer = Object.freeze<Optimizer>({
    name: parts.map(({ name }) => name).join(" > "),
    settings: plainRecord({ parts }),
    elementwise: last.elementwise === true && transforms.every(({ elementwise }) => elementwise === true),
    lr: (step, span) => last.lr(step, span),
    ...last.rates && { rates: (step, span) => last.rates!(step, span) },
    ...last.frozen && { frozen: (params) => last.frozen!(params) },
    ...last.tells && { tells: (params) => last.tells!(params) },
    init: (params) =>
      Object.assign(
        {},
        ...transforms.map((part, i) =>
          Object.fromEntries(Object.entries(part.init(params)).map(([name, slot]) => [prefix(i) + name, slot]))
        ),
        last.init(params),
      ) as Slots,
    update(grads, slots, params, moment) {
      const passed = transforms.reduce(
        (now, part, i) => part.transform(now, under(prefix(i), slots), params, moment),
        grads,
      );
      last.update(passed, slots, params, moment);
    },
    ...last.flush && { flush: (slots, params, moment) => last.flush!(slots, params, moment) },
    ...last.published && { published: (slots, params) => last.published!(slots, params) },
    ...last.renew && {
      renews: (slots, params) => last.renews!(slots, params),
      renew: (slots, params) => last.renew!(slots, params),
    },
    within: (self, around) => self === chained ? chain(...transforms, around(last)) : undefined,
  });
  return chained;
}

/** The slots whose names begin with a prefix, without it. */
function under(prefix: string, slots: Slots): Slots {
  return Object.fromEntries(
    Object.entries(slots).filter(([name]) => name.startsWith(prefix)).map((
      [name, slot],
    ) => [name.slice(prefix.length), slot]),
  );
}
