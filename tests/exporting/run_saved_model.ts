/** Loads a SavedModel by TensorFlow's own C library and runs its signature, for tests. */
import { findLibtensorflow, tf } from "../../mod.ts";
import { openLibrary } from "../../src/engines/native/library/open_library.ts";

const SYMBOLS = {
  TF_NewStatus: { parameters: [], result: "pointer" },
  TF_GetCode: { parameters: ["pointer"], result: "i32" },
  TF_Message: { parameters: ["pointer"], result: "pointer" },
  TF_NewGraph: { parameters: [], result: "pointer" },
  TF_NewSessionOptions: { parameters: [], result: "pointer" },
  TF_LoadSessionFromSavedModel: {
    parameters: ["pointer", "pointer", "buffer", "buffer", "i32", "pointer", "pointer", "pointer"],
    result: "pointer",
  },
  TF_GraphOperationByName: { parameters: ["pointer", "buffer"], result: "pointer" },
  TF_AllocateTensor: { parameters: ["i32", "buffer", "i32", "usize"], result: "pointer" },
  TF_TensorData: { parameters: ["pointer"], result: "pointer" },
  TF_TensorByteSize: { parameters: ["pointer"], result: "usize" },
  TF_TensorType: { parameters: ["pointer"], result: "i32" },
  TF_NumDims: { parameters: ["pointer"], result: "i32" },
  TF_Dim: { parameters: ["pointer", "i32"], result: "i64" },
  TF_DeleteTensor: { parameters: ["pointer"], result: "void" },
  TF_SessionRun: {
    parameters: [
      ...["pointer", "pointer", "buffer", "buffer", "i32", "buffer", "buffer", "i32"],
      ...["pointer", "i32", "pointer", "pointer"],
    ] as const,
    result: "void",
  },
  TF_CloseSession: { parameters: ["pointer", "pointer"], result: "void" },
  TF_DeleteSession: { parameters: ["pointer", "pointer"], result: "void" },
} as const;

const TYPES = { float32: 1, int32: 3, bool: 10 } as const;
const text = (value: string) => new TextEncoder().encode(`${value}\0`);

/** Answers what comes out by the names of nodes, for inputs by theirs. */
export type RunSavedModel = (inputs: Readonly<Record<string, tf.Tensor>>, outputs: readonly string[]) => tf.Tensor[];

/** A SavedModel that is loaded for as long as `use` takes. */
export async function withSavedModel(folder: string, use: (run: RunSavedModel) => void | Promise<void>) {
  const files = findLibtensorflow()!;
  // It keeps the library loaded to the end of the process.
  openLibrary(files);
  const { symbols: c } = Deno.dlopen(files.main, SYMBOLS), status = c.TF_NewStatus(), graph = c.TF_NewGraph();
  const check = () => {
    if (c.TF_GetCode(status) === 0) return;
    throw new Error(Deno.UnsafePointerView.getCString(c.TF_Message(status)!));
  };
  const tag = text("serve"), tags = BigUint64Array.of(Deno.UnsafePointer.value(Deno.UnsafePointer.of(tag)));
  const options = c.TF_NewSessionOptions();
  const session = c.TF_LoadSessionFromSavedModel(options, null, text(folder), tags, 1, graph, null, status);
  check();
  /** An end of the graph: a pointer to its operation, then the number of its output, which is the first here. */
  const ends = (names: readonly string[]) =>
    BigUint64Array.from(names.flatMap((name) => {
      const operation = c.TF_GraphOperationByName(graph, text(name));
      if (operation === null) throw new Error(`Cannot run ${folder} as it must have a node ${name}: got none.`);
      return [Deno.UnsafePointer.value(operation), 0n];
    }));
  const given = (tensor: tf.Tensor) => {
    const data = tensor.dataSync(), bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const shape = BigInt64Array.from(tensor.shape, BigInt), type = TYPES[tensor.dtype as "float32"];
    const made = c.TF_AllocateTensor(type, shape, shape.length, BigInt(bytes.length));
    new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(c.TF_TensorData(made)!, bytes.length)).set(bytes);
    return Deno.UnsafePointer.value(made);
  };
  const taken = (address: bigint) => {
    const tensor = Deno.UnsafePointer.create(address), size = Number(c.TF_TensorByteSize(tensor));
    const shape = Array.from({ length: c.TF_NumDims(tensor) }, (_, i) => Number(c.TF_Dim(tensor, i)));
    const buffer = Deno.UnsafePointerView.getArrayBuffer(c.TF_TensorData(tensor)!, size).slice(0);
    const type = c.TF_TensorType(tensor);
    c.TF_DeleteTensor(tensor);
    if (type === TYPES.float32) return tf.tensor(new Float32Array(buffer), shape);
    if (type === TYPES.int32) return tf.tensor(new Int32Array(buffer), shape, "int32");
    return tf.tensor(new Uint8Array(buffer), shape, "bool");
  };
  try {
    await use((inputs, outputs) => {
      const fed = BigUint64Array.from(Object.values(inputs), given), found = new BigUint64Array(outputs.length);
      const [from, to] = [ends(Object.keys(inputs)), ends(outputs)];
      c.TF_SessionRun(session, null, from, fed, fed.length, to, found, found.length, null, 0, null, status);
      fed.forEach((address) => c.TF_DeleteTensor(Deno.UnsafePointer.create(address)));
      check();
      return Array.from(found, taken);
    });
  } finally {
    c.TF_CloseSession(session, status);
    c.TF_DeleteSession(session, status);
  }
}
