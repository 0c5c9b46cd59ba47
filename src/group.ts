/** What a group is: the processes that train together, each with a number, and what they say to each other. */

/** Numbers that a group can add up. */
export type Numbers = Float32Array | Float64Array | Int32Array;

/** Numbers or bytes that a group can hand round. */
export type Bytes = Numbers | Uint8Array;

/** Numbers of 32 bits in the memory of an engine. */
export interface Place {
  /** Of the first of them, in bytes. */
  readonly address: bigint;
  /** How many numbers. */
  readonly length: number;
}

/** How ranks meet. All of them make the same calls, in the same order. */
export interface RankGroup {
  /** A word for logs: `one` or `mpi`. */
  readonly name: string;
  /** What carries what is said, such as `Open MPI 4.1.4`; nothing where there is one rank. */
  readonly version?: string;
  /** The number of this process, from 0. */
  readonly rank: number;
  /** How many there are. */
  readonly size: number;
  /** How many of them are on this machine. */
  readonly local: number;
  /**
   * Adds up numbers over all ranks, in place: afterwards each has the sums, the same to the last digit.
   *
   * @param buffers Of the same lengths on every rank.
   */
  sum(...buffers: readonly Numbers[]): Promise<void>;
  /**
   * Takes over what one rank has, in place.
   *
   * @param buffer Of the same length on every rank.
   * @param from Whose is taken. Default rank 0.
   */
  broadcast(buffer: Bytes, from?: number): Promise<void>;
  /**
   * Hands what each rank has to all.
   *
   * @param buffer Of any length, which may differ from rank to rank; of the same type on all.
   * @returns One a rank, in their order.
   */
  gather<B extends Bytes>(buffer: B): Promise<B[]>;
  /** Waits until all ranks have come here. */
  barrier(): Promise<void>;
  /** The same where nothing can be awaited, as within a step: it blocks this thread, so ask for it only where all are near. */
  readonly now: {
    /** As `sum`. */
    sum(...buffers: readonly Numbers[]): void;
    /**
     * Adds up what lies in the memory of an engine, without a copy: afterwards each rank has the sums, the same to the last digit.
     * Left out, numbers are copied and go by `sum`.
     *
     * @param from Of the same lengths on every rank; it stays as it is.
     * @param into As long, and other memory.
     */
    sumInto?(from: readonly Place[], into: readonly Place[]): void;
    /**
     * Starts the same, which goes on while this thread does other things. Left out, ranks are near enough that it would not pay, or
     * cannot do it.
     *
     * @returns Waits for the sums. Until then none of the memory may be written to.
     */
    startSumInto?(from: readonly Place[], into: readonly Place[]): () => void;
    /** As `broadcast`, of several buffers side by side, each from a rank of its own. */
    broadcast(...buffers: readonly (readonly [buffer: Bytes, from: number])[]): void;
    /** As `gather`. */
    gather<B extends Bytes>(buffer: B): B[];
    /**
     * Hands a part to each rank and takes one from each, without a copy.
     *
     * @param send One a rank, in their order; that of this one is left alone.
     * @param receive Filled: each as long as what that rank sends. It may share memory with none of `send` but those of this rank.
     */
    allToAll(send: readonly Uint8Array<ArrayBuffer>[], receive: readonly Uint8Array<ArrayBuffer>[]): void;
  };
  /**
   * Tells the others that this rank cannot go on; they end with an error that names it. It waits a moment for rank 0, which
   * may have something to save. Afterwards the group is of no more use.
   *
   * @param error Why.
   */
  fail(error: unknown): Promise<void>;
}
