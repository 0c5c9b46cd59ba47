/** What is wrong with the options of a run of several ranks. */
import { given, requireOneOf, requireRange, settle } from "../../options/settle.ts";
import type { WireOption } from "../../training/wire/wire_of.ts";

/** How the ranks of a run work together. */
export interface RanksOptions {
  /**
   * Whether batch norm goes by the statistics of the whole batch, so that losses do not depend on the number of ranks. It meets the
   * other ranks twice a layer; without it each goes by its share, and running statistics are averaged. Default true.
   */
  readonly syncBatchNorm?: boolean;
  /**
   * Whether the optimizer's slots, such as Adam's two running means, are shared out over ranks (ZeRO-1): each keeps those of some
   * weights, moves these and hands them to the others, which sends half as much again. Digits, and checkpoints, are as without.
   * Averages of weights and sums of gradients stay on every rank. Default false.
   */
  readonly shardOptimizer?: boolean;
  /**
   * Whether weights are shared out over ranks as well, and so are gradients and slots (ZeRO-3, by FSDP's rule): between steps each rank
   * keeps an equal part of the numbers of every weight. Within a step those of a `checkpointed` block are whole while it runs, the others until
   * gradients are there; while a run validates, and when it begins and ends, all are. Losses are as without, to rounding; checkpoints are
   * whole. Steps are not compiled. Each number must move by its own gradient alone, as by `adamw`, `sgd` and `chain(clipByNorm(1), ...)`: others,
   * such as `muon`, `lamb`, `adafactor`, averages and `accumulate`, are refused. Default false.
   */
  readonly shardWeights?: boolean;
  /**
   * How gradients go from rank to rank. `"bfloat16"` sends half the bytes: numbers keep three digits, and are added up in float32.
   * `{ topK: 0.01 }` sends the largest hundredth of each gradient, and at least one number; what is not sent is added to the next one
   * (error feedback), and kept in checkpoints, which grow by the size of the weights for each rank. Losses are then near to those of
   * one process, no more. Default `"float32"`, which rounds nothing.
   */
  readonly wire?: WireOption;
  /**
   * Whether `batchSize` is that of each rank, so that the whole step's is so many times as large as there are ranks, and learning
   * rates are as well: the linear rule (Goyal et al., 2017, who warm up for the first epochs). Losses then depend on the number of
   * ranks. Default false: `batchSize` is the whole step's.
   */
  readonly scale?: boolean;
}

/**
 * Refuses options that are not known, or out of their range.
 *
 * @throws {TypeError} If there is an unknown one.
 * @throws {RangeError} If one is out of its range.
 */
export function checkRanks(options: RanksOptions): void {
  const { syncBatchNorm = true, shardOptimizer = false, shardWeights = false, wire = "float32", scale = false } = given(
    options,
  );
  settle("runner's ranks", options, { syncBatchNorm, shardOptimizer, shardWeights, wire, scale });
  requireRange("runner's ranks", "true or false", { syncBatchNorm, shardOptimizer, shardWeights, scale });
  if (typeof wire !== "object" || wire === null) {
    return requireOneOf("runner's ranks", ["float32", "bfloat16"], { wire });
  }
  const { topK } = wire;
  settle("runner's ranks' wire", wire, { topK });
  requireRange("runner's ranks' wire", "in (0, 1]", { topK });
}
