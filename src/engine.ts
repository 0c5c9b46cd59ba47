/** What an engine is: where tensors live. */
import type { Place } from "./group.ts";
import type { Settings } from "./settings.ts";
import type { tf } from "./tf.ts";

/** What an engine keeps for whoever runs it. */
export interface Kept {
  /** Gives back what the engine keeps for it, at once; run again, it begins anew. Left out, that happens when it is garbage. */
  release?(): void;
}

/** Numbers of half the size of a float32: with its range, or with more digits. */
export type Narrow = "bfloat16" | "float16";

/** What an engine tells of itself once it is open. */
export interface EngineInfo {
  /** What users call it: `native`, `webgpu`, `wasm`, `cpu`; never `auto`, but what it took. */
  readonly name: string;
  /** The name under which tfjs knows the backend. */
  readonly backend: string;
  /** The version of what computes, such as `libtensorflow 2.21.0`. */
  readonly version: string;
  /** The processor or card, such as `NVIDIA H100` or `cpu`. */
  readonly device: string;
  /** Whose kernels compute, where there is a choice. */
  readonly kernels?: string;
  /** Threads that compute, where that is known. */
  readonly threads?: number;
  /** Whether the last digits of results depend on the number of threads, as sums are split among them. Default false. */
  readonly threadsMatter?: boolean;
  /** Why the same run may give other last digits the next time; it follows the word `as`. Default it does not. */
  readonly varies?: string;
  /** Why this engine was taken, where there was a choice; it follows the word `as`. */
  readonly reason?: string;
  /** Is told of each layer of a model that runs in a step, by its path, and answers what is called once it has run. */
  onLayer?(path: string): () => void;
  /** Peak device memory since the last call in MB, on engines that can tell. */
  memory?(): number;
  /**
   * Makes a step faster where the engine can: one that learns without a change in what it does, one that only predicts
   * with other rounding at most. Memory may be spent on what it reads and is not given, such as weights. The step must
   * not be asynchronous.
   */
  compile?<A extends readonly unknown[], R>(step: (...args: A) => R): ((...args: A) => R) & Kept;
  /** As `compile`, with matrix products and convolutions in another type, by default bfloat16; see `mixedPrecision`. */
  compileMixed?<A extends readonly unknown[], R>(step: (...args: A) => R, dtype?: Narrow): ((...args: A) => R) & Kept;
  /**
   * Whether a compiled step is more than the same one in less time, as one in another type, or one that is watched: then it is
   * compiled from the first call on. Default it is not.
   */
  readonly alters?: boolean;
  /** Whether gradients below 6e-8 may be lost in its steps, so that losses want a scale. Default they are not. */
  readonly wantsScale?: boolean;
  /**
   * Within a step: runs what reads values and makes tensors of them, such as a sum over ranks. A compiled step is cut there: what
   * came before is one call, and what follows another. The tensors that it answers with are copied at once. Left out, nothing need
   * be cut.
   *
   * @param from The tensors that `run` reads. Where they are given, and it answers with a list of tensors, a step that is replayed
   * has it run with others like them; else a step is not replayed across it.
   */
  apart?<T>(run: (from: readonly tf.Tensor[]) => T, from?: readonly tf.Tensor[]): T;
  /**
   * Within `apart`: makes what has others read the memory of tensors of floats and fill that of as many new ones, without a copy. Left
   * out, values are copied.
   */
  exchanging?(): Exchange & Kept;
  /**
   * Within a compiled step: runs what comes first in it, and never changes, without its JavaScript.
   *
   * @param variables What it reads beside its inputs; it may assign to them.
   * @returns What runs it, on its inputs. `run` asks for the same operations whenever the inputs have the same shapes.
   */
  replay?(
    variables: readonly tf.Variable[],
  ): ((inputs: readonly tf.Tensor[], run: () => tf.NamedTensorMap) => tf.NamedTensorMap) & Kept;
}

/**
 * Has `work` read what is in these tensors and fill as many others, of the same shapes. It answers with what waits until that is done, and
 * has the others then. Asked for only once.
 *
 * @param tensors Of dtype float32; they may be disposed of at once.
 * @param work What goes on in another thread answers with what waits for it.
 */
export type Exchange = (
  tensors: readonly tf.Tensor[],
  work: (from: readonly Place[], into: readonly Place[]) => (() => void) | void,
) => () => tf.Tensor[];

/** What an engine that opens is asked for, where it has a choice. */
export interface Wish {
  /** Threads that compute, where the engine was made without a word on them and nothing has opened it yet. */
  readonly threads?: number;
}

/** Makes a tfjs backend complete and fast for training, and makes it the current one. */
export interface Engine {
  /** What users call it: `native`, `webgpu`, `wasm`, `cpu`, `auto`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** What `open` asks of Deno, as narrow as it can be said. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /**
   * Starts the engine and makes it current. A second call only makes it current again.
   *
   * @param wish What a run that goes on would like, to compute as it did; an engine may pass over it.
   */
  open(wish?: Wish): Promise<EngineInfo>;
  /** Gives back what the engine holds. */
  close(): Promise<void>;
}
