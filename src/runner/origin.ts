/** Where the model of a run comes from: it was given, and is trained once, or it is made anew for each run. */
// The signatures of the runner's methods know what models take and predict: hence `any`.
// deno-lint-ignore-file no-explicit-any
import type { Model } from "../model.ts";
import { type LayersModel, layersModel } from "../models/layers_model.ts";
import { hasMoved, isBusy, markMoved, takeWeights } from "../training/claim.ts";
import { tf } from "../tf.ts";

/** A model in either form. */
export type AnyModel<X> = Model<X, any> | LayersModel;

/** A model for the time of one call. */
export interface Loan {
  /** The model. */
  readonly model: Model<any, any>;
  /** Why it cannot be trained, whatever weights it is given; undefined where it can. */
  readonly taken?: string;
  /** Why it cannot be trained from the weights that it has; undefined where it can. */
  readonly spent?: string;
  /** What the log says where it is trained from the weights that it has. */
  readonly notes?: readonly string[];
  /** Says that it is about to learn: nobody else may until `end`. */
  take?(): void;
  /** Says that its weights have moved. */
  move?(): void;
  /** Ends the loan. */
  end(well: boolean): void;
}

/** Where the models of a sentence come from. */
export interface Origin {
  /** A model that is to learn. */
  toLearn(): Loan;
  /**
   * A model that judges or predicts.
   *
   * @param anew Whether it gets the weights of a checkpoint.
   */
  toUse(anew: boolean): Loan;
  /** The origin of a sentence that is made of this one. */
  branch(): Origin;
}

/**
 * Tells where the models of a sentence come from.
 *
 * A model that is given is trained in place, once. A function makes a model for each run; what the sentence learnt last is
 * what it judges and predicts with, else what a sentence that it was made of has learnt, else what any other sentence with
 * this function has, else a new one.
 *
 * @param given A model in either form, or what makes one.
 * @throws {TypeError} If it is neither.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { mlp } from "jsr:@raptor/raptor";
 * import { originOf } from "./origin.ts";
 *
 * const origin = originOf(() => mlp({ sizes: [2, 1] }));
 * const [first, second] = [origin.toLearn(), origin.toLearn()];
 * assertEquals(first.model === second.model, false);
 * second.end(true);
 * assertEquals(origin.toUse(false).model === second.model, true);
 * ```
 */
export function originOf(given: AnyModel<any> | (() => AnyModel<any>)): Origin {
  if (typeof given !== "function") return givenOrigin(modelOf(given));
  if (given.length > 0) throw noModel(`the function ${given.name}, which wants to be told something`, given.name);
  return madeOrigin(given, {}, { by: given });
}

function givenOrigin(model: Model<any, any>): Origin {
  const origin: Origin = {
    toLearn() {
      const { params, name } = model;
      let letGo = () => {};
      return {
        model,
        ...isBusy(params) && { taken: busy(name) },
        ...hasMoved(params, origin) && { spent: spent(name) },
        ...hasMoved(params) && { notes: [`${name} was trained before: it learns on from there.`] },
        take: () => void (letGo = takeWeights(params)),
        move: () => markMoved(params, origin),
        end: () => letGo(),
      };
    },
    toUse: (anew) => ({
      model,
      // The weights of a checkpoint are not those that a new model begins with.
      move: () => markMoved(model.params, origin),
      end: () => {},
      ...anew && isBusy(model.params) && { taken: busy(model.name) },
    }),
    branch: () => origin,
  };
  return origin;
}

/** What a sentence has learnt, and of which one it was made. */
interface Memory {
  learnt?: Model<any, any>;
  readonly parent?: Memory;
}

/** What all sentences with one function have in common. */
interface Family {
  readonly by: object;
  newest?: Model<any, any>;
}

function madeOrigin(make: () => AnyModel<any>, memory: Memory, family: Family): Origin {
  const made = () => {
    const before = new Set(Object.values(tf.engine().state.registeredVariables));
    const model = modelOf(make());
    const own = Object.values(model.params).filter((variable) => !before.has(variable));
    return { model, giveBack: () => tf.dispose(own) };
  };
  const learnt = (): Model<any, any> | undefined => {
    for (let of: Memory | undefined = memory; of !== undefined; of = of.parent) {
      if (of.learnt !== undefined) return of.learnt;
    }
    return family.newest;
  };
  return {
    toLearn() {
      const { model, giveBack } = made();
      const { params, name } = model;
      let letGo = () => {};
      return {
        model,
        ...isBusy(params) && { taken: busy(name) },
        ...hasMoved(params, family.by) && { spent: notNew(name) },
        ...hasMoved(params) && { notes: [`${name} was trained before: it learns on from there.`] },
        take: () => void (letGo = takeWeights(params)),
        move: () => markMoved(params, family.by),
        end(well) {
          letGo();
          if (well) memory.learnt = family.newest = model;
          else giveBack();
        },
      };
    },
    toUse(anew) {
      const model = anew ? undefined : learnt();
      if (model !== undefined) return { model, end: () => {}, ...isGone(model) && { taken: gone(model.name) } };
      const { model: other, giveBack } = made();
      return { model: other, end: giveBack };
    },
    branch: () => madeOrigin(make, { parent: memory }, family),
  };
}

function isGone({ params }: Model<any, any>): boolean {
  return Object.values(params).some(({ isDisposed }) => isDisposed);
}

/** Does what needs a model, and ends its loan however that goes. */
export async function lent<T>(loan: Loan | undefined, work: (loan: Loan | undefined) => Promise<T>): Promise<T> {
  let well = false;
  try {
    const done = await work(loan);
    well = true;
    return done;
  } finally {
    loan?.end(well);
  }
}

function modelOf(given: AnyModel<any>): Model<any, any> {
  if (typeof (given as Model<any, any> | undefined)?.forward === "function") return given as Model<any, any>;
  if (Array.isArray((given as LayersModel | undefined)?.layers)) return layersModel(given as LayersModel);
  throw noModel(given as unknown instanceof Promise ? "a promise, which is to be awaited before" : String(given));
}

function noModel(got: string, factory = "mlp"): TypeError {
  return new TypeError(
    "Cannot take the model as .model() takes a model, a tf.LayersModel or a function that makes one: got " +
      `${got}. Write .model(() => ${factory}(...)) for a new one in each run.`,
  );
}

const GO_ON =
  "to go on from what it has learnt, train with resume or weights, or in a sentence with .model(outcome.model)";

function spent(name: string): string {
  return `a model that was given is trained once: got ${name}, which this sentence has trained. Write ` +
    `.model(() => ${name}(...)) for a new one in each run; ${GO_ON}`;
}

function notNew(name: string): string {
  return `the function of .model() makes a new model each time: got ${name} with weights that an earlier run has moved. ` +
    `Make all of it within the function; ${GO_ON}`;
}

function busy(name: string): string {
  return `a model is trained by one run at a time: got ${name}, which another run is training. Write ` +
    `.model(() => ${name}(...)) for a new one in each run, or await the other`;
}

function gone(name: string): string {
  return `what was learnt must still be there: got ${name}, whose weights were disposed of. Name a checkpoint, or dispose of ` +
    "them later";
}
