/** What a source is: samples by number, on the host. */
import type { Settings } from "./settings.ts";
import type { HostTensor } from "./snapshot.ts";
import type { tf } from "./tf.ts";

/** Bytes on the host, such as the pixels of an image, channels last. */
export interface HostBytes {
  /** What they are. */
  readonly dtype: "uint8";
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The bytes, the last axis running fastest. */
  readonly data: Uint8Array;
}

/** What a sample holds: a number, a text, an array on the host, or several of them by name. */
export type Field = number | string | HostTensor | HostBytes | { readonly [name: string]: Field };

/**
 * Numbers of which one sample has more than another, such as those of its boxes or tokens: in a batch the first axis is
 * filled up to the longest one.
 */
export interface RaggedField extends HostTensor {
  /** What stands where a sample has no more. */
  readonly fill: number;
  /**
   * The length in a batch is a multiple of this, one at least, so that batches differ in few shapes: each new one is a step to be
   * compiled. Default 1.
   */
  readonly multiple?: number;
  /** Lengths that rise, of which a batch has the least that holds its longest sample; one that none holds is as `multiple` says. */
  readonly lengths?: readonly number[];
}

/**
 * The objects in an image. A transform that moves the image moves the boxes; one that drops a box drops its row of every
 * field, as further ones, such as their areas, may lie beside these. (A type and no interface, so that it is a record of fields.)
 */
export type BoxTarget = {
  /** Left, top, right and bottom of each in pixels of the image; in a batch [batch, most, 4], filled up with zeros. */
  readonly boxes: RaggedField & {
    readonly dtype: "float32";
    readonly shape: readonly [boxes: number, sides: 4];
    readonly data: Float32Array;
  };
  /** The class of each, counted from 0; in a batch [batch, most], filled up with -1. */
  readonly labels: RaggedField & {
    readonly dtype: "int32";
    readonly shape: readonly [boxes: number];
    readonly data: Int32Array;
  };
};

/** The class of each pixel of an image, counted from 0, of its height and width; in a batch int32 [batch, height, width]. */
export interface MaskField extends HostBytes {
  /** Those of the image. */
  readonly shape: readonly [height: number, width: number];
}

/** An input, and what is to be made of it. */
export interface Sample<X = Field, Y = Field> {
  /** The input. */
  readonly x: X;
  /** The target; the class, counted from 0, where there are classes. */
  readonly y: Y;
}

/**
 * A target, and how much its sample weighs: what `y` of a sample is where samples weigh unlike. (A type and no interface, so that it is a
 * record of fields.)
 */
export type WeightedTarget<Y> = {
  /** The target. */
  readonly target: Y;
  /** A finite number of at least 0. */
  readonly weight: number;
};

/** The targets of a batch, and how much each sample weighs: what losses that are means take in place of bare targets. */
export type Weighted<Y> = {
  /** The targets. */
  readonly target: Y;
  /** float32 [batch]. */
  readonly weight: tf.Tensor1D;
};

/** How another thread makes the same thing: by calling the function `name` of a module. */
export interface Recipe {
  /** The address of the module, as `import.meta.url`. */
  readonly module: string;
  /** The function, as the module exports it. Its answer may be a promise. */
  readonly name: string;
  /** What the function is given last; plain data. Undefined gives it nothing. */
  readonly options: unknown;
  /** How what it is made of is made, such as the source that a wrapper wraps; the function is given these first. */
  readonly of?: readonly Recipe[];
}

/**
 * Samples by number. Order, batches, threads and ranks are none of its business.
 *
 * @typeParam X The input of a sample.
 * @typeParam Y The target of a sample.
 */
export interface Source<X = Field, Y = Field> {
  /** A word for logs, such as `imageFiles`. */
  readonly name: string;
  /** How it was made, as plain data, for the log and the checkpoints. */
  readonly settings?: Settings;
  /** How many samples there are; read after `open`. */
  readonly size: number;
  /** The names of the classes, in the order of their labels, where the targets are labels; read after `open`. */
  readonly classes?: readonly string[];
  /** The shape of the input of every sample, where they have one; transforms are held against it. Read after `open`. */
  readonly shape?: readonly number[] | undefined;
  /** Lets other threads make batches; left out, they are made between steps. */
  readonly recipe?: Recipe;
  /** What `open` and `get` ask of Deno, as narrow as it can be said. */
  readonly permissions?: readonly Deno.PermissionDescriptor[];
  /** Gets ready: reads, decodes, verifies. Called before all else; a second call does nothing. */
  open?(): Promise<void>;
  /**
   * Hands out a sample, or a promise of one. Bytes that come at once may be overwritten by the next sample asked for.
   *
   * @param index In [0, size).
   * @throws {Error} If it cannot be read.
   */
  get(index: number): Sample<X, Y> | Promise<Sample<X, Y>>;
  /** The class of every sample, without reading the samples, where that can be: it says that targets are classes. */
  labels?(): ArrayLike<number>;
  /** Is told which samples are asked for next, so that they can be on their way. */
  expect?(indices: Uint32Array): void;
  /** What an error calls a sample. Default `sample 7`. */
  title?(index: number): string;
}

/** What becomes of a field when samples are put into a batch; the first axis is the batch. */
export type Batched<F> = F extends number ? tf.Tensor1D
  : F extends string ? readonly string[]
  : F extends { readonly dtype: string; readonly shape: infer S } ? Stacked<S>
  : F extends Readonly<Record<string, unknown>> ? { readonly [K in keyof F]: Batched<F[K]> }
  : tf.Tensor;

/** What becomes of an array of a shape: one axis more. */
export type Stacked<S> = S extends readonly [] ? tf.Tensor1D
  : S extends readonly [number] ? tf.Tensor2D
  : S extends readonly [number, number] ? tf.Tensor3D
  : S extends readonly [number, number, number] ? tf.Tensor4D
  : tf.Tensor;
