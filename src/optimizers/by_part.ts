/** Several optimizers, each for a part of the model. */
import type { Params } from "../model.ts";
import type { Moment, Optimizer, Slots } from "../optimizer.ts";
import { plainRecord } from "../options/plain.ts";
import { counted } from "../tensors/counted.ts";
import { distinct, prefixed, under } from "../tensors/by_name.ts";

/**
 * Makes one optimizer of several, each of which moves the part of the model that it is named for: `.optimizer({ generator:
 * ..., critic: ... })` of a runner does it (MMEngine's `OptimWrapperDict`).
 *
 * The weights of a part are those whose names begin with `<part>/`. An optimizer moves when its part has gradients, and
 * counts its updates by itself: so a part that learns in every fifth step, or five times in one, is corrected for as many
 * updates as it had. Its slots are named `<part>/<slot>`, its learning rate is logged as `<part>.lr`. A weight of two parts
 * belongs to the first of its names.
 *
 * @param parts Optimizers by the names of the parts.
 * @throws {TypeError} If one is no optimizer, there is none, or a part lies within another.
 * @throws {RangeError} By `init`, if a weight that learns is in no part, or a part has no weight that learns.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { byPart, sgd, tf, weight } from "jsr:@raptor/raptor";
 *
 * const params = { "body/w": weight([], 1), "head/w": weight([], 1) };
 * const optimizer = byPart({ body: sgd({ lr: 0.25 }), head: sgd({ lr: 0.5 }) });
 * const slots = optimizer.init(params), moment = { step: 0, steps: 1, stepsPerEpoch: 1 };
 * tf.tidy(() => optimizer.update({ "body/w": tf.scalar(1), "head/w": tf.scalar(1) }, slots, params, moment));
 * assertEquals([params["body/w"].dataSync()[0], params["head/w"].dataSync()[0]], [0.75, 0.5]);
 * assertEquals(optimizer.rates!(0, moment), { "body.lr": 0.25, "head.lr": 0.5 });
 * ```
 */
export function byPart(parts: Readonly<Record<string, Optimizer>>): Optimizer {
  const names = Object.keys(parts ?? {});
  const odd = names.find((name) => typeof parts[name]?.update !== "function");
  if (names.length === 0 || odd !== undefined) {
    const got = odd === undefined ? "none" : `${typeof parts[odd]} for "${odd}"`;
    throw new TypeError(`Cannot make byPart as every part needs an optimizer: got ${got}. Write { head: sgd(...) }.`);
  }
  const within = names.find((name) => names.some((other) => name.startsWith(`${other}/`)));
  if (within !== undefined) {
    throw new TypeError(`Cannot make byPart as every weight has one optimizer: got ${within} within another part.`);
  }
  const each = names.map((name) => ({ name, prefix: `${name}/`, optimizer: counted(parts[name]!) }));
  const whole: Optimizer = Object.freeze<Optimizer>({
    name: names.map((name) => `${name}: ${parts[name]!.name}`).join(", "),
    settings: plainRecord(parts),
    lr: (step, span) => parts[names[0]!]!.lr(step, span),
    rates: (step, span) =>
      Object.assign(
        {},
        ...each.map(({ name, optimizer }) =>
          prefixed(`${name}.`, optimizer.rates?.(step, span) ?? { lr: optimizer.lr(step, span) })
        ),
      ),
    frozen: (params) =>
      each.flatMap(({ prefix, optimizer }) =>
        (optimizer.frozen?.(under(prefix, distinct(params))) ?? []).map((name) => prefix + name)
      ),
    tells: (params) =>
      each.flatMap(({ name, prefix, optimizer }) =>
        (optimizer.tells?.(under(prefix, distinct(params))) ?? []).map((line) => `${name}: ${line}`)
      ),
    init(params) {
      checkParts(names, params);
      const own = distinct(params);
      return Object.assign(
        {},
        ...each.map(({ prefix, optimizer }) => prefixed(prefix, optimizer.init(under(prefix, own)))),
      ) as Slots;
    },
    update(grads, slots, params, moment) {
      for (const { name, prefix, optimizer } of each) {
        const own = under(prefix, grads);
        // A part that took no part in this loss stays as it is, its memory too.
        if (Object.keys(own).length === 0) continue;
        optimizer.update(own, under(prefix, slots), under(prefix, params), seenBy(name, moment));
      }
    },
    ...each.some(({ optimizer }) => optimizer.published) && {
      published: (slots, params) =>
        Object.assign(
          {},
          ...each.map(({ prefix, optimizer }) =>
            prefixed(prefix, optimizer.published?.(under(prefix, slots), under(prefix, params)) ?? {})
          ),
        ),
    },
    ...each.some(({ optimizer }) => optimizer.renew) && {
      renews: (slots, params) =>
        each.some(({ prefix, optimizer }) => optimizer.renews?.(under(prefix, slots), under(prefix, params)) === true),
      renew(slots, params) {
        for (const { prefix, optimizer } of each) optimizer.renew?.(under(prefix, slots), under(prefix, params));
      },
    },
    flush(slots, params, moment) {
      for (const { name, prefix, optimizer } of each) {
        optimizer.flush?.(under(prefix, slots), under(prefix, params), seenBy(name, moment));
      }
    },
    within: (self, around) =>
      self === whole ? byPart(Object.fromEntries(names.map((name) => [name, around(parts[name]!)]))) : undefined,
  });
  return whole;
}

/** The moment as a part sees it, whose names are without the part's. */
function seenBy(part: string, moment: Moment): Moment {
  const { own, log } = moment;
  return {
    ...moment,
    ...own && { own: (weight, numbers) => own(`${part}/${weight}`, numbers) },
    ...log && { log: (name, value) => log(`${part}.${name}`, value) },
  };
}

function checkParts(names: readonly string[], params: Params): void {
  const learned = Object.entries(distinct(params)).filter(([, { trainable }]) => trainable).map(([name]) => name);
  const isOf = (part: string) => (name: string) => name.startsWith(`${part}/`);
  const nobodys = learned.filter((name) => !names.some((part) => isOf(part)(name)));
  if (nobodys.length > 0) {
    throw new RangeError(
      `Cannot optimize by part as every weight that learns must be in one: got ${names.join(", ")}, and ${
        nobodys[0]
      } in none of them. Name its part, or have it not learn.`,
    );
  }
  const empty = names.find((part) => !learned.some(isOf(part)));
  if (empty !== undefined) {
    throw new RangeError(
      `Cannot optimize by part as a part must have weights that learn: got none for ${empty}. The weights begin with ${
        [...new Set(learned.map((name) => name.split("/")[0]))].join(", ")
      }.`,
    );
  }
}
