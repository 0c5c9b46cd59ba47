/**
 * The only door to TensorFlow.js: every other file takes `tf` from here.
 *
 * The union package is needed, as bare tfjs-core registers no gradients. In Raptor use the functional
 * style only (`tf.relu(x)`).
 */
import * as tfjs from "npm:@tensorflow/tfjs@4.22.0";

// Silences the advice to install tfjs-node, whose kernels the native engine brings already.
tfjs.env().set("IS_NODE", false);

/** TensorFlow.js 4.22.0: its functions. */
export const tf: typeof tfjs = tfjs;

/**
 * TensorFlow.js 4.22.0: the types that Raptor names. They are derived from its functions, so that Raptor's own
 * documentation is complete without that of tfjs.
 */
export declare namespace tf {
  /** A tensor of any rank. */
  export type Tensor = InstanceType<(typeof tfjs)["Tensor"]>;
  /** A tensor of rank 0. */
  export type Scalar = ReturnType<(typeof tfjs)["scalar"]>;
  /** A tensor of rank 1. */
  export type Tensor1D = ReturnType<(typeof tfjs)["tensor1d"]>;
  /** A tensor of rank 2. */
  export type Tensor2D = ReturnType<(typeof tfjs)["tensor2d"]>;
  /** A tensor of rank 3. */
  export type Tensor3D = ReturnType<(typeof tfjs)["tensor3d"]>;
  /** A tensor of rank 4, such as a batch of images. */
  export type Tensor4D = ReturnType<(typeof tfjs)["tensor4d"]>;
  /** A tensor of rank 5, such as a batch of volumes. */
  export type Tensor5D = ReturnType<(typeof tfjs)["tensor5d"]>;
  /** A tensor whose values can be replaced, such as a weight. */
  export type Variable = ReturnType<(typeof tfjs)["variable"]>;
  /** The type of a tensor's elements, such as `float32`. */
  export type DataType = Tensor["dtype"];
  /** Tensors in arrays and objects. */
  export type TensorContainer = Parameters<(typeof tfjs)["dispose"]>[0];
  /** A model of tfjs-layers, in the style of Keras. */
  export type LayersModel = InstanceType<(typeof tfjs)["LayersModel"]>;
  /** What a tfjs model is saved as. */
  export type ModelArtifacts = Parameters<Parameters<(typeof tfjs)["io"]["withSaveHandler"]>[0]>[0];
  /** Where tfjs keeps the values of tensors. */
  export type KernelBackend = ReturnType<(typeof tfjs)["backend"]>;
  /** A kernel, its backend and its function. */
  export type KernelConfig = Parameters<(typeof tfjs)["registerKernel"]>[0];
  /** Tensors by name. */
  export type NamedTensorMap = Parameters<ReturnType<(typeof tfjs)["engine"]>["runKernel"]>[1];
  /** Settings of a kernel by name. */
  export type NamedAttrMap = Parameters<ReturnType<(typeof tfjs)["engine"]>["runKernel"]>[2];
  /** A tensor as kernels see it: shape, type and where its values are. */
  export type TensorInfo = Parameters<ReturnType<(typeof tfjs)["engine"]>["makeTensorFromTensorInfo"]>[0];
}
