/**
 * The part of TensorFlow's C interface that the native engine calls. Handles are `u64` and not pointers, since Deno's
 * pointer functions are closed under a scoped `--allow-ffi`; `memcpy` and `strlen` come through the same library.
 */

const handle = "u64", status = "u64";
/** A TF_Output, by value: an operation of a graph, and which of its results. */
const output = { struct: ["u64", "i32"] } as const;

/** What `Deno.dlopen` is told. */
export const symbols = {
  TF_Version: { parameters: [], result: handle },
  TF_NewStatus: { parameters: [], result: handle },
  TF_GetCode: { parameters: [status], result: "i32" },
  TF_Message: { parameters: [status], result: handle },
  TF_AllocateTensor: { parameters: ["i32", "buffer", "i32", "usize"], result: handle },
  TF_TensorData: { parameters: [handle], result: handle },
  TF_TensorMaybeMove: { parameters: [handle], result: handle },
  TF_TensorByteSize: { parameters: [handle], result: "usize" },
  TF_DeleteTensor: { parameters: [handle], result: "void" },
  TF_DeviceListCount: { parameters: [handle], result: "i32" },
  TF_DeviceListName: { parameters: [handle, "i32", status], result: handle },
  TF_DeviceListType: { parameters: [handle, "i32", status], result: handle },
  TF_DeleteDeviceList: { parameters: [handle], result: "void" },
  TFE_NewContextOptions: { parameters: [], result: handle },
  TFE_ContextOptionsSetConfig: { parameters: [handle, "buffer", "usize", status], result: "void" },
  TFE_DeleteContextOptions: { parameters: [handle], result: "void" },
  TFE_NewContext: { parameters: [handle, status], result: handle },
  TFE_ContextListDevices: { parameters: [handle, status], result: handle },
  TFE_NewTensorHandle: { parameters: [handle, status], result: handle },
  TFE_DeleteTensorHandle: { parameters: [handle], result: "void" },
  TFE_TensorHandleDataType: { parameters: [handle], result: "i32" },
  TFE_TensorHandleNumDims: { parameters: [handle, status], result: "i32" },
  TFE_TensorHandleDim: { parameters: [handle, "i32", status], result: "i64" },
  TFE_TensorHandleResolve: { parameters: [handle, status], result: handle },
  TFE_TensorHandleCopySharingTensor: { parameters: [handle, status], result: handle },
  TFE_NewOp: { parameters: [handle, "buffer", status], result: handle },
  TFE_DeleteOp: { parameters: [handle], result: "void" },
  TFE_OpAddInput: { parameters: [handle, handle, status], result: "void" },
  TFE_OpSetAttrString: { parameters: [handle, "buffer", "buffer", "usize"], result: "void" },
  TFE_OpSetAttrInt: { parameters: [handle, "buffer", "i64"], result: "void" },
  TFE_OpSetAttrFloat: { parameters: [handle, "buffer", "f32"], result: "void" },
  TFE_OpSetAttrBool: { parameters: [handle, "buffer", "u8"], result: "void" },
  TFE_OpSetAttrType: { parameters: [handle, "buffer", "i32"], result: "void" },
  TFE_OpSetAttrShape: { parameters: [handle, "buffer", "buffer", "i32", status], result: "void" },
  TFE_OpSetAttrIntList: { parameters: [handle, "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrTypeList: { parameters: [handle, "buffer", "buffer", "i32"], result: "void" },
  TFE_Execute: { parameters: [handle, "buffer", "buffer", status], result: "void" },
  TFE_ContextAddFunction: { parameters: [handle, handle, status], result: "void" },
  TFE_ContextRemoveFunction: { parameters: [handle, "buffer", status], result: "void" },
  TF_NewGraph: { parameters: [], result: handle },
  TF_DeleteGraph: { parameters: [handle], result: "void" },
  TF_NewImportGraphDefOptions: { parameters: [], result: handle },
  TF_DeleteImportGraphDefOptions: { parameters: [handle], result: "void" },
  TF_NewBufferFromString: { parameters: ["buffer", "usize"], result: handle },
  TF_DeleteBuffer: { parameters: [handle], result: "void" },
  TF_GraphImportGraphDef: { parameters: [handle, handle, handle, status], result: "void" },
  TF_GraphGetTensorNumDims: { parameters: [handle, output, status], result: "i32" },
  TF_GraphGetTensorShape: { parameters: [handle, output, "buffer", "i32", status], result: "void" },
  TF_OperationOutputType: { parameters: [output], result: "i32" },
  TF_GraphOperationByName: { parameters: [handle, "buffer"], result: handle },
  TF_GraphToFunctionWithControlOutputs: {
    // Graph, name, whether to add a hash, operations (-1: all), inputs, outputs and their names, control outputs and
    // theirs, options, description.
    parameters: [
      ...[handle, "buffer", "u8", "i32", "buffer"] as const,
      ...["i32", "buffer"] as const,
      ...["i32", "buffer", "buffer"] as const,
      ...["i32", "buffer", "buffer"] as const,
      ...[handle, "buffer", status] as const,
    ],
    result: handle,
  },
  TF_GraphCopyFunction: { parameters: [handle, handle, handle, status], result: "void" },
  TF_DeleteFunction: { parameters: [handle], result: "void" },
  // Of C++: whether TensorFlow is built for CUDA. The archive for C hides it.
  isBuiltForCuda: { name: "_ZN10tensorflow19IsGoogleCudaEnabledEv", parameters: [], result: "u8", optional: true },
  // Whether it takes oneDNN's kernels by itself, which depends on the processor and on a variable of the environment.
  isOneDnnOn: { name: "_ZN10tensorflow12IsMKLEnabledEv", parameters: [], result: "u8", optional: true },
  dlopen: { parameters: ["buffer", "i32"], result: handle },
  strlen: { parameters: [handle], result: "usize" },
  copyOut: { name: "memcpy", parameters: ["buffer", handle, "usize"], result: "void" },
  copyIn: { name: "memcpy", parameters: [handle, "buffer", "usize"], result: "void" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The functions of an open library. */
export type Functions = Deno.StaticForeignLibraryInterface<typeof symbols>;
