/** Reads outlive what they read, as on other engines of tfjs. */
import { tf } from "../../tf.ts";
import type { WebgpuBackend } from "./backend.ts";

/**
 * Has a tensor that is disposed of while it is read stay until all reads of it are over: the package would look for it in vain, and whoever
 * reads it would get no number, or wait for ever.
 *
 * @param backend The backend.
 */
export function keepWhileRead(backend: WebgpuBackend): void {
  const reads = new Map<object, number>(), due = new Set<object>();
  const dispose = backend.disposeData.bind(backend), read = backend.read.bind(backend);
  backend.disposeData = (dataId, force) => {
    if (!reads.has(dataId)) return dispose(dataId, force);
    due.add(dataId);
    // Tells tfjs that it is not gone yet.
    return false;
  };
  backend.read = async (dataId) => {
    reads.set(dataId, (reads.get(dataId) ?? 0) + 1);
    try {
      return await read(dataId);
    } finally {
      const left = reads.get(dataId)! - 1;
      if (left > 0) reads.set(dataId, left);
      else reads.delete(dataId);
      if (left === 0 && due.delete(dataId) && dispose(dataId)) tf.engine().removeDataId(dataId, backend as never);
    }
  };
}
