/** What all datasets of samples have in common: sources in, batches out, in any order, from any sample on, by any threads. */
import { requireRange } from "../options/settle.ts";
import { checkWay } from "./fit.ts";
import type { Settings } from "../settings.ts";
import type { Counts, Dataset, Epoch, Share } from "../dataset.ts";
import type { Loss } from "../loss.ts";
import type { Order } from "../order.ts";
import type { Source } from "../source.ts";
import { mixSeed } from "../tensors/random.ts";
import type { Conversion, Transform } from "../transform.ts";
import type { OnBroken, PassSeed, Supply } from "./collate.ts";
import type { Crew } from "./crew.ts";
import { knowledgeOf } from "./knowledge_of.ts";
import { openLost } from "./lost.ts";
import type { Going } from "./pass.ts";
import { checkBatchSize, countBatches, type Cut, picks } from "./picks.ts";

/** The samples of all splits, once they are known. */
export interface Splits {
  /** To learn from. */
  readonly train: Source;
  /** To be judged on. */
  readonly val?: Source | undefined;
  /** For the last judgement. */
  readonly test?: Source | undefined;
}

/** The parts of a dataset. */
export interface DatasetParts {
  /** A word for logs. */
  readonly name: string;
  /** How it was made, as plain data. */
  readonly settings?: Settings;
  /** The loss that comes with the task. */
  readonly loss?: Loss<never, never> | undefined;
  /** The names of the classes, where they are known before `open`. */
  readonly classes?: readonly string[] | undefined;
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Whether a last, smaller batch is left out of an epoch. Default false. */
  readonly dropLast?: boolean;
  /** In which order samples to learn from come. */
  readonly order: Order;
  /** In which order all others come. */
  readonly valOrder: Order;
  /** What happens to samples to learn from. */
  readonly transforms: readonly Transform[];
  /** What happens to all others. */
  readonly valTransforms: readonly Transform[];
  /** What happens to images of bytes last. */
  readonly conversion?: Conversion | undefined;
  /** Threads that make batches; 0 is the one of the step. */
  readonly workers: number;
  /** Whether a pass of so many batches is long enough for threads to pay. Default always. */
  readonly pays?: (batches: number) => boolean;
  /** Whether there will be samples to be judged on, where that is known before `open`. */
  readonly known?: Counts;
  /** What becomes of samples that cannot be read. Default they are refused. */
  readonly onBroken?: OnBroken | undefined;
  /** What `open` asks of Deno as things stand. */
  readonly permissions?: () => readonly Deno.PermissionDescriptor[];
  /** Finds the samples; called once. */
  readonly open: () => Splits | Promise<Splits>;
}

type Split = keyof Splits;

/**
 * A dataset of samples.
 *
 * @throws {RangeError} If the batch size is no whole number above 0, or the threads are no whole number.
 */
export function datasetOf(parts: DatasetParts): Dataset<unknown, unknown> {
  const { name, loss, batchSize, dropLast = false, conversion, workers, pays = () => true, permissions } = parts;
  const { onBroken } = parts;
  checkBatchSize(batchSize);
  if (![undefined, "refuse", "skip"].includes(onBroken)) {
    throw new RangeError(`Cannot make ${name} as onBroken must be "refuse" or "skip": got ${onBroken}.`);
  }
  if (!(Number.isSafeInteger(workers) && workers >= 0)) {
    throw new RangeError(
      `Cannot make batches as workers must be a whole number of threads: got ${workers}. ` +
        "0 makes them in the thread of the step.",
    );
  }
  const { transforms, valTransforms, order } = parts;
  checkWay(name, { transforms, valTransforms }, conversion);
  requireRange(name, "a function", { order });
  const lost = openLost(name);
  let supplies: Readonly<Partial<Record<Split, Supply>>> | undefined, classes = parts.classes;
  let means: (typeof import("./pass.ts") & { readonly crew: Crew }) | undefined;
  let opening: Promise<void> | undefined;
  const supplyOf = (split: Split): Supply => {
    const found = supplies?.[split];
    if (found !== undefined) return found;
    throw new Error(
      `Cannot make batches of ${name} as it must be open first: got no samples. Call await open() before.`,
    );
  };
  const supplied = (source: Source | undefined, transforms: readonly Transform[]) =>
    source && { source, transforms, labels: source.labels !== undefined || source.classes !== undefined, onBroken };
  const find = async (): Promise<void> => {
    // Here, as a pass begins its threads before anything else is waited for.
    const [passes, { openCrew }] = await Promise.all([import("./pass.ts"), import("./crew.ts")]);
    means ??= { ...passes, crew: openCrew() };
    const { train, val, test } = await parts.open();
    for (const source of [train, val, test]) await source?.open?.();
    classes = train.classes === undefined ? classes : Object.freeze([...train.classes]);
    const learnt = supplied(train, parts.transforms);
    const [forVal, forTest] = [supplied(val, parts.valTransforms), supplied(test, parts.valTransforms)];
    supplies = { ...learnt && { train: learnt }, ...forVal && { val: forVal }, ...forTest && { test: forTest } };
  };
  const counts = (count: (size: number, split: Split) => number): Counts => {
    const sizes = supplies === undefined
      ? Object.entries(parts.known ?? {})
      : Object.entries(supplies).map(([split, { source }]) => [split, source.size] as const);
    return Object.freeze(Object.fromEntries(sizes.map(([split, size]) => [split, count(size, split as Split)])));
  };
  const pass = (split: Split, order: Order, seed: PassSeed, { epoch, seed: own }: Epoch, cut: Cut) => {
    const supply = supplyOf(split), { source } = supply;
    const labels = source.labels && { labels: () => source.labels!() };
    const arranged = order({ size: source.size, batchSize, epoch, seed: own, ...labels });
    const going: Going = { supply, conversion, order: picks(arranged, cut), seed, lost: lost.add };
    const batches = countBatches({ size: arranged.length - (cut.from ?? 0), ...cut });
    const { passAhead, passBetween, passOverBroken, crew } = means!;
    if (workers > 0 && pays(batches)) return passAhead(going, crew, Math.min(workers, batches));
    return (onBroken === "skip" ? passOverBroken : passBetween)(going);
  };
  const judged = (split: Split) => ({ rank = 0, ranks = 1 }: Share = {}) =>
    pass(split, parts.valOrder, 0, { epoch: 0, seed: 0 }, { batchSize, rank, ranks });
  const promised = parts.known === undefined || "val" in parts.known;
  return Object.freeze({
    name,
    ...parts.settings && { settings: parts.settings },
    ...loss && { loss },
    ...{ seekable: true, shares: true },
    batchSize,
    get classes() {
      return classes;
    },
    get knows() {
      const source = supplies?.val?.source ?? supplies?.train?.source;
      return knowledgeOf({ classes, shape: source?.shape, transforms: parts.valTransforms, conversion });
    },
    get permissions(): readonly Deno.PermissionDescriptor[] {
      return permissions?.() ?? [];
    },
    get batches() {
      return counts((size, split) => countBatches({ size, batchSize, dropLast: dropLast && split === "train" }));
    },
    get samples() {
      return counts((size) => size);
    },
    async open() {
      // Two runs at once open it once; one that fails may be tried again.
      await (opening ??= find().catch((error) => {
        opening = undefined;
        throw error;
      }));
    },
    news: lost.news,
    larger: (times: number) => datasetOf({ ...parts, batchSize: times * batchSize }),
    close() {
      means?.crew.close();
      return Promise.resolve();
    },
    train({ epoch, seed, from = 0, rank = 0, ranks = 1 }: Epoch) {
      const cut = { batchSize, dropLast, from, rank, ranks };
      const drawn = { now: mixSeed(seed, "augment", epoch), always: mixSeed(seed, "augment"), epoch };
      return pass("train", parts.order, drawn, { epoch, seed }, cut);
    },
    // A pass that there are no samples for is not there; which ones there are is known when the dataset is open.
    get val() {
      return (supplies === undefined ? promised : supplies.val !== undefined) ? judged("val") : none;
    },
    get test() {
      return supplies?.test === undefined ? none : judged("test");
    },
  }) as unknown as Dataset<unknown, unknown>;
}

const none = undefined as never;
