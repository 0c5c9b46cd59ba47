/** What stands between tfjs and the binding, as the rooms above see it. */
import type { tf } from "../../../tf.ts";
import type { Binding, Values } from "./binding.ts";

/** The name that the kernels of tfjs-node ask for. */
export const BACKEND = "tensorflow";

/** What the backend knows of a tensor's data. */
export interface Data {
  shape: readonly number[];
  dtype: number;
  id: number;
  values: Values | null;
  refCount: number;
}

/** The backend of tfjs-node, as far as Raptor uses it. */
export interface NativeBackend {
  readonly binding: Binding;
  readonly tensorMap: {
    get(dataId: object): Data;
    set(dataId: object, data: Data): void;
    has(dataId: object): boolean;
  };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /** Takes values from the host, or from another backend. */
  move(dataId: object, values: Values, shape: number[], dtype: tf.DataType, refCount: number): void;
  disposeData(dataId: object, force?: boolean): boolean;
  refCount(dataId: object): number;
}
