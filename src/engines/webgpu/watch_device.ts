/**
 * What a user sees when the device fails. WebGPU says so in an event and goes on, with zeros for numbers: here the next
 * operation, or the read that is waited for, throws one error that says what to do.
 */
import { tf } from "../../tf.ts";
import type { WebgpuBackend } from "./backend.ts";

/** The device, as far as it is well. */
export interface Health {
  /** What went wrong first; the device is of no use then. */
  readonly failure: Error | undefined;
}

/**
 * Watches the device of a backend, and has its operations and reads throw once it failed.
 *
 * @param backend The backend.
 * @param name What the device is called in errors.
 */
export function watchDevice(backend: WebgpuBackend, name: string): Health {
  const { device } = backend;
  const waiting = new Set<(error: Error) => void>();
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    // What is made from now on, such as the next run's model, must not go to the device.
    if (tf.findBackend("webgpu") === backend && tf.getBackend() === "webgpu") tf.setBackend("cpu");
    for (const reject of waiting) reject(failure);
  };
  const check = (): void => {
    if (failure !== undefined) throw failure;
  };
  device.addEventListener("uncapturederror", (event) => {
    const { error } = event as GPUUncapturedErrorEvent;
    const held = backend.memory().numBytesAllocatedInGPU;
    fail(error instanceof GPUOutOfMemoryError ? memoryFull(name, error, held) : refused(name, error));
  });
  device.lost.then(({ reason, message }) => fail(lost(name, message || reason || "no reason")));

  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  // Everything that a program reads or writes comes by here first.
  const upload = backend.uploadToGPU.bind(backend);
  backend.uploadToGPU = (dataId) => {
    check();
    const { shape, resource } = backend.tensorMap.get(dataId);
    if (resource == null && 4 * tf.util.sizeFromShape(shape) > most) throw tooLarge(name, shape, most);
    try {
      upload(dataId);
    } catch (error) {
      // The event that says why cannot come before this operation ends.
      fail(notTaken(name, shape, error as Error, backend.memory().numBytesAllocatedInGPU));
      check();
    }
  };

  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    check();
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof read>>>();
    waiting.add(reject);
    read(dataId).then(resolve, reject);
    try {
      const values = await promise;
      // An operation before it failed, and these are not its numbers.
      check();
      return values;
    } catch (error) {
      // The event that says why may come after the read that fails of it.
      await new Promise((resolve) => setTimeout(resolve));
      throw failure ?? error;
    } finally {
      waiting.delete(reject);
    }
  };

  backend.readSync = (dataId) => {
    const { values, shape } = backend.tensorMap.get(dataId);
    if (values != null) return values as Float32Array;
    check();
    throw new TypeError(
      `Cannot read a tensor at once as the webgpu engine reads in its own time: got one of shape [${shape}]\n` +
        "Write await tensor.data() for tensor.dataSync(), and await tensor.array() for tensor.arraySync().",
    );
  };

  return Object.freeze({
    get failure() {
      return failure;
    },
  });
}

function memoryFull(name: string, { message }: GPUError, held: number): Error {
  return new Error(
    `Cannot go on as the memory of ${name} is full: got "${firstLine(message)}" with ${megabytes(held)} MB held\n` +
      "Take smaller batches, smaller images or a smaller model.",
  );
}

function notTaken(name: string, shape: readonly number[], { message }: Error, held: number): Error {
  return new Error(
    `Cannot go on as ${name} took no tensor of shape [${shape}], so its memory is full or the device is lost: ` +
      `got "${firstLine(message)}" with ${megabytes(held)} MB held\n` +
      "Take smaller batches; after a loss, make the model again and go on with .train({ ..., resume: true }).",
  );
}

function refused(name: string, { message }: GPUError): Error {
  return new Error(
    `Cannot go on as ${name} refused what the webgpu engine asked for: got "${firstLine(message)}"\n` +
      "This is an error of the engine or of the driver: please report it, and take another engine, such as wasm().",
  );
}

function lost(name: string, reason: string): Error {
  return new Error(
    `Cannot go on as the webgpu engine lost its device ${name}, and all tensors with it: got "${firstLine(reason)}"\n` +
      "Make the model again; a run goes on from its last checkpoint with .train({ ..., resume: true }).",
  );
}

function tooLarge(name: string, shape: readonly number[], most: number): RangeError {
  const bytes = 4 * tf.util.sizeFromShape([...shape]);
  return new RangeError(
    `Cannot make a tensor of shape [${shape}] as ${name} takes at most ${megabytes(most)} MB in one: ` +
      `got ${megabytes(bytes)} MB\nTake smaller batches or smaller images.`,
  );
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function firstLine(message: string): string {
  return message.trim().split("\n")[0]!;
}
