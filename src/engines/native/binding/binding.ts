/** What the kernels of tfjs-node ask of their native addon, and a little more: types alone. */
import type { Attribute, attributeTypes } from "./attributes.ts";
import type { dtypes } from "./dtypes.ts";
import type { Place } from "../../../group.ts";
import type { Put } from "../../../tensors/declared.ts";

/** As what an operation is computed: as what it is called, or as an operation of oneDNN's. */
export type Named = (name: string, attributes: readonly Attribute[]) => readonly [string, readonly Attribute[]];

/** How oneDNN comes to compute convolutions and products: TensorFlow takes it by itself, it is named, or it does not. */
export type OneDnn = "itself" | "named" | "off";

/** A tensor as libtensorflow gives it back. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** Values on their way into a tensor. */
export type Values = ArrayLike<number> | readonly boolean[];

/** The interface `TFJSBinding` of tfjs-node, as far as its kernels use it, and a little more. */
export interface Binding extends Readonly<typeof dtypes>, Readonly<typeof attributeTypes> {
  readonly TF_Version: string;
  /** The devices that compute, such as `CPU` or `GPU`. */
  readonly devices: readonly string[];
  /** How oneDNN comes to its work. */
  readonly oneDnn: OneDnn;
  /** As what an operation is computed where it is executed; in a graph whoever makes it asks. */
  readonly named: Named;
  /** Whether steps are done in halves, as operations run at once. */
  readonly inHalves: boolean;
  /** How many operations were executed so far. */
  readonly executed: number;
  createTensor(shape: readonly number[], dtype: number, values: Values): number;
  /** A tensor of floats that come piece by piece. */
  fillTensor(shape: readonly number[], fill: (put: Put) => void): number;
  deleteTensor(id: number): void;
  /** A second number for the same tensor. */
  shareTensor(id: number): number;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[];
  /** The same without metadata, for intermediate results. */
  execute(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): number[];
  /** What an operation's results will be; undefined where that cannot be told. */
  infer(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Known[],
    outputs: number,
  ): Known[] | undefined;
  /** Whether this libtensorflow makes one pass of a chain of operations, as {@linkcode onePass} has them. */
  hasOnePass(): boolean;
  /** How many functions were made and not forgotten. */
  readonly functions: number;
  /**
   * Makes one operation of a graph: the name under which it is executed.
   *
   * @param name A name of its own, by which graphs made later may call it; it is not forgotten then. Default one that nobody else has.
   */
  addFunction(graph: Graph, name?: string): string;
  /** Forgets it. */
  removeFunction(name: string): void;
  /** What is known of a tensor. */
  describe(id: number): TensorMetadata;
  /** Makes what reads and writes the memory of tensors of floats in place. */
  readonly exchanging: Exchanging;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
}

/**
 * Has others read the memory of some tensors and fill that of as many new ones, of the same shapes; answers with what waits until
 * that is done, and has the numbers of those. What it keeps to be used again it gives back by `release`.
 *
 * @param resolve The binding's own number of a tensor. Default the number itself.
 */
export type Exchanging = (resolve?: (id: number) => number) =>
  & ((
    ids: readonly number[],
    shapes: readonly (readonly number[])[],
    work: (from: readonly Place[], into: readonly Place[]) => (() => void) | void,
  ) => () => number[])
  & { release(): void };

/** What is known of an input; the values of short lists of whole numbers. */
export interface Known {
  readonly dtype: number;
  readonly shape?: readonly number[] | undefined;
  readonly values?: readonly number[];
}

/** A graph, and the names by which a function is made of it. */
export interface Graph {
  readonly definition: Uint8Array<ArrayBuffer>;
  /** The slots that are arguments: of those that are used, what is neither constant nor a variable's value. */
  readonly inputs: readonly number[];
  /** Node and index of each result that is an output. */
  readonly outputs: readonly (readonly [node: string, index: number])[];
  /** Nodes that must run though nobody reads them. */
  readonly effects: readonly string[];
}
