/**
 * The binding over Deno's FFI: tensors go by small integers here, and one
 * operation is one call of {@linkcode Binding.executeOp}. This is the hot path: a training step comes here a thousand
 * times, so names and attributes are encoded once and buffers are used again.
 */
import { cstring } from "../library/cstring.ts";
import type { Library } from "../library/open_library.ts";
import { addFunction } from "./add_function.ts";
import { type Attribute, attributeTypes } from "./attributes.ts";
import type { Binding, TensorMetadata } from "./binding.ts";
import { fromBytes, toBytes } from "./bytes.ts";
import { contextConfig, type ContextSettings } from "./context_config.ts";
import { dtypes } from "./dtypes.ts";
import { encode, type Encoded } from "./encode_attribute.ts";
import { exchanging } from "./exchange.ts";
import { infer } from "./infer.ts";
import { oneDnnOf } from "./one_dnn.ts";

/** Results that there is room for at first. */
const FEW = 64;

/**
 * Starts an eager context.
 *
 * @param library An open libtensorflow.
 * @param settings Its threads and its graphics card.
 */
export function openBinding(library: Library, settings: ContextSettings): Binding {
  const { functions: tf, status, check } = library;
  const context = newContext(library, settings);
  const devices = listDevices(library, context);
  const handles = new Map<number, bigint>();
  const names = new Map<string, Uint8Array<ArrayBuffer>>();
  const encoded = new WeakMap<readonly Attribute[], readonly Encoded[]>();
  const count = new Int32Array(1);
  let results = new BigUint64Array(FEW), last = 0, executed = 0, steps = 0;
  const functions = new Set<string>(), callable: bigint[] = [];

  const put = (handle: bigint): number => {
    handles.set(++last, handle);
    return last;
  };

  const { oneDnn, named } = oneDnnOf(library, settings.oneDnn, devices);

  const run = (asked: string, given: readonly Attribute[], inputs: readonly number[], outputs: number): void => {
    const [name, attributes] = named(asked, given);
    executed++;
    let cname = names.get(name);
    if (cname === undefined) names.set(name, cname = cstring(name));
    const op = tf.TFE_NewOp(context, cname, status);
    if (op === 0n) check(`make the operation ${name}`);
    try {
      for (let i = 0; i < inputs.length; i++) tf.TFE_OpAddInput(op, handles.get(inputs[i]!)!, status);
      // A frozen list is one that its kernel uses again and again.
      let ready = encoded.get(attributes);
      if (ready === undefined) {
        ready = attributes.map(encode);
        if (Object.isFrozen(attributes)) encoded.set(attributes, ready);
      }
      for (let i = 0; i < ready.length; i++) ready[i]!(tf, op, status);
      // TensorFlow writes as many as it was told that there is room for.
      if (outputs > results.length) results = new BigUint64Array(outputs);
      count[0] = outputs;
      tf.TFE_Execute(op, results, count, status);
      if (tf.TF_GetCode(status) !== 0) check(`run the operation ${name}`);
    } finally {
      tf.TFE_DeleteOp(op);
    }
  };

  const made = (shape: readonly number[], dtype: number, size: bigint, write: (place: bigint) => void): number => {
    const tensor = tf.TF_AllocateTensor(dtype, BigInt64Array.from(shape, BigInt), shape.length, size);
    let handle;
    try {
      write(tf.TF_TensorData(tensor));
      handle = tf.TFE_NewTensorHandle(tensor, status);
    } finally {
      tf.TF_DeleteTensor(tensor);
    }
    check("make a tensor");
    return put(handle);
  };

  const metadata = (id: number, handle: bigint): TensorMetadata => {
    const rank = tf.TFE_TensorHandleNumDims(handle, status);
    const shape = new Array<number>(Math.max(0, rank));
    for (let axis = 0; axis < rank; axis++) shape[axis] = Number(tf.TFE_TensorHandleDim(handle, axis, status));
    return { id, shape, dtype: tf.TFE_TensorHandleDataType(handle) };
  };

  const of = (id: number): bigint => {
    const handle = handles.get(id);
    if (handle === undefined) throw new Error(`Cannot use a tensor as it was disposed of: got number ${id}`);
    return handle;
  };

  return {
    ...dtypes,
    ...attributeTypes,
    TF_Version: library.version,
    devices,
    ...{ oneDnn, named },
    inHalves: halves(settings),
    get executed() {
      return executed;
    },

    createTensor(shape, dtype, values) {
      const bytes = toBytes(dtype, values);
      const expected = shape.reduce((product, length) => product * length, 1);
      if (dtype !== dtypes.TF_COMPLEX64 && values.length !== expected && dtype !== dtypes.TF_INT64) {
        throw new RangeError(
          `Cannot make a tensor as its shape [${shape}] wants ${expected} values: got ${values.length}`,
        );
      }
      const size = BigInt(bytes.byteLength);
      return made(shape, dtype, size, (place) => {
        if (size > 0n) tf.copyIn(place, bytes, size);
      });
    },

    fillTensor(shape, fill) {
      const size = shape.reduce((product, length) => product * length, 4);
      return made(shape, dtypes.TF_FLOAT, BigInt(size), (place) =>
        fill((piece, at) => {
          // As an address this would be written to, whoever it belongs to.
          if (!(at >= 0 && 4 * at + piece.byteLength <= size)) {
            throw new RangeError(`Cannot fill a tensor as it has ${size / 4} numbers: got ${piece.length} at ${at}`);
          }
          tf.copyIn(place + BigInt(4 * at), toBytes(dtypes.TF_FLOAT, piece), BigInt(piece.byteLength));
        }));
    },

    deleteTensor(id) {
      const handle = handles.get(id);
      if (handle === undefined) return;
      tf.TFE_DeleteTensorHandle(handle);
      handles.delete(id);
    },

    shareTensor(id) {
      const handle = tf.TFE_TensorHandleCopySharingTensor(of(id), status);
      check("share a tensor");
      return put(handle);
    },

    tensorDataSync(id) {
      const handle = of(id);
      const dtype = tf.TFE_TensorHandleDataType(handle);
      const tensor = tf.TFE_TensorHandleResolve(handle, status);
      check("read a tensor");
      const bytes = new Uint8Array(Number(tf.TF_TensorByteSize(tensor)));
      if (bytes.length > 0) tf.copyOut(bytes, tf.TF_TensorData(tensor), BigInt(bytes.length));
      tf.TF_DeleteTensor(tensor);
      return fromBytes(dtype, bytes);
    },

    executeOp(name, attributes, inputs, outputs) {
      run(name, attributes, inputs, outputs);
      return Array.from({ length: count[0]! }, (_, i) => metadata(put(results[i]!), results[i]!));
    },

    execute(name, attributes, inputs, outputs) {
      run(name, attributes, inputs, outputs);
      return Array.from({ length: count[0]! }, (_, i) => put(results[i]!));
    },

    infer: (...operation) => infer(library, ...operation),
    get functions() {
      return functions.size;
    },
    hasOnePass: () => false,
    addFunction(graph, own) {
      const name = own ?? `raptor_step_${++steps}`, handle = addFunction(library, context, graph, name, callable);
      if (own !== undefined) callable.push(handle);
      else {
        tf.TF_DeleteFunction(handle);
        functions.add(name);
      }
      return name;
    },

    removeFunction(name) {
      tf.TFE_ContextRemoveFunction(context, cstring(name), status);
      check(`forget the function ${name}`);
      names.delete(name);
      functions.delete(name);
    },

    exchanging: exchanging(library, of, put),
    describe: (id) => metadata(id, of(id)),
    getNumOfTensors: () => handles.size,
    isUsingGpuDevice: () => devices.includes("GPU"),
  };
}

/** Of more than two threads it was not measured. */
function halves({ threads = navigator.hardwareConcurrency, atOnce = threads }: ContextSettings): boolean {
  return atOnce > threads || threads === 2 && atOnce === 2;
}

function newContext({ functions: tf, status, check }: Library, settings: ContextSettings): bigint {
  const options = tf.TFE_NewContextOptions();
  const config = contextConfig(settings);
  tf.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), status);
  check("set up TensorFlow");
  const context = tf.TFE_NewContext(options, status);
  tf.TFE_DeleteContextOptions(options);
  check("start TensorFlow");
  return context;
}

function listDevices({ functions: tf, status, check, text }: Library, context: bigint): string[] {
  const list = tf.TFE_ContextListDevices(context, status);
  check("list the devices");
  const length = tf.TF_DeviceListCount(list);
  const devices = Array.from({ length }, (_, i) => text(tf.TF_DeviceListType(list, i, status)));
  tf.TF_DeleteDeviceList(list);
  return devices;
}
